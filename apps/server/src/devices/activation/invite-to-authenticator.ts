import { formatActivationCode } from "@drawbridge/domain";
import { activationCodes, devices, users, type Tenant, type Tx, type User } from "@drawbridge/storage";
import type { Deps } from "../../use-cases/deps.ts";
import { refOf } from "../device-user.ts";
import { CODE_BYTES, codeLives, hashCode, issueActivationCode } from "./activation-codes.ts";

/** The person the playground connects banks for, unless another id is typed there. */
const DEVELOPMENT_PERSON = "playground-user";
const STILL_GOOD_MS = 60 * 60_000; // a code that ends sooner is not handed out again

// Nothing but a hash of a code is kept, so a start could not print the code of the one before: its text follows from its id.
const bytesOf =
  ({ kms }: Pick<Deps, "kms">) =>
  (id: string): Uint8Array =>
    kms.derive(`drawbridge-development-code-v1:${id}`, CODE_BYTES);

/** A code of an earlier start that can still be used; null: there is none. */
const codeOfBefore = async (deps: Deps, tx: Tx, { tenantId, id: userId }: User): Promise<string | null> => {
  const codes = activationCodes(tx);
  const until = new Date(deps.now().getTime() + STILL_GOOD_MS);
  for (const { id, state, expiresAt } of await codes.ofUser(tenantId, userId)) {
    if (state !== "CREATED" || expiresAt < until) continue;
    const code = formatActivationCode(bytesOf(deps)(id));
    if ((await codes.lockByHash(userId, hashCode(deps.kms, userId, code)))?.id === id) return code;
  }
  return null;
};

/** A link that sets up the app for the person of the playground; null while that person has a device. The code is in the fragment, which no server sees. */
export const inviteToAuthenticator = async (deps: Deps, tenant: Tenant, appOrigin: string): Promise<string | null> => {
  const user = await users(deps.storage.pool).findOrCreateByExternalId(tenant.id, DEVELOPMENT_PERSON);
  const known = await devices(deps.storage.pool).ofUser(tenant.id, user.id);
  if (known.some(({ removedAt }) => removedAt === null)) return null;
  const wish = { purpose: "activation", channel: "screen", lifeMs: codeLives.screen.longest, actor: "start", reason: "development" } as const;
  const code = await deps.storage.transaction(async (tx) => {
    const before = await codeOfBefore(deps, tx, user);
    if (before !== null) return before;
    return (await issueActivationCode(tx, { tenant, user, kms: deps.kms, now: deps.now() }, { ...wish, bytesOf: bytesOf(deps) })).code;
  });
  const { tenantId, userId } = refOf({ tenant, user });
  return `${appOrigin}/#${new URLSearchParams({ tenant: tenantId, user: userId, code }).toString()}`;
};
