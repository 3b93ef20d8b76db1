import { devices, users, type Tenant } from "@drawbridge/storage";
import type { Deps } from "../../use-cases/deps.ts";
import { codeLives, issueActivationCode } from "./activation-codes.ts";
import { refOf } from "../device-user.ts";

/** The person the playground connects banks for, unless another id is typed there. */
const DEVELOPMENT_PERSON = "playground-user";

/** A link that sets up the app for the person of the playground; null while that person has a device. The code is in the fragment, which no server sees. */
export const inviteToAuthenticator = async (deps: Deps, tenant: Tenant, appOrigin: string): Promise<string | null> => {
  const user = await users(deps.storage.pool).findOrCreateByExternalId(tenant.id, DEVELOPMENT_PERSON);
  const known = await devices(deps.storage.pool).ofUser(tenant.id, user.id);
  if (known.some(({ removedAt }) => removedAt === null)) return null;
  const wish = { purpose: "activation", channel: "screen", lifeMs: codeLives.screen.longest, actor: "start", reason: "development" } as const;
  const { code } = await deps.storage.transaction((tx) => issueActivationCode(tx, { tenant, user, kms: deps.kms, now: deps.now() }, wish));
  const { tenantId, userId } = refOf({ tenant, user });
  return `${appOrigin}/#${new URLSearchParams({ tenant: tenantId, user: userId, code }).toString()}`;
};
