import { readFile } from "node:fs/promises";
import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { launchBrowser } from "../../../tests/e2e/support.ts";
import { servePages } from "./serve.ts";

let pages: Awaited<ReturnType<typeof servePages>>;
let browser: Browser;
let page: Page;
let problems: string[];

beforeAll(async () => {
  pages = await servePages();
  browser = await launchBrowser(process.env);
});
afterAll(async () => {
  await browser.close();
  await pages.close();
});
beforeEach(async () => {
  page = await browser.newPage();
  problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && !/favicon|404/.test(message.text()) && problems.push(message.text()));
  await page.goto(pages.host);
  await page.getByText("give link").waitFor();
});
afterEach(async () => {
  expect(problems).toEqual([]);
  await page.close();
});

// The open page covers the host's buttons, so they are pressed by script.
const press = (name: string): Promise<void> => page.locator(`button:text-is("${name}")`).evaluate((button: HTMLElement) => button.click());
const log = (): Promise<unknown> => page.evaluate("log");
const status = (): Promise<string | null> => page.locator("#status").textContent();
const connectFrames = (): readonly Frame[] => page.frames().filter((frame) => frame.url().startsWith(pages.connect));

const openPage = async (): Promise<Frame> => {
  await press("give link");
  await press("open");
  await expect.poll(status).toBe("open");
  const [frame] = connectFrames();
  if (!frame) throw new Error("no Connect frame");
  return frame;
};
const say = (frame: Frame, message: unknown): Promise<unknown> => frame.evaluate(`say(${JSON.stringify(message)})`);

describe("useDrawbridge", () => {
  it("does nothing before there is a link", async () => {
    await press("open");
    expect(await status()).toBe("idle");
    expect(connectFrames()).toEqual([]);
  });

  it("tells how far the page is, and how it went", async () => {
    const frame = await openPage();
    expect(await log()).toEqual(["ready 1"]);
    await say(frame, { type: "done", data: { code: 200, reason: "complete", reportData: [] } });
    await expect.poll(status).toBe("closed");
    expect(await page.locator("#result").textContent()).toBe("complete");
    expect(await log()).toEqual(["ready 1", "result complete 1"]);
    expect(connectFrames()).toEqual([]);
  });

  it("calls the handlers of the last render", async () => {
    const frame = await openPage();
    await press("render");
    await say(frame, { type: "cancel", data: { code: 100, reason: "exit" } });
    await expect.poll(status).toBe("closed");
    expect(await log()).toEqual(["ready 1", "result exit 2"]);
  });

  it("opens one page at a time, and again after it", async () => {
    await openPage();
    await press("open");
    expect(connectFrames()).toHaveLength(1);
    await press("close");
    await expect.poll(status).toBe("closed");
    expect(await page.locator("#result").textContent()).toBe("destroyed");
    await press("open");
    await expect.poll(status).toBe("open");
    expect(await page.locator("#result").textContent()).toBe("");
  });

  it("takes the page away with its component, and says nothing more", async () => {
    await openPage();
    await press("leave");
    await expect.poll(() => connectFrames().length).toBe(0);
    expect(await log()).toEqual(["ready 1"]);
  });

  it("does what the readme shows", async () => {
    await press("Connect a bank");
    await expect.poll(() => connectFrames().length).toBe(1);
    const [frame] = connectFrames();
    await expect.poll(() => frame?.evaluate("typeof say")).toBe("function");
    await frame?.evaluate(`say({ type: "done", data: { code: 200, reason: "complete", reportData: [] } })`);
    await page.getByText("Your bank is connected.").waitFor();
    expect(await log()).toEqual(["connected"]);
  });
});

it("the readme shows the example that is compiled and run here", async () => {
  const [readme, example] = await Promise.all(["../README.md", "./example.tsx"].map((name) => readFile(new URL(name, import.meta.url), "utf8")));
  expect(readme).toContain(`\`\`\`tsx\n${example?.split("\n").slice(1).join("\n")}\`\`\``);
});
