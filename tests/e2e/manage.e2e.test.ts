import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPerson, signInAs, takeAll } from "../journeys/person.ts";
import { createCheckScreen, createVisit, type Walk } from "./check-screen.ts";
import { findOverflow } from "./find-overflow.ts";
import { startDrawbridge, type TestDrawbridge } from "./start-drawbridge.ts";
import { heading, launchBrowser, makeLink, signIn } from "./support.ts";

let drawbridge: TestDrawbridge;
let browser: Browser;

beforeAll(async () => {
  [drawbridge, browser] = await Promise.all([startDrawbridge(), launchBrowser(process.env)]);
});
afterAll(async () => {
  await browser.close();
  await drawbridge.close();
});

const visitScreens = createVisit(createCheckScreen(process.env));
const visit = (url: string, walk: Walk): Promise<readonly string[]> => visitScreens(browser, url, walk);

/** A person with a connection in a state, and the link to their page. */
const pageOf = async (externalId: string, state: object | null, more: object = {}): Promise<string> => {
  const person = await openPerson(drawbridge, externalId, { jobTypes: ["accountNumber", "transactions"] }); // no history to read meanwhile
  await signInAs(person, "user_ok");
  await takeAll(person);
  await person.give({ type: "submitted" });
  const created = (await person.events()).find(({ type }) => type === "connection.created");
  const { id } = (created?.data["connection"] ?? { id: "" }) as { id: string };
  if (state) await drawbridge.api(`/v1/sandbox/connections/${id}/state`, { method: "POST", body: state });
  return makeLink(drawbridge, externalId, { kind: "manage", ...more });
};

const open = async (url: string, view: object = {}): Promise<Page> => {
  const page = await (await browser.newContext({ viewport: { width: 360, height: 640 }, ...view })).newPage();
  await page.goto(url);
  return page;
};

const chip = (page: Page, text: string): Promise<void> => page.locator(".chip", { hasText: text }).waitFor();

describe("the page of what is connected", () => {
  it("has no serious finding, from trouble to repair to nothing", async () => {
    const found = await visit(await pageOf("manage-axe", { error: "credentials_error" }), async (page, check) => {
      await heading(page, /What you have connected/);
      await check("manage-attention");
      await page.getByText(/receipt of your permission/).click();
      await check("manage-receipts");
      await page.getByRole("button", { name: /Sign in again/ }).click();
      await signIn(page, "user_ok", "pass_ok");
      await chip(page, "Up to date");
      await check("manage-renewed");
      await page.getByRole("button", { name: "Stop sharing Drawbridge Bank" }).click();
      await page.getByRole("dialog", { name: /Stop sharing/ }).waitFor();
      await check("manage-confirm");
      await page.getByRole("dialog").getByRole("button", { name: "Stop sharing" }).click();
      await chip(page, "Sharing stopped");
      await check("manage-revoked");
      await page.getByRole("button", { name: "Delete Drawbridge Bank" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await heading(page, /Nothing is connected/);
      await check("manage-empty");
    });
    expect(found).toEqual([]);
  });

  it("is done with the keyboard alone, and says aloud what happened", async () => {
    const page = await open(await pageOf("manage-keys", { lastUpdatedDaysAgo: 3, lastSyncedMinutesAgo: 60 }));
    await heading(page, /What you have connected/);
    const press = async (name: RegExp): Promise<void> => {
      for (let step = 0; step < 40; step += 1) {
        const focused = await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");
        if (name.test(focused)) return page.keyboard.press("Enter");
        await page.keyboard.press("Tab");
      }
      throw new Error(`the keyboard never reached ${name}`);
    };
    await press(/^Update now/);
    await chip(page, "Up to date");
    await expect.poll(() => page.locator("[aria-live=polite]").allTextContents()).toContain("Drawbridge Bank sent new data.");
    await press(/^Stop sharing Drawbridge Bank/);
    await page.getByRole("dialog").waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Keep it");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Stop sharing Drawbridge Bank");
    await press(/^Done/);
    await heading(page, /All done/);
    await page.context().close();
  });

  it("speaks the language of its link, from the right where that is its side, on the narrowest screen", async () => {
    const page = await open(await pageOf("manage-ar", { consentEndsInDays: -1 }, { locale: "ar" }), { viewport: { width: 320, height: 640 } });
    await page.locator(".chip-expired").waitFor();
    await page.locator("details.receipts summary").click();
    await expect.poll(() => page.evaluate(() => document.documentElement.dir)).toBe("rtl");
    expect(await page.evaluate(findOverflow)).toEqual([]);
    await page.context().close();
  });
});
