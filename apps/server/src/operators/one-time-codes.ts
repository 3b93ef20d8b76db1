import { Secret } from "@drawbridge/adapter-kit";
import { Secret as TotpSecret, TOTP } from "otpauth";
import { Value } from "typebox/value";
import { AppError } from "../http/app-error.ts";
import type { Deps } from "../use-cases/deps.ts";
import { Envelope, type Purpose } from "../vault/vault.ts";

/** Whose secret it is. */
export interface CodeOwner {
  readonly tenantId: string;
  readonly operatorId: string;
}

const PERIOD_S = 30;
const purposeOf = ({ tenantId, operatorId }: CodeOwner): Purpose => ({
  tenantId,
  userId: operatorId,
  ownerId: operatorId,
  purpose: "operator_totp",
});

const totpOf = (secret: Secret, label = "operator"): TOTP =>
  new TOTP({ issuer: "Drawbridge", label, algorithm: "SHA1", digits: 6, period: PERIOD_S, secret: TotpSecret.fromBase32(secret.reveal()) });

/** A new secret, sealed (RFC 6238; SHA-1 is what every authenticator app knows). */
export const newTotp = (deps: Deps, owner: CodeOwner): Envelope => deps.vault.seal(new Secret(new TotpSecret({ size: 20 }).base32), purposeOf(owner));

const openTotp = (deps: Deps, owner: CodeOwner, sealed: unknown): Secret => {
  if (!Value.Check(Envelope, sealed)) throw new AppError("UNEXPECTED", { detail: "a TOTP secret is not an envelope" });
  return deps.vault.open(sealed, purposeOf(owner));
};

/** The secret as a person's app takes it: by hand, and as an address in a picture. */
export const showTotp = (deps: Deps, owner: CodeOwner, { sealed, label }: { readonly sealed: unknown; readonly label: string }) => {
  const secret = openTotp(deps, owner, sealed);
  return { secret: secret.reveal(), uri: totpOf(secret, label).toString() };
};

/** The time step of a right code, at most one before or after now; null when it is wrong. */
export const stepOfCode = (deps: Deps, owner: CodeOwner, { sealed, code }: { readonly sealed: unknown; readonly code: string }): number | null => {
  const timestamp = deps.now().getTime();
  const delta = totpOf(openTotp(deps, owner, sealed)).validate({ token: code, timestamp, window: 1 });
  return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD_S) + delta;
};
