import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chooseBank, closeByHand, heading, launchWholeBrowser, signIn } from "../e2e/support.ts";
import { generate, launch, openStage, otherCalls, planFor, userEvents, type Call, type ConnectStage, type Visit } from "./connect-stage.ts";

let stage: ConnectStage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const done = ["onDone", { code: 200, reason: "complete", reportData: [] }];
const oauthFlow = ["Initialize", "SelectInstitution", "LaunchOAuth ok", "OAuthSignInAttempt ok", "OAuthAddAccounts ok", "SubmitAccounts", "End"];
const withoutSearches = (calls: readonly Call[]): readonly string[] => userEvents(calls).filter((word) => word !== "SearchInstitutions");

const allow = async (bank: Page): Promise<void> => {
  await bank.getByLabel("Username").fill("user_ok");
  await bank.getByLabel("Password").fill("pass_ok");
  await bank.getByRole("button", { name: "Sign in" }).click();
  await bank.getByRole("button", { name: "Allow" }).click();
};

/** To the button that opens the bank; the host has pinged by then. */
const toHandOff = async (visit: Visit): Promise<void> => {
  await chooseBank(visit.widget, "Harbour Bank");
  await heading(visit.widget, /Harbour Bank/);
  await visit.heard("SelectInstitution");
};
const go = ({ widget }: Visit): Promise<void> => widget.getByRole("button", { name: /Go to Harbour Bank/ }).click();
const typesPosted = async (visit: Visit): Promise<readonly string[]> => (await visit.posted()).map(({ data }) => data.type);
const count = (list: readonly string[], wanted: string): number => list.filter((one) => one === wanted).length;

/** Holds the page's inputs back: a page under a debugger hears nothing while it opens a window. */
const holdInputs = async (context: BrowserContext, until: Promise<unknown>): Promise<void> => {
  await context.route("**/session/inputs", async (route) => {
    await until;
    await route.continue();
  });
};

