import type { DeviceResult } from "@drawbridge/contract";
import { apps, appVersions, type AppVersion } from "@drawbridge/storage";
import { DeviceRefusal, deviceErrorCodes } from "../channel/device-refusal.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { readDevicePolicies } from "./device-policies.ts";
import { signAs } from "../channel/device-signature.ts";

/** Which app asks. */
export interface App {
  readonly appName: string;
  readonly version: string;
}
type UpdateState = DeviceResult<"update.get">;

const none: UpdateState = { status: "kOk", updateType: "NONE", updateUrl: "", infoUrl: "", updateDigest: "", expiresInSeconds: 0, manifest: "" };

const isNewer = (a: string, b: string): boolean => {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  const differing = [0, 1, 2].find((at) => left?.[at] !== right?.[at]);
  return differing !== undefined && (left?.[differing] ?? 0) > (right?.[differing] ?? 0);
};

const MANIFEST_LIFE_S = 24 * 3_600;

const updateTo = async (
  deps: Deps,
  app: App,
  { newest, mandatory }: { readonly newest: AppVersion; readonly mandatory: boolean },
): Promise<UpdateState> => {
  const untilMandatory = newest.mandatoryFrom ? Math.ceil((newest.mandatoryFrom.getTime() - deps.now().getTime()) / 1000) : 0;
  const facts = { appName: app.appName, version: newest.version, url: newest.updateUrl, digest: newest.digest };
  return {
    status: mandatory ? "kUpdateNecessary" : "kUpdateAvailable",
    updateType: mandatory ? "MANDATORY" : "OPTIONAL",
    updateUrl: newest.updateUrl,
    infoUrl: newest.infoUrl,
    updateDigest: newest.digest,
    expiresInSeconds: mandatory ? 0 : Math.max(0, untilMandatory),
    manifest: await signAs(deps, "tokens", { typ: "ast-update+jws", claims: facts, lifeS: MANIFEST_LIFE_S }),
  };
};

/** What is known of updates; a tenant that registered no version of the app leaves it alone. */
export const updateStateOf = async (deps: Deps, tenantId: string, app: App): Promise<UpdateState> => {
  const known = await appVersions(deps.storage.pool).list(tenantId, app.appName);
  const own = known.find(({ version }) => version === app.version);
  const newest = known.find(({ state, version }) => state === "REGISTERED" && isNewer(version, app.version));
  const withdrawn = own?.state === "WITHDRAWN";
  if (!newest) return withdrawn ? { ...none, status: "kUpdateNecessary", updateType: "MANDATORY" } : none;
  const due = known.some(
    ({ state, version, mandatoryFrom }) =>
      state === "REGISTERED" && isNewer(version, app.version) && mandatoryFrom !== null && mandatoryFrom <= deps.now(),
  );
  return updateTo(deps, app, { newest, mandatory: withdrawn || due });
};

/** The same; refuses an app that nobody registered, or that must update first. */
export const requireUsableApp = async (deps: Deps, tenantId: string, app: App): Promise<UpdateState> => {
  const { pool } = deps.storage;
  const [known, versions] = await Promise.all([apps(pool).byName(tenantId, app.appName), appVersions(pool).list(tenantId, app.appName)]);
  if (!known && (await readDevicePolicies(pool, tenantId)).onlyRegisteredApps === true) throw refusedApp("This app is not registered.");
  if (known?.state === "REGISTERED" && !versions.some(({ version }) => version === app.version)) {
    throw new DeviceRefusal("kRegisterApp", "This version of the app is not registered.", { errorCode: deviceErrorCodes.versionNotRegistered });
  }
  return requireCurrentApp(deps, tenantId, app);
};

const refusedApp = (text: string): DeviceRefusal =>
  new DeviceRefusal("kUnknownClientType", text, { errorCode: deviceErrorCodes.versionNotRegistered });

/** The same for a version that need not be registered yet; one that must update, and an app that was withdrawn, are refused. */
export const requireCurrentApp = async (deps: Deps, tenantId: string, app: App): Promise<UpdateState> => {
  const known = await apps(deps.storage.pool).byName(tenantId, app.appName);
  if (known?.state === "WITHDRAWN") throw refusedApp("This app was withdrawn.");
  const update = await updateStateOf(deps, tenantId, app);
  if (update.updateType === "MANDATORY") throw new DeviceRefusal("kUpdateNecessary", "This version of the app must be updated.");
  return update;
};
