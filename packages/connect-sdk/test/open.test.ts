import { gzipSync } from "node:zlib";
import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { launchBrowser } from "../../../tests/e2e/support.ts";
import { until } from "./browser.ts";
import { bundle } from "./bundle.ts";
import { type Pages, servePages } from "./pages.ts";
import { testWindows } from "./window-cases.ts";

let browser: Browser;
let pages: Pages;
let page: Page;
let problems: string[];

beforeAll(async () => {
  pages = await servePages(await bundle("test/host.ts"));
  browser = await launchBrowser(process.env);
});

afterAll(async () => {
  await browser.close();
  await pages.close();
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
  problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|Blocked/.test(message.text())) problems.push(message.text());
  });
  await page.goto(pages.host);
  await until(page, "window.sdk");
  await page.evaluate("window.log = []; window.settled = null");
});

afterEach(async () => {
  expect(problems).toEqual([]);
  await page.close();
});

/** Opens the fake Connect page with options written as source, and notes what the handle tells. */
const openLink = (options = "{}", link = pages.connect): Promise<void> =>
  page.evaluate(`(() => {
    const note = (kind) => (value) => log.push([kind, value ?? null]);
    window.handle = sdk.open(${JSON.stringify(link)}, { onReady: note("ready"), onMessage: note("message"), onEvent: note("event"), onRoute: note("route"), ...${options} });
    handle.result.then((result) => { window.settled = result; });
  })()`);

const connectFrame = async (): Promise<Frame> => {
  await until(page, "log.some(([kind]) => kind === 'ready')");
  const frame = page.frames().find((candidate) => candidate.url().startsWith(pages.connect));
  if (!frame) throw new Error("no Connect frame");
  return frame;
};

const say = (frame: Frame | Page, message: unknown): Promise<void> => frame.evaluate(`say(${JSON.stringify(message)})`);

const result = async (): Promise<unknown> => {
  await until(page, "settled");
  return page.evaluate("settled");
};

const kinds = (): Promise<unknown> => page.evaluate("log.map(([kind, value]) => value?.type ? `${kind}:${value.type}` : kind)");

describe("open", () => {
  it("pings until the page answers, and says what it is", async () => {
    await openLink("{ redirectUrl: 'https://shop.example/back' }");
    const frame = await connectFrame();
    expect(await frame.evaluate("heard")).toEqual([
      {
        type: "ping",
        sdkVersion: "0.1.0",
        platform: "iframe",
        attachedEventHandlers: ["onReady", "onMessage", "onEvent", "onRoute"],
        isEmbedded: false,
        isPopup: false,
        isNodeAttached: false,
        sdkBuildSource: "NPM",
        sdkBuildType: "ESM",
        redirectUrl: "https://shop.example/back",
      },
    ]);
  });

  it("frames the page with no more rights than it needs", async () => {
    await openLink();
    const attributes = await page.locator("iframe").evaluate((frame) => ({
      title: frame.getAttribute("title"),
      allow: frame.getAttribute("allow"),
      sandbox: frame.getAttribute("sandbox"),
      referrer: frame.getAttribute("referrerpolicy"),
    }));
    expect(attributes).toEqual({
      title: "Connect your bank",
      allow: "clipboard-write; publickey-credentials-get",
      sandbox: "allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox",
      referrer: "no-referrer",
    });
  });

  it("tells routes and user events, and resolves with the end", async () => {
    await openLink();
    const frame = await connectFrame();
    await say(frame, { type: "route", data: { screen: "search", params: {} } });
    await say(
      frame,
      JSON.stringify({
        type: "user",
        data: { action: "SelectInstitution", institutionId: 7, supported: true },
      }),
    );
    await say(frame, { type: "done", data: { code: 200, reason: "complete", reportData: [] } });
    expect(await result()).toEqual({
      outcome: "done",
      code: 200,
      reason: "complete",
      reportData: [],
      connections: [],
    });
    expect(await kinds()).toEqual(["ready", "message:ack", "route", "message:route", "event", "message:user", "message:done"]);
  });

  it.each([
    [
      { type: "cancel", data: { code: 100, reason: "exit" } },
      { outcome: "cancel", code: 100, reason: "exit" },
    ],
    [
      { type: "error", data: { code: 1440, reason: "timeout" } },
      { outcome: "error", code: 1440, reason: "timeout" },
    ],
  ])("resolves on %j", async (message, expected) => {
    await openLink();
    await say(await connectFrame(), message);
    expect(await result()).toEqual(expected);
    expect(await page.locator("iframe").count()).toBe(0);
  });

  it("does not call a page ready that never answers", async () => {
    await openLink("{ readyTimeoutMs: 300 }", `${pages.connect}?mute`);
    expect(await result()).toEqual({ outcome: "error", code: 500, reason: "not_ready" });
    expect(await kinds()).toEqual([]);
  });

  it("asks once for a new link when this one had expired", async () => {
    await openLink(`{ refreshLink: async () => "${pages.connect}?second" }`, `${pages.connect}?mute#link=abc`);
    await until(page, "document.querySelector('iframe')");
    const frame = page.frames()[1];
    if (!frame) throw new Error("no frame");
    await until(frame, "heard.length > 0");
    await say(frame, { type: "error", data: { code: 1440, reason: "timeout" } });
    const second = await connectFrame();
    expect(second.url()).toContain("?second");
    await say(second, { type: "error", data: { code: 1440, reason: "timeout" } });
    expect(await result()).toEqual({ outcome: "error", code: 1440, reason: "timeout" });
  });

  it("refuses a link that is not an absolute web address", async () => {
    for (const link of ["/connect", "javascript:alert(1)"]) {
      await expect(openLink("{}", link)).rejects.toThrow(/TypeError/);
    }
    expect(await page.locator(".drawbridge-connect").count()).toBe(0);
  });
});

