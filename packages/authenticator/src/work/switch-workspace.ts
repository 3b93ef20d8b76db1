import type { AstPayload, UserIdentifier } from "@drawbridge/contract";
import type { McOutcome } from "@drawbridge/domain";
import { profileOf } from "../learn-profile.ts";
import { appOf, type WorkContext } from "./work-context.ts";

/**
 * The app is for another tenant from now on, until it is closed: what that one offers holds, and who is nobody yet is asked for there. Not
 * where the app is for one tenant alone, and not while somebody of the first is logged in.
 */
export const switchWorkspace = async (
  context: WorkContext,
  { tenantId }: AstPayload<"SwitchWorkspace">,
  loggedIn: UserIdentifier | null,
): Promise<McOutcome> => {
  const { known, channel, anonymousKey, workspace } = context;
  if (tenantId === "") return { status: "kInvalidParameter" };
  const { fixedTenant } = known.profile();
  if (fixedTenant !== null && fixedTenant !== tenantId) return { status: "kNotSupported" };
  if (loggedIn && loggedIn.tenantId !== tenantId) return { status: "kFailed" };
  const told = await channel.request("hello", { tenantId, app: appOf(context) }, anonymousKey);
  workspace.tenantId = tenantId;
  return { status: "kOk", profile: profileOf(known.profile(), told) };
};
