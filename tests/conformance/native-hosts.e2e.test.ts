import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chooseBank, heading, signIn } from "../e2e/support.ts";
import { generate, openStage, type ConnectStage } from "./connect-stage.ts";

let stage: ConnectStage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

type Platform = "reactNative" | "Android" | "iOS";

/** What an app around the page got, as it came over its bridge. */
interface App {
  readonly app: readonly unknown[];
}

/** The app's side of the bridge, there before the page loads. */
const addBridge = (platform: Platform): void => {
  const app: unknown[] = [];
  const bridge = { postMessage: (message: unknown) => void app.push(message) };
  const names = {
    reactNative: { maOBConnectReactNative: true, ReactNativeWebView: bridge },
    Android: { maOBAndroidConnect: bridge },
    iOS: { webkit: { messageHandlers: { iosConnect: bridge } } },
  };
  Object.assign(window, { app, ...names[platform] });
};

const open = async (platform: Platform): Promise<Page> => {
  const context = await stage.browser.newContext({ viewport: { width: 390, height: 760 } });
  context.setDefaultTimeout(60_000);
  await context.addInitScript(addBridge, platform);
  const page = await context.newPage();
  await page.goto(await generate(stage, ""));
  await heading(page, /Find your bank/);
  return page;
};

const raw = (page: Page): Promise<readonly unknown[]> => page.evaluate(() => (window as unknown as App).app);

interface Message {
  readonly type: string;
  readonly url?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}
const heard = async (page: Page): Promise<readonly Message[]> =>
  (await raw(page)).map((message) => (typeof message === "string" ? JSON.parse(message) : message) as Message);
const actions = async (page: Page): Promise<readonly unknown[]> =>
  (await heard(page)).filter(({ type }) => type === "user").map(({ data }) => data?.["action"]);
const count = async (page: Page, wanted: string): Promise<number> => (await heard(page)).filter(({ type }) => type === wanted).length;

/** Waits in the page: tests that run side by side have no polling `expect`. */
const hears = (page: Page, type: string): Promise<unknown> =>
  page.waitForFunction(
    (wanted) => (window as unknown as App).app.some((one) => JSON.stringify(one).replaceAll("\\", "").includes(`"type":"${wanted}"`)),
    type,
  );

/** The app speaks: as text where its bridge knows only text. */
const say = (page: Page, platform: Platform, message: object): Promise<void> =>
  page.evaluate(({ data }) => window.postMessage(data, "*"), { data: platform === "reactNative" ? JSON.stringify(message) : message });

const ping = (platform: Platform): object => ({ type: "ping", sdkVersion: "1.0.0", platform, redirectUrl: "connect://maob/redirect" });

describe.concurrent.each(["reactNative", "Android", "iOS"] as const)("an app on %s", (platform) => {
  it("hears nothing before its first ping, then everything once and in order, to the end", async () => {
    const page = await open(platform);
    await chooseBank(page, "Drawbridge Bank");
    await page.getByLabel("Username").waitFor();
    expect(await raw(page)).toEqual([]);
    await say(page, platform, ping(platform));
    await page.waitForFunction(() => (window as unknown as App).app.some((one) => JSON.stringify(one).includes("SelectInstitution")));
    expect((await heard(page)).slice(0, 3)).toMatchObject([
      { type: "ack" },
      { type: "user", data: { action: "Initialize" } },
      { type: "route", data: { screen: "search" } },
    ]);
    await say(page, platform, ping(platform));
    await signIn(page, "user_ok", "pass_ok");
    await page.getByRole("checkbox", { name: "Select all" }).check();
    await page.getByRole("button", { name: "Share and continue" }).click();
    await page.getByRole("button", { name: "Done" }).click();
    await page.waitForFunction(() => (window as unknown as App).app.some((one) => JSON.stringify(one).includes("reportData")));
    expect((await actions(page)).filter((action) => action !== "SearchInstitutions")).toEqual([
      "Initialize",
      "SelectInstitution",
      "SignInAttempt",
      "SignInAttempt",
      "AddAccounts",
      "AddAccounts",
      "SubmitAccounts",
      "End",
    ]);
    expect((await heard(page)).at(-1)).toEqual({ type: "done", data: { code: 200, reason: "complete", reportData: [] } });
    expect(await count(page, "ack")).toBe(2);
    expect(new Set((await raw(page)).map((message) => typeof message))).toEqual(new Set([platform === "iOS" ? "object" : "string"]));
    await page.context().close();
  });

  it("opens the bank itself: told the address, asked nothing, and told to close it", async () => {
    const page = await open(platform);
    await say(page, platform, ping(platform));
    await chooseBank(page, "Harbour Bank");
    await page.getByRole("button", { name: /Go to Harbour Bank/ }).click();
    await heading(page, /Waiting for Harbour Bank/);
    await hears(page, "url");
    const { url } = (await heard(page)).find(({ type }) => type === "url") ?? {};
    expect(url).toMatch(/\/oauth\/launch\//);
    await say(page, platform, { type: "window", closed: true, closed_by: "connect-client-event" });
    await page.getByText(/looks like the window was closed/).waitFor();
    const bank = await page.context().newPage();
    await bank.goto(String(url));
    await bank.getByLabel("Username").fill("user_ok");
    await bank.getByLabel("Password").fill("pass_ok");
    await bank.getByRole("button", { name: "Sign in" }).click();
    await bank.getByRole("button", { name: "Allow" }).click();
    await page.getByRole("button", { name: "Done" }).waitFor();
    await hears(page, "closePopup");
    expect([await count(page, "url"), await count(page, "closePopup")]).toEqual([1, 1]);
    await page.context().close();
  });
});

describe("a message the app's web view delivers on the document", () => {
  it("counts as the app's, as React Native on Android sends it", async () => {
    const page = await open("reactNative");
    await page.evaluate((data) => document.dispatchEvent(new MessageEvent("message", { data })), JSON.stringify(ping("reactNative")));
    await page.waitForFunction(() => (window as unknown as App).app.length > 2);
    expect((await heard(page)).slice(0, 2)).toMatchObject([{ type: "ack" }, { data: { action: "Initialize" } }]);
    await page.context().close();
  });
});

describe("an app that cannot open the bank", () => {
  it("says so, and the person gets a plain link", async () => {
    const page = await open("iOS");
    await say(page, "iOS", ping("iOS"));
    await chooseBank(page, "Harbour Bank");
    await page.getByRole("button", { name: /Go to Harbour Bank/ }).click();
    await heading(page, /Waiting for Harbour Bank/);
    await say(page, "iOS", { type: "window", blocked: true, url: "https://bank.example/" });
    await page.getByRole("link", { name: /Open Harbour Bank/ }).waitFor();
    await page.waitForFunction(() => (window as unknown as App).app.some((one) => JSON.stringify(one).includes("DisplayAlert")));
    expect((await heard(page)).find(({ data }) => data?.["action"] === "DisplayAlert")?.data).toMatchObject({ errorCode: 1403 });
    await page.context().close();
  });
});
