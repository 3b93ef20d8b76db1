import { chromium, type Browser, type Frame, type FrameLocator, type LaunchOptions, type Page } from "playwright-core";
import { findChromium, findHeadlessShell } from "../../tools/find-programs.ts";
import type { TestDrawbridge } from "./start-drawbridge.ts";

// The last such list on a command line counts alone, so it begins with Playwright's own.
const withoutFeatures = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
  // Pages of the browser itself below its address bar, loaded anew for every window: they took more time than the pages under test.
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  // A process kept ready for the next site: most are never used.
  "SpareRendererForSitePerProcess",
];
const flags = [
  `--disable-features=${withoutFeatures.join(",")}`,
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const launch = async (executablePath: string | null, more: LaunchOptions): Promise<Browser> => {
  if (!executablePath) throw new Error("The browser tests need Chromium: install it, or set DRAWBRIDGE_CHROMIUM to its path.");
  return chromium.launch({ executablePath, ...more, args: [...flags, ...(more.args ?? [])] });
};

/** A headless Chromium of this machine, without windows where there is one; throws a clear sentence when there is none. */
export const launchBrowser = (env: NodeJS.ProcessEnv): Promise<Browser> => launch(findHeadlessShell(env) ?? findChromium(env), {});

/** A whole Chromium, for what only that has: it keeps cookies of others, cameras and notifications as a person's does. `more` adds to the usual start. */
export const launchWholeBrowser = (env: NodeJS.ProcessEnv, more: LaunchOptions = {}): Promise<Browser> => launch(findChromium(env), more);

/** Chooses an institution from the search by its name. */
export const chooseBank = async (page: Page | Frame, name: string): Promise<void> => {
  await page.getByRole("combobox").fill(name);
  await page.getByRole("option", { name }).first().click();
};

/** Fills the sign-in form and sends it. */
export const signIn = async (page: Page | Frame, username: string, password: string): Promise<void> => {
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.locator("form button[type=submit]").click();
};

/** Waits for the screen with this heading. */
export const heading = (page: Page | Frame | FrameLocator, name: RegExp): Promise<void> => page.getByRole("heading", { level: 1, name }).waitFor();

/** Closes a window as a person does. Chromium loses a close in the moment a page comes (crbug.com/536385539), so that is waited for. */
export const closeByHand = async (window: Page): Promise<void> => {
  await window.waitForLoadState();
  await window.close();
};

/** Makes a native link for a user and answers its address. */
export const makeLink = async ({ api }: TestDrawbridge, externalId: string, more: object = {}): Promise<string> => {
  const made = await api("/v1/links", { method: "POST", body: { kind: "connect", user: { externalId }, ...more } });
  const { url } = (await made.json()) as { readonly url: string };
  return url;
};

/** One event of the log, as the native API tells it. */
export interface Logged {
  readonly type: string;
  readonly attemptId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The log of everything a user did. */
export const logOf = async (drawbridge: TestDrawbridge, externalId: string): Promise<readonly Logged[]> => {
  const made = await drawbridge.api("/v1/links", { method: "POST", body: { kind: "connect", user: { externalId } } });
  const { userId } = (await made.json()) as { readonly userId: string };
  const answer = await drawbridge.api(`/v1/events?userId=${userId}`);
  return ((await answer.json()) as { readonly events: readonly Logged[] }).events;
};