describe("the bank's window", () => {
  it.each(["iframe", "selector", "node"] as const)("is opened and closed by the SDK in %s mode", async (mode) => {
    const visit = await launch(stage, await generate(stage, ""), { mode });
    await toHandOff(visit);
    const context = visit.page.context();
    const opened = context.waitForEvent("page");
    await holdInputs(context, opened);
    await go(visit);
    const bank = await opened;
    await allow(bank);
    await visit.widget.getByRole("button", { name: "Done" }).click();
    const calls = await visit.ended();
    expect(withoutSearches(calls)).toEqual(oauthFlow);
    expect(otherCalls(calls)).toEqual([["onLoad"], done]);
    const posted = await visit.posted();
    expect(posted.filter(({ data }) => data.type === "url")).toEqual([
      { origin: stage.drawbridge.server, data: { type: "url", url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/oauth\/launch\//) } },
    ]);
    expect(
      count(
        posted.map(({ data }) => data.type),
        "closePopup",
      ),
    ).toBe(1);
    await expect.poll(() => bank.isClosed()).toBe(true);
    await visit.close();
  });

  it("is left to a host with onUrl: told to open, told to close, never asked about", async () => {
    const visit = await launch(stage, await generate(stage, ""), { mode: "iframe", onUrl: true });
    await toHandOff(visit);
    await go(visit);
    const calls = await visit.ended("onUrl");
    const [, action, url] = calls.find(([name]) => name === "onUrl") ?? ["", "", ""];
    expect([action, url]).toEqual(["OPEN", expect.stringContaining("/oauth/launch/")]);
    expect(visit.page.context().pages()).toHaveLength(1);
    const bank = await visit.page.context().newPage();
    await bank.goto(String(url));
    await allow(bank);
    await visit.widget.getByRole("button", { name: "Done" }).click();
    const last = await visit.ended();
    expect(withoutSearches(last)).toEqual(oauthFlow);
    expect(otherCalls(last)).toEqual([["onLoad"], ["onUrl", "OPEN", url], ["onUrl", "CLOSE"], done]);
    await visit.close();
  });

  it("is the page's own in popup mode: no url is posted, which would navigate the page itself", async () => {
    const visit = await launch(stage, await generate(stage, ""), { mode: "popup" });
    await toHandOff(visit);
    const widget = visit.widget as Page;
    const [bank] = await Promise.all([widget.waitForEvent("popup"), go(visit)]);
    await allow(bank);
    await widget.getByRole("button", { name: "Done" }).click();
    const calls = await visit.ended();
    expect(withoutSearches(calls)).toEqual(oauthFlow);
    expect(otherCalls(calls)).toEqual([["onLoad"], done]);
    const types = await typesPosted(visit);
    expect([count(types, "url"), count(types, "closePopup")]).toEqual([0, 0]);
    await expect.poll(() => bank.isClosed()).toBe(true);
    await visit.close();
  });

  it("refused by the browser: told as an alert, then a plain link goes on", async () => {
    const visit = await launch(stage, await generate(stage, ""), { mode: "iframe", blocks: true });
    await toHandOff(visit);
    await go(visit);
    await visit.widget.getByText(/did not open the window/).waitFor();
    await visit.heard("DisplayAlert");
    expect(await visit.calls()).toContainEqual(["onUser", expect.objectContaining({ action: "DisplayAlert", alertType: "ERROR", errorCode: 1403 })]);
    const [bank] = await Promise.all([
      visit.page.context().waitForEvent("page"),
      visit.widget.getByRole("link", { name: /Open Harbour Bank/ }).click(),
    ]);
    await allow(bank);
    await visit.widget.getByRole("button", { name: "Done" }).click();
    const calls = await visit.ended();
    expect(withoutSearches(calls).slice(-5)).toEqual(oauthFlow.slice(2));
    expect(otherCalls(calls)).toEqual([["onLoad"], done]);
    await visit.close();
  });

  it("closed by hand: the host's word is shown as a hint, and the page goes on listening", async () => {
    const visit = await launch(stage, await generate(stage, ""), { mode: "iframe" });
    await toHandOff(visit);
    const opened = visit.page.context().waitForEvent("page");
    await holdInputs(visit.page.context(), opened);
    await go(visit);
    await heading(visit.widget, /Waiting for Harbour Bank/);
    await closeByHand(await opened);
    await visit.widget.getByText(/looks like the window was closed/).waitFor();
    await visit.widget.getByRole("button", { name: "Cancel" }).click();
    await heading(visit.widget, /You stopped before the end/);
    await visit.widget.getByRole("button", { name: "Close" }).click();
    const calls = await visit.ended();
    expect(otherCalls(calls)).toEqual([["onLoad"], ["onCancel", { code: 100, reason: "exit" }]]);
    await visit.close();
  });
});

describe("the page's own window", () => {
  it("blocked at launch: onError with 1403 and nothing else", async () => {
    // This browser blocks windows as it does for everybody: Playwright switches that off.
    const browser = await launchWholeBrowser(process.env, { ignoreDefaultArgs: ["--disable-popup-blocking"] });
    const page = await browser.newPage();
    const plan = planFor(await generate(stage, ""), "popup");
    await page.goto(`${stage.host.origin}/connect.html#${encodeURIComponent(JSON.stringify(plan))}`);
    await page.waitForFunction(() => window.host.calls.length > 0);
    await expect.poll(() => page.evaluate(() => window.host.calls)).toEqual([["onError", { reason: "error", code: 1403 }]]);
    await browser.close();
  });

  it("reloaded: the session goes on, every event reaches the host once, every ping is answered", async () => {
    const countPings = (context: BrowserContext) =>
      context.addInitScript(() => {
        const seen = { pings: 0 };
        Object.assign(window, { seen });
        window.addEventListener("message", ({ data }) => void (data?.type === "ping" && (seen.pings += 1)));
      });
    const visit = await launch(stage, await generate(stage, ""), { mode: "popup", prepare: countPings });
    const widget = visit.widget as Page;
    await chooseBank(widget, "Drawbridge Bank");
    await widget.getByLabel("Username").waitFor();
    await expect.poll(async () => withoutSearches(await visit.calls()).length).toBe(2);
    const acks = async (): Promise<number> => count(await typesPosted(visit), "ack");
    const before = await acks();
    await widget.reload();
    await widget.getByLabel("Username").waitFor();
    await expect.poll(acks, { timeout: 30_000 }).toBeGreaterThan(before + 2);
    await expect
      .poll(
        async () =>
          (await acks()) - before - (await widget.evaluate(() => (window as unknown as { readonly seen: { readonly pings: number } }).seen.pings)),
      )
      .toBe(0);
    await widget.getByLabel("Username").fill("user_ok");
    await widget.getByLabel("Password", { exact: true }).fill("pass_ok");
    await widget.locator("form button[type=submit]").click();
    await widget.getByRole("checkbox", { name: "Select all" }).check();
    await widget.getByRole("button", { name: "Share and continue" }).click();
    await widget.reload();
    await widget.getByRole("button", { name: "Done" }).click();
    const calls = await visit.ended();
    expect(withoutSearches(calls)).toEqual([
      "Initialize",
      "SelectInstitution",
      "SignInAttempt begin",
      "SignInAttempt ok",
      "AddAccounts begin",
      "AddAccounts ok",
      "SubmitAccounts",
      "End",
    ]);
    const ids = calls.flatMap(([, event]) => (typeof event === "object" && event !== null && "sessionId" in event ? [event.sessionId] : []));
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
    await visit.close();
  });
});

describe("a host of the older SDK", () => {
  const shortPing = (asText: boolean): object => ({
    asText,
    ping: { type: "ping", selector: "#place", sdkVersion: "1.0.0-rc.4", platform: "iframe" },
  });

  it.each([
    ["as an object", false],
    ["as JSON text", true],
  ] as const)("is answered to its short ping %s, and hears nothing before it", async (_shape, asText) => {
    const context = await stage.browser.newContext();
    const page = await context.newPage();
    await page.goto(`${stage.host.origin}/connect.html`);
    const frame = await (
      await page.evaluateHandle(
        (link) => {
          const made = document.createElement("iframe");
          made.src = link;
          document.body.append(made);
          return made;
        },
        await generate(stage, ""),
      )
    )
      .asElement()
      ?.contentFrame();
    if (!frame) throw new Error("no frame");
    await heading(frame, /Find your bank/);
    await chooseBank(frame, "Drawbridge Bank");
    await frame.getByLabel("Username").waitFor();
    expect(await page.evaluate(() => window.host.posted)).toEqual([]);
    await page.evaluate(
      ({ ping, asText: text, server }) => {
        document.querySelector("iframe")?.contentWindow?.postMessage(text ? JSON.stringify(ping) : ping, server);
      },
      { ...(shortPing(asText) as { ping: object; asText: boolean }), server: stage.drawbridge.server },
    );
    await page.waitForFunction(() => window.host.posted.some(({ data }) => data.data?.["action"] === "SelectInstitution"));
    expect((await page.evaluate(() => window.host.posted)).slice(0, 3)).toMatchObject([
      { data: { type: "ack" } },
      { data: { data: { action: "Initialize" } } },
      { data: { type: "route" } },
    ]);
    await context.close();
  });
});

describe("a partner without an SDK", () => {
  /** A link for a whole page, opened as one. */
  const visitPage = async (): Promise<Page> => {
    const context = await stage.browser.newContext();
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    await page.goto(await generate(stage, "", { redirectUri: `${stage.host.origin}/connect.html?cart=7` }));
    await heading(page, /Find your bank/);
    return page;
  };
  const cameBack = async (page: Page): Promise<Readonly<Record<string, string>>> => {
    await page.waitForURL(/connect\.html/);
    const { searchParams } = new URL(page.url());
    await page.context().close();
    return Object.fromEntries(searchParams);
  };

  it("has the person back with what came of it: done", async () => {
    const page = await visitPage();
    await chooseBank(page, "Drawbridge Bank");
    await signIn(page, "user_ok", "pass_ok");
    await page.getByRole("checkbox", { name: "Select all" }).check();
    await page.getByRole("button", { name: "Share and continue" }).click();
    await page.getByRole("button", { name: "Done" }).click();
    expect(await cameBack(page)).toEqual({ cart: "7", code: "200", reason: "complete" });
  });

  it("has the person back who left", async () => {
    const page = await visitPage();
    await page.getByRole("button", { name: "Close" }).click();
    expect(await cameBack(page)).toEqual({ cart: "7", code: "100", reason: "exit" });
  });
});

describe("the same link", () => {
  it("opened again by the same browser after its session ended is a new session", async () => {
    const link = await generate(stage, "");
    const visit = await launch(stage, link, { mode: "iframe" });
    await heading(visit.widget, /Find your bank/);
    await visit.widget.getByRole("button", { name: "Close" }).click();
    await visit.ended("onCancel");
    await visit.page.evaluate((plan) => void (window.host.plan = plan), planFor(link, "iframe"));
    await visit.page.getByRole("button", { name: "Connect a bank" }).click();
    await expect.poll(async () => userEvents(await visit.calls()), { timeout: 30_000 }).toEqual(["Initialize", "End", "Initialize"]);
    await visit.close();
  });
});
