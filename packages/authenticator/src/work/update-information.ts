import type { DeviceResult, UserIdentifier } from "@drawbridge/contract";
import type { McUpdate } from "@drawbridge/domain";
import { appOf, type WorkContext } from "./work-context.ts";

/** What the server knows of updates of this app; what may be installed is what it signed. */
export const readUpdate = async (context: WorkContext, user: UserIdentifier | null): Promise<McUpdate> => {
  const { lastUser, users } = await context.keyStore.read();
  const tenantId = (user ?? lastUser ?? users[0]?.userIdentifier)?.tenantId ?? context.workspace.tenantId;
  const { manifest, ...update }: DeviceResult<"update.get"> = await context.channel.request(
    "update.get",
    { tenantId, app: appOf(context) },
    context.anonymousKey,
  );
  if (manifest !== "") await context.serverKeys.verify(manifest, "ast-update+jws");
  return update;
};
