import { isAstPayload, type DeviceResult } from "@drawbridge/contract";
import type { McInput, McProfile } from "@drawbridge/domain";
import type { WorkContext } from "./work/work-context.ts";

interface Learning {
  /** What Start carries: it names the app. */
  readonly start: unknown;
  readonly profile: McProfile;
  readonly put: (input: McInput) => void;
}

/** Asks what the tenant offers before the first event. Without the network the default has to do until the next start. */
export const learnProfile = async ({ channel, workspace, anonymousKey, now }: WorkContext, { start, profile, put }: Learning): Promise<void> => {
  if (!isAstPayload("Start", start)) return;
  const { major, minor, build } = start.version;
  const app = { appName: start.appName, version: `${major}.${minor}.${build}` };
  const told = await channel.request("hello", { tenantId: workspace.tenantId, app }, anonymousKey).catch(() => null);
  if (told) put({ type: "profile", profile: profileOf(profile, told), now: now() });
};

/** A profile with what a tenant said of itself. */
export const profileOf = (profile: McProfile, { environments, pinPolicy }: DeviceResult<"hello">): McProfile => ({
  ...profile,
  environments: environments.map((environment) => (environment === "SSMS" ? "SSMS" : "Maverick")),
  pinPolicy,
});
