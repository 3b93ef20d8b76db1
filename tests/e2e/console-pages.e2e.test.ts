import { tenants } from "@drawbridge/storage";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fleetPlan } from "../../apps/server/src/story/fleet-plan.ts";
import { seedFleet } from "../../apps/server/src/story/seed-fleet.ts";
import { createTestDevice } from "../../apps/server/test/device-client.ts";
import { createCheckScreen } from "./check-screen.ts";
import { places, signedIn, startConsoleStage, tabTo, walkByKeyboard, type ConsoleStage } from "./console-stage.ts";
import { launchBrowser } from "./support.ts";

let stage: ConsoleStage;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [stage, browser] = await Promise.all([startConsoleStage(), launchBrowser(process.env)]);
  const tenant = await tenants(stage.storage.pool).bySlug("development");
  if (!tenant) throw new Error("there is no development tenant");
  // Tables with rows: somebody whose consent ends soon, somebody whose sign-in is wrong.
  await seedFleet(stage.deps, { tenant, receiver: stage.server, stopped: () => false, people: fleetPlan.slice(1, 3) });
  page = await signedIn(stage, await browser.newContext({ viewport: { width: 768, height: 1024 } }), "admin");
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});

const check = createCheckScreen(process.env, { width: 768, height: 1024 });

const atRest = async (title: string): Promise<void> => {
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
  await page.locator(".bone").first().waitFor({ state: "detached" });
};

const visit = async ([path, title]: (typeof places)[number]): Promise<void> => {
  await page.goto(`${stage.console}${path}`);
  await atRest(title);
};

const halves = [
  ["conversion and people", places.slice(0, 8)],
  ["integration and team", places.slice(8)],
] as const;

describe("every page of the console", () => {
  it.each(halves)("has no serious finding in light and dark, wide and narrow: %s", async (_half, some) => {
    const found: string[] = [];
    for (const place of some) {
      await visit(place);
      found.push(...(await check(page, place[1])));
    }
    expect(found).toEqual([]);
  });

  it.each(halves)("is gone through with the keyboard alone, each stop with a name and a ring: %s", async (_half, some) => {
    await page.setViewportSize({ width: 768, height: 1024 });
    const found: string[] = [];
    for (const place of some) {
      await visit(place);
      found.push(...(await walkByKeyboard(page)).map((fault) => `${place[1]}: ${fault}`));
    }
    expect(found).toEqual([]);
  });

  it("has its places behind a button on a narrow window, for the keyboard too", async () => {
    await page.setViewportSize({ width: 768, height: 1024 });
    await visit(["/", "Overview"]);
    const menu = page.getByRole("button", { name: "Menu" });
    await menu.focus();
    await page.keyboard.press("Enter");
    await tabTo(page, "Searches");
    await page.keyboard.press("Enter");
    await atRest("Searches");
    await expect.poll(() => menu.getAttribute("aria-expanded")).toBe("false");
  });

  it("has none on the page of a session, of a person, and at its doors", async () => {
    const found: string[] = [];
    await visit(["/sessions", "Sessions"]);
    await page.getByRole("row").nth(1).getByRole("link").first().click();
    await atRest("Session");
    found.push(...(await check(page, "Session")));
    await page.locator(".facts a").first().click();
    await page.getByRole("region", { name: "Devices" }).waitFor();
    await page.locator(".bone").first().waitFor({ state: "detached" });
    found.push(...(await check(page, "User")));
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
    found.push(...(await check(page, "Sign in")));
    await page.goto(await stage.invitation({ email: "looked-at@example.com", role: "viewer" }));
    await page.locator("code.key").waitFor();
    found.push(...(await check(page, "Invitation")));
    expect(found).toEqual([]);
  });
});

describe("the page of a person", () => {
  it("helps somebody with a new phone: a code, a lock, its end, and the trail of it", async () => {
    const context = await browser.newContext();
    const desk = await signedIn(stage, context, "support");
    await stage.api("/v1/users", { method: "POST", body: { externalId: "phone-lost" } });
    await desk.goto(`${stage.console}/users?search=phone-lost`);
    await desk.getByRole("link", { name: "phone-lost" }).click();
    await desk.getByText("This person has no device").waitFor();
    await desk.getByLabel("Why is it made?").fill("called from a known number");
    await desk.getByRole("button", { name: "Make a code" }).click();
    const code = await desk.locator(".secret code").textContent();
    const device = await createTestDevice(stage.server);
    await device.activate({ tenantId: "development", userId: "phone-lost" }, code ?? "", "246824");
    const row = desk.getByRole("row", { name: /Active/ });
    await row.waitFor();
    await row.getByRole("button", { name: /^Lock/ }).click();
    await desk.getByLabel(/^Why\? Lock/).fill("left in a taxi");
    await desk.keyboard.press("Enter");
    await desk.getByText("left in a taxi").waitFor();
    await desk.getByRole("button", { name: /^Remove/ }).click();
    await desk.getByLabel(/^Why\? Remove/).fill("will not come back");
    await desk.keyboard.press("Enter");
    await desk.getByRole("cell", { name: "Removed", exact: true }).waitFor();
    await desk.goto(`${stage.console}/audit?deed=device.*`);
    await desk.getByRole("row", { name: /device\.removed.*will not come back/ }).waitFor();
    expect(await desk.getByRole("row", { name: /activation_code/ }).count()).toBe(0);
    const removal = desk.getByRole("row", { name: /device\.removed/ });
    await removal.getByRole("link").last().click();
    await desk.getByRole("button", { name: /^To what: dev_/ }).waitFor();
    await desk.getByRole("row", { name: /device\.locked.*left in a taxi/ }).waitFor();
    await context.close();
  });
});
