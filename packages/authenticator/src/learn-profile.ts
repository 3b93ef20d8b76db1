import type { McInput, McProfile } from "@drawbridge/domain";
import { appOf, type WorkContext } from "./work/work-context.ts";

interface Learning {
  readonly profile: McProfile;
  readonly put: (input: McInput) => void;
}

/** Asks what the tenant offers before the first event. Without the network the last known, or the default, has to do. */
export const learnProfile = async (context: WorkContext, { profile, put }: Learning): Promise<void> => {
  const app = { ...appOf(context), version: appOf(context).version };
  const told = await context.channel.request("hello", { tenantId: context.tenantId, app }, context.anonymousKey).catch(context.host.onFault);
  if (!told) return;
  const environments = told.environments.map((environment) => (environment === "SSMS" ? "SSMS" : "Maverick"));
  put({ type: "profile", profile: { ...profile, environments, pinPolicy: told.pinPolicy }, now: context.now() });
};