describe("messages of others", () => {
  it.each([
    ["null", null],
    ["a number", 7],
    ["text that is no JSON", "done"],
    ["an array", [{ type: "done" }]],
    ["no type", { data: { code: 200, reason: "complete" } }],
    ["an unknown type", { type: "success", data: { code: 200, reason: "complete" } }],
    ["an inherited name", { type: "user", data: { action: "constructor" } }],
    ["an ending without data", { type: "done" }],
    ["a code of the wrong kind", { type: "cancel", data: { code: "100", reason: "exit" } }],
    ["null data", { type: "error", data: null }],
    ["the other vocabulary", { type: "connect/connected/primaryAction" }],
  ])("has no effect: %s", async (_name, message) => {
    await openLink();
    const frame = await connectFrame();
    await say(frame, message);
    await say(frame, { type: "route", data: { screen: "search", params: {} } });
    await until(page, "log.some(([kind]) => kind === 'route')");
    expect(await kinds()).toEqual(["ready", "message:ack", "route", "message:route"]);
    expect(await page.evaluate("settled")).toBeNull();
  });

  it("has no effect: the right shape from the host's own origin", async () => {
    await openLink();
    await connectFrame();
    await page.evaluate(`new Promise((resolve) => {
      addEventListener("message", () => resolve(null), { once: true });
      window.postMessage({ type: "done", data: { code: 200, reason: "complete" } }, "*");
    })`);
    expect(await page.evaluate("settled")).toBeNull();
    expect(await kinds()).toEqual(["ready", "message:ack"]);
  });

  it("has no effect: the right origin and shape from another frame", async () => {
    await openLink();
    await connectFrame();
    await page.evaluate(`new Promise((resolve) => {
      const sibling = document.createElement("iframe");
      sibling.src = "${pages.connect}?sibling";
      sibling.onload = resolve;
      document.body.append(sibling);
    })`);
    const sibling = page.frames().find((frame) => frame.url().includes("?sibling"));
    if (!sibling) throw new Error("no sibling");
    const arrived = page.evaluate("new Promise((resolve) => addEventListener('message', () => resolve(null), { once: true }))");
    await say(sibling, { type: "done", data: { code: 200, reason: "complete" } });
    await arrived;
    expect(await page.evaluate("settled")).toBeNull();
  });
});

