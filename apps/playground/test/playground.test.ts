import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { launchBrowser } from "../../../tests/e2e/support.ts";
import { type Playground, startPlayground } from "../src/index.ts";
import { type FakeServer, startFakeServer } from "./fake-server.ts";

const secrets = ["partner-secret-1", "api-token-1", "app-key-1"] as const;
const [partnerSecret, token, appKey] = secrets;

let folder: string;
let server: FakeServer;
let playground: Playground;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "playground-"));
  const devFile = join(folder, "dev.json");
  await writeFile(devFile, JSON.stringify({ tenant: { partnerId: "5150", partnerSecret, appKey }, api: { token } }));
  server = await startFakeServer();
  playground = await startPlayground({
    port: 0,
    host: "localhost",
    serverOrigin: server.origin,
    bankOrigin: "http://localhost:3002",
    devFile,
  });
  browser = await launchBrowser(process.env);
});

afterAll(async () => {
  await browser.close();
  await playground.close();
  await server.close();
  await rm(folder, { recursive: true });
});

beforeEach(() => {
  server.seen.length = 0;
});

const openDoor = (body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${playground.origin}/api/open`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

describe("the back end", () => {
  it.each([
    ["native", "/connect#link=abc", ["/v1/links"]],
    [
      "connect",
      "/connect?signature=1",
      [
        "/aggregation/v2/partners/authentication",
        "/aggregation/v2/customers/testing",
        "/aggregation/v1/customers?username=ann",
        "/connect/v2/generate",
      ],
    ],
    ["widget-v2", "/widget?token=1", ["/widgetUrl"]],
    ["widget-v1", "/widget?jobTypes=transactions&userId=ann&token=once", ["/api/token?userId=ann"]],
  ])("makes a link at the %s door and tells no secret", async (door, url, requests) => {
    const response = await openDoor({ door, userId: "ann", jobTypes: ["transactions"] });
    const text = await response.text();
    expect(JSON.parse(text).url.startsWith(`${server.origin}${url}`)).toBe(true);
    expect(server.seen.map((request) => request.url)).toEqual(requests);
    for (const secret of secrets) expect(text).not.toContain(secret);
  });

  it("finds the customer with exactly this name", async () => {
    await openDoor({ door: "connect", userId: "ann", jobTypes: ["transactions"] });
    expect(server.seen.at(-1)?.body).toEqual({ partnerId: "5150", customerId: "42" });
  });

  it("names the page as the receiver of widget messages", async () => {
    await openDoor({ door: "widget-v2", userId: "ann", jobTypes: ["transactions"] });
    expect(server.seen[0]?.body).toMatchObject({ targetOrigin: playground.origin });
  });

  it("refuses another site in the same browser", async () => {
    const body = { door: "native", userId: "ann", jobTypes: ["transactions"] };
    expect((await openDoor(body, { origin: "http://evil.example" })).status).toBe(403);
    expect(server.seen).toEqual([]);
  });

  it("refuses a request it does not understand", async () => {
    expect((await openDoor({ door: "back", userId: "ann", jobTypes: ["transactions"] })).status).toBe(400);
  });

  it("is healthy", async () => {
    expect(await (await fetch(`${playground.origin}/health`)).json()).toEqual({ status: "ok" });
  });
});

describe("the page", () => {
  const openPage = async (door: string): Promise<{ readonly page: Page; readonly problems: string[] }> => {
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    await page.goto(playground.origin);
    await page.selectOption("#door", door);
    await page.click("#open");
    return { page, problems };
  };

  it.each([
    ["native", "SelectInstitution"],
    ["connect", "onUser"],
    ["widget-v2", "connect/memberConnected"],
    ["widget-v1", "connect/memberConnected"],
  ])("connects at the %s door, logs what it hears and shows the data", async (door, heard) => {
    const { page, problems } = await openPage(door);
    await page.getByRole("heading", { name: "Accounts (1)" }).waitFor();
    await expect.poll(() => page.locator("#log").textContent()).toContain(heard);
    await expect.poll(() => page.locator("#tables").textContent()).toContain("Bakery");
    const data = await page.locator("#tables").textContent();
    expect(data).toContain("<b>Everyday</b>");
    expect(data).toContain("£12.50");
    expect(data).toContain("accountOwner was not asked for");
    expect(data).not.toContain("con_0");
    await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(360);
    expect(problems).toEqual([]);
    await page.close();
  });
});
