import type { BrowserContext, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../../packages/connect-sdk/test/bundle.ts";
import { chooseBank, heading } from "../e2e/support.ts";
import { generate, launch, openStage, userEvents, type ConnectStage } from "./connect-stage.ts";
import { serveHost, type HostServer } from "./serve-host.ts";

let stage: ConnectStage;
let stranger: HostServer;
let owner: HostServer;

beforeAll(async () => {
  const sdk = await bundle("src/index.ts");
  [stage, stranger, owner] = await Promise.all([openStage(), serveHost(), serveHost({ "/own-sdk.js": sdk })]);
});
afterAll(async () => {
  await stranger.close();
  await owner.close();
  await stage.close();
});

/** What strangers send: every shape but the right one, and the right ones from the wrong place. */
const attacks = [
  null,
  undefined,
  0,
  "",
  "{",
  "null",
  [],
  {},
  { type: null },
  { type: 1 },
  { type: {} },
  { type: "ping", data: "x".repeat(2_000_000) },
  "x".repeat(2_000_000),
  { type: "ping" },
  JSON.stringify({ type: "ping", platform: "iframe" }),
  { type: "window", closed: true, blocked: true },
  { type: "mx/navigation", payload: { action: "back" } },
  { type: "mx/navigation", payload: null },
  { type: "mx/navigation", payload: { action: { toString: 1 } } },
  { type: "__proto__" },
  { type: "constructor" },
  new Map([["type", "ping"]]),
  new Date(0),
];

const attackFrom = async (frame: Frame | Page, depth: "parent" | "self"): Promise<void> =>
  frame.evaluate(
    ({ list, to }) => {
      const heard: unknown[] = [];
      Object.assign(window, { heard });
      window.addEventListener("message", ({ data }) => heard.push(data));
      const target = to === "parent" ? window.parent.frames[0] : window.frames[0];
      for (const message of list) target?.postMessage(message, "*");
    },
    { list: attacks, to: depth },
  );

const addSibling = async (page: Page, address: string): Promise<Frame> => {
  const handle = await page.evaluateHandle((src) => {
    const made = document.createElement("iframe");
    made.src = src;
    document.body.append(made);
    return new Promise<HTMLIFrameElement>((resolve) => {
      made.addEventListener("load", () => {
        resolve(made);
      });
    });
  }, address);
  const frame = await handle.asElement()?.contentFrame();
  if (!frame) throw new Error("no frame");
  return frame;
};

const faultsOf = (page: Page): readonly Error[] => {
  const faults: Error[] = [];
  page.on("pageerror", (error) => faults.push(error));
  return faults;
};

describe("messages to the page", () => {
  it("from a frame beside it, of another site: nothing is believed and nobody answers", async () => {
    const visit = await launch(stage, await generate(stage, ""), { mode: "iframe" });
    const faults = faultsOf(visit.page);
    await chooseBank(visit.widget, "Drawbridge Bank");
    await visit.heard("SelectInstitution");
    const before = (await visit.posted()).length;
    const sibling = await addSibling(visit.page, `${stranger.origin}/connect.html`);
    await attackFrom(sibling, "parent");
    await visit.widget.getByLabel("Username").fill("still here");
    expect(await visit.widget.getByLabel("Username").inputValue()).toBe("still here");
    expect(await sibling.evaluate(() => (window as unknown as { readonly heard: readonly unknown[] }).heard)).toEqual([]);
    expect((await visit.posted()).length).toBe(before);
    expect(faults).toEqual([]);
    await visit.close();
  });

  it("from its own host, malformed: the session goes on", async () => {
    const visit = await launch(stage, await generate(stage, ""), { mode: "iframe" });
    const faults = faultsOf(visit.page);
    await visit.heard("Initialize");
    await attackFrom(visit.page, "self");
    await chooseBank(visit.widget, "Drawbridge Bank");
    await visit.heard("SelectInstitution");
    expect(userEvents(await visit.calls()).filter((word) => word === "Initialize")).toHaveLength(1);
    // The vendor's SDK reads `data.data` of anything: only the page's own faults count.
    expect(faults.filter(({ stack }) => stack?.includes("/assets/widget/"))).toEqual([]);
    await visit.close();
  });

  it("an address of a bank that is code is neither opened nor posted", async () => {
    const forge = async (context: BrowserContext): Promise<void> => {
      await context.route("**/session/stream?*", (route) => route.abort());
      await context.route("**/session/inputs", async (route) => {
        const answer = await route.fetch();
        const body = (await answer.json()) as { readonly view: { readonly step: object } };
        await route.fulfill({
          response: answer,
          json: { ...body, view: { ...body.view, step: { ...body.view.step, url: "javascript:document.title='ran'" } } },
        });
      });
    };
    const visit = await launch(stage, await generate(stage, ""), { mode: "iframe", prepare: forge });
    await visit.page.waitForFunction(() => window.host.posted.some(({ data }) => data.type === "ack"));
    await chooseBank(visit.widget, "Harbour Bank");
    await visit.widget.getByRole("button", { name: /Go to Harbour Bank/ }).click();
    await visit.widget.getByText(/did not open the window/).waitFor();
    expect((await visit.posted()).map(({ data }) => data.type)).not.toContain("url");
    expect(visit.page.context().pages()).toHaveLength(1);
    await visit.page.context().unrouteAll({ behavior: "ignoreErrors" });
    await visit.close();
  });
});

describe("an address that was tampered with", () => {
  const codeOf = async (link: string): Promise<unknown> => {
    const body = JSON.stringify({ door: "connect", query: Object.fromEntries(new URL(link).searchParams), tabId: "tab" });
    const answer = await fetch(`${stage.drawbridge.server}/session`, {
      method: "POST",
      headers: { "x-drawbridge": "1", "content-type": "application/json" },
      body,
    });
    return answer.ok ? "opened" : ((await answer.json()) as { readonly code: unknown }).code;
  };

  it.each([
    ["customerId", "999999"],
    ["partnerId", "9"],
    ["timestamp", "1"],
    ["ttl", "99999999999999"],
    ["type", "fix"],
    ["type", "lite"],
    ["experience", "0f6c1f5e-6f0e-4c55-9f43-5f1f0a7f2b11"],
    ["institutionId", "1"],
    ["consumerId", "0".repeat(32)],
  ])("%s=%s ends like a spent link", async (name, value) => {
    const link = new URL(await generate(stage, ""));
    expect(await codeOf(link.href)).toBe("opened");
    link.searchParams.set(name, value);
    expect(await codeOf(link.href)).toBe("LINK_SPENT");
  });

  it("a Lite link opens as it was made, and not for another institution", async () => {
    const { rows } = await stage.drawbridge.storage.pool.query<{ no: number }>(
      "select no::int from institutions where slug = any($1) order by slug",
      [["drawbridge-bank", "harbour-bank"]],
    );
    const [drawbridgeBank, harbourBank] = rows.map(({ no }) => no);
    const link = new URL(await generate(stage, "/lite", { institutionId: drawbridgeBank }));
    expect(await codeOf(link.href)).toBe("opened");
    link.searchParams.set("institutionId", String(harbourBank));
    expect(await codeOf(link.href)).toBe("LINK_SPENT");
  });

  it("tells the host so, and no user event", async () => {
    const link = new URL(await generate(stage, ""));
    link.searchParams.set("customerId", "999999");
    const visit = await launch(stage, link.href, { mode: "iframe" });
    expect(await visit.ended()).toEqual([["onLoad"], ["onError", { code: 500, reason: "error" }]]);
    await visit.close();
  });
});

interface OwnHost {
  readonly heard: Readonly<Record<string, readonly string[]>>;
  readonly results: Readonly<Record<string, unknown>>;
  readonly handles: Readonly<Record<string, { readonly destroy: () => void }>>;
  readonly open: (name: string, link: string, more?: object) => void;
  readonly Connect: { readonly launch: (url: string, handlers: object) => void };
}

const nativeLink = async (user: string): Promise<string> => {
  const made = await stage.drawbridge.api("/v1/links", {
    method: "POST",
    body: { kind: "connect", messages: "connect", user: { externalId: user } },
  });
  return ((await made.json()) as { readonly url: string }).url;
};

const own = async (): Promise<Page> => {
  const context = await stage.browser.newContext({ viewport: { width: 1280, height: 1600 } });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  await page.goto(`${owner.origin}/own-sdk.html`);
  return page;
};
const openOwn = (page: Page, name: string, link: string, more: object = {}): Promise<void> =>
  page.evaluate((given) => (window.host as unknown as OwnHost).open(given.name, given.link, given.more), { name, link, more });
const ownState = (page: Page): Promise<Pick<OwnHost, "heard" | "results">> =>
  page.evaluate(() => {
    const { heard, results } = window.host as unknown as OwnHost;
    return { heard, results };
  });
const frameIn = async (page: Page, name: string): Promise<Frame> => {
  const frame = await (await page.waitForSelector(`#${name} iframe`)).contentFrame();
  if (!frame) throw new Error("no frame");
  return frame;
};

describe("two pages on one host with our SDK", () => {
  it("each hears its own events, a reload of one keeps both, destroy takes one away", async () => {
    const page = await own();
    await openOwn(page, "first", await nativeLink("first"));
    await openOwn(page, "second", await nativeLink("second"));
    const [first, second] = [await frameIn(page, "first"), await frameIn(page, "second")];
    for (const frame of [first, second]) await frame.getByRole("button", { name: "Allow and continue" }).click();
    await chooseBank(first, "Drawbridge Bank");
    await first.getByLabel("Username").waitFor();
    await heading(second, /Find your bank/);
    await first.evaluate(() => location.reload()).catch(() => undefined);
    await first.getByLabel("Username").waitFor();
    await heading(second, /Find your bank/);
    const heardBy = async (name: string) => (await ownState(page)).heard[name]?.filter((action) => action !== "SearchInstitutions");
    await expect.poll(() => heardBy("second")).toEqual(["Initialize"]);
    await expect.poll(() => heardBy("first")).toEqual(["Initialize", "SelectInstitution"]);
    await page.evaluate(() => (window.host as unknown as OwnHost).handles["first"]?.destroy());
    expect(await page.locator("#first *").count()).toBe(0);
    await second.getByRole("button", { name: "Close" }).click();
    await page.waitForFunction(() => (window.host as unknown as OwnHost).results["second"] !== undefined);
    expect((await ownState(page)).results).toEqual({
      first: { outcome: "cancel", code: 100, reason: "destroyed" },
      second: { outcome: "cancel", code: 100, reason: "exit" },
    });
    expect(await page.evaluate(() => [document.querySelectorAll("iframe, style, [inert]").length, document.adoptedStyleSheets.length])).toEqual([
      0, 0,
    ]);
    await page.context().close();
  });

  it("believes neither a frame beside the page nor a page that never answers", async () => {
    const page = await own();
    await openOwn(page, "first", `${stage.drawbridge.server}/health`, { readyTimeoutMs: 1_500 });
    const sibling = await addSibling(page, `${stranger.origin}/connect.html`);
    await sibling.evaluate(() => {
      for (const message of [
        null,
        { type: "ack" },
        { type: "done", data: { code: 200, reason: "complete", reportData: [] } },
        { type: "url", url: "javascript:alert(1)" },
      ])
        window.parent.postMessage(message, "*");
    });
    await page.waitForFunction(() => (window.host as unknown as OwnHost).results["first"] !== undefined);
    expect((await ownState(page)).results["first"]).toEqual({ outcome: "error", code: 500, reason: "not_ready" });
    await page.context().close();
  });
});