describe("the dialog", () => {
  it("takes the focus, makes the page inert and gives both back", async () => {
    await page.focus("#before");
    await openLink();
    await connectFrame();
    expect(await page.evaluate("document.activeElement.tagName")).toBe("IFRAME");
    expect(await page.evaluate("document.querySelector('main').inert")).toBe(true);
    expect(await page.getByRole("dialog", { name: "Connect your bank" }).getAttribute("aria-modal")).toBe("true");
    await page.evaluate("handle.destroy()");
    expect(await page.evaluate("document.activeElement.id")).toBe("before");
    expect(await page.evaluate("document.querySelector('main').inert")).toBe(false);
  });

  it.each([
    ["at most 420 × 760, centred", { width: 1000, height: 900 }, { x: 290, y: 70, width: 420, height: 760 }],
    ["a full sheet on a phone", { width: 360, height: 640 }, { x: 0, y: 0, width: 360, height: 640 }],
  ])("is %s", async (_name, viewport, box) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await openLink();
    await connectFrame();
    expect(await page.locator(".drawbridge-connect-panel").boundingBox()).toEqual(box);
  });

  it("lets a person out while the page does not answer", async () => {
    await openLink("{}", `${pages.connect}?mute`);
    await page.keyboard.press("Escape");
    expect(await result()).toEqual({ outcome: "cancel", code: 100, reason: "closed" });
  });

  it("hides its own way out once the page answers", async () => {
    await openLink("{ closeLabel: 'Give up' }");
    await connectFrame();
    expect(await page.getByRole("button", { name: "Give up" }).count()).toBe(0);
  });

  it("takes the stacking order and the background of the host", async () => {
    await openLink("{ zIndex: 42, overlay: 'rgb(1, 2, 3)' }");
    const style = "(({ zIndex, backgroundColor }) => ({ zIndex, backgroundColor }))(getComputedStyle(document.querySelector('.drawbridge-connect')))";
    expect(await page.evaluate(style)).toEqual({ zIndex: "42", backgroundColor: "rgb(1, 2, 3)" });
  });

  it("uses a style element where the host gives a nonce", async () => {
    await openLink("{ nonce: 'of-the-host' }");
    const position = "getComputedStyle(document.querySelector('.drawbridge-connect')).position";
    expect(await page.evaluate(`[${position}, document.adoptedStyleSheets.length]`)).toEqual(["fixed", 0]);
    await page.evaluate("handle.destroy()");
    expect(await page.evaluate("document.querySelectorAll('style').length")).toBe(0);
  });
});

describe("destroy", () => {
  it("undoes everything, twice is once, and later messages go nowhere", async () => {
    const look = "[document.documentElement.outerHTML, document.adoptedStyleSheets.length, getComputedStyle(document.documentElement).overflow]";
    const before = await page.evaluate(look);
    await openLink();
    await connectFrame();
    expect(await page.evaluate(look)).not.toEqual(before);
    await page.evaluate("handle.destroy(); handle.destroy()");
    expect(await page.evaluate(look)).toEqual(before);
    expect(await result()).toEqual({ outcome: "cancel", code: 100, reason: "destroyed" });
  });

  it("leaves a second handle on the page alone", async () => {
    await openLink("{ container: '#place' }");
    await connectFrame();
    await page.evaluate("window.first = handle; log.length = 0");
    await openLink("{ container: document.querySelector('#place') }");
    await connectFrame();
    await page.evaluate("first.destroy()");
    expect(await page.locator("#place iframe").count()).toBe(1);
    await say(await connectFrame(), { type: "cancel", data: { code: 100, reason: "exit" } });
    expect(await result()).toEqual({ outcome: "cancel", code: 100, reason: "exit" });
  });
});

testWindows({ page: () => page, pages: () => pages, openLink, connectFrame, say, result });

it("weighs at most 6 kB compressed", async () => {
  const code = await bundle("src/index.ts");
  expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(6_000);
});
