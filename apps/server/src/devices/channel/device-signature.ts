import { importJWK, SignJWT, type JWTPayload } from "jose";
import type { DeviceKeyPurpose } from "../../vault/device-keys.ts";
import type { Deps } from "../../use-cases/deps.ts";

/** What to sign: its type, its claims, and for how long it is good; null: for ever. */
export interface Statement {
  readonly typ: string;
  readonly claims: JWTPayload;
  readonly lifeS: number | null;
}

/** Signs a statement of this server with the newest key of a purpose. */
export const signAs = async (deps: Deps, purpose: DeviceKeyPurpose, { typ, claims, lifeS }: Statement): Promise<string> => {
  const [newest] = deps.kms.devices[purpose];
  if (newest?.kid === undefined) throw new Error(`no key to sign ${purpose}`);
  const issuedAt = Math.floor(deps.now().getTime() / 1000);
  const statement = new SignJWT(claims).setProtectedHeader({ alg: "ES256", typ, kid: newest.kid }).setIssuer(deps.origin()).setIssuedAt(issuedAt);
  if (lifeS !== null) statement.setExpirationTime(issuedAt + lifeS);
  return statement.sign(await importJWK(newest, "ES256"));
};
