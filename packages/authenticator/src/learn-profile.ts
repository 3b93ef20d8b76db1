import { isAstPayload } from "@drawbridge/contract";
import type { McInput, McProfile } from "@drawbridge/domain";
import type { WorkContext } from "./work/work-context.ts";

interface Learning {
  /** What Start carries: it names the app. */
  readonly start: unknown;
  readonly profile: McProfile;
  readonly put: (input: McInput) => void;
}

/** Asks what the tenant offers before the first event. Without the network the default has to do until the next start. */
export const learnProfile = async ({ channel, tenantId, anonymousKey, now }: WorkContext, { start, profile, put }: Learning): Promise<void> => {
  if (!isAstPayload("Start", start)) return;
  const { major, minor, build } = start.version;
  const app = { appName: start.appName, version: `${major}.${minor}.${build}` };
  const told = await channel.request("hello", { tenantId, app }, anonymousKey).catch(() => null);
  if (!told) return;
  const environments = told.environments.map((environment) => (environment === "SSMS" ? "SSMS" : "Maverick"));
  put({ type: "profile", profile: { ...profile, environments, pinPolicy: told.pinPolicy }, now: now() });
};
