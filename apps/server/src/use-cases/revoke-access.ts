import { newId, type Connection, type Session, type Tx } from "@drawbridge/storage";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { AppError } from "../http/app-error.ts";
import { enqueue } from "../jobs/enqueue.ts";
import { Envelope, VaultError } from "../vault/vault.ts";
import { accessPurpose } from "./ask-bank.ts";
import type { Deps } from "./deps.ts";

/** What is needed to end access at a provider after its connection is gone here; the access stays sealed. */
export const AccessToRevoke = Type.Object({
  tenantId: Type.String(),
  userId: Type.String(),
  /** What the access is sealed for: the connection, or the session it came from. */
  connectionId: Type.String(),
  provider: Type.String(),
  access: Envelope,
});
export type AccessToRevoke = Static<typeof AccessToRevoke>;

const ATTEMPTS = 20; // the pauses grow to six hours: almost three days

/** Queues the end of our access at the provider, in the transaction that ends it here (connections.md, T12). */
export const revokeAccess = async (tx: Tx, { id, tenantId, userId, provider, accessSealed }: Connection): Promise<void> => {
  if (!Value.Check(Envelope, accessSealed)) return;
  const payload = { tenantId, userId, connectionId: id, provider, access: accessSealed };
  await enqueue(tx, { name: "access.revoke", payload }, { key: `revoke:${newId()}`, attempts: ATTEMPTS });
};

/** The same for access that a session got and no connection will ever have; it is sealed for the session. */
export const revokeSessionAccess = (
  tx: Tx,
  { id: connectionId, tenantId, userId }: Pick<Session, "id" | "tenantId" | "userId">,
  { provider, access }: { readonly provider: string; readonly access: Envelope },
): Promise<void> => {
  const payload = { tenantId, userId, connectionId, provider, access };
  return enqueue(tx, { name: "access.revoke", payload }, { key: `revoke:${newId()}`, attempts: ATTEMPTS });
};

/** Ends our access at the provider; throws where another attempt may help. Safe to run twice. */
export const performRevocation = async (deps: Deps, revocation: AccessToRevoke, attempt: number): Promise<void> => {
  const { connectionId, provider } = revocation;
  const revoke = deps.adapters.get(provider)?.revoke;
  const access = revoke && openAccess(deps, revocation);
  if (!revoke || !access) return;
  const answer = await revoke(access);
  if (answer.outcome === "revoked") return;
  if (attempt < ATTEMPTS) throw new AppError("PROVIDER_DOWN", { detail: `access could not be revoked: ${answer.detail}` });
  deps.log.warn({ connectionId, detail: answer.detail }, "access was never revoked at the provider");
};

/** A key that is gone takes the access with it. */
const openAccess = (deps: Deps, { access, connectionId: id, ...owner }: AccessToRevoke) => {
  try {
    return deps.vault.open(access, accessPurpose({ ...owner, id }));
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    deps.log.warn({ connectionId: id, err: error }, "access could not be opened to revoke it");
    return null;
  }
};
