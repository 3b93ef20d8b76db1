import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "./start-drawbridge.ts";
import { heading, launchBrowser, logOf, makeLink } from "./support.ts";

// Nothing here uses a mouse or sets a field: what a key cannot do, these tests cannot do either.

let drawbridge: TestDrawbridge;
let browser: Browser;

beforeAll(async () => {
  [drawbridge, browser] = await Promise.all([startDrawbridge(), launchBrowser(process.env)]);
});
afterAll(async () => {
  await browser.close();
  await drawbridge.close();
});

const openLink = async (externalId: string): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
  const page = await context.newPage();
  await page.goto(await makeLink(drawbridge, externalId));
  return page;
};

/** What has the focus, as a person would call it: its role and its name. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) return "nothing";
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : element.textContent;
    const kind = element instanceof HTMLInputElement ? element.type : element.tagName.toLowerCase();
    return `${kind} ${(element.getAttribute("aria-label") ?? label ?? "").replace(/\s+/g, " ").trim()}`;
  });

/** Waits for a step: its heading is there and has the focus. */
const arriveAt = async (page: Page, title: RegExp): Promise<void> => {
  await heading(page, title);
  await expect.poll(() => focused(page)).toMatch(new RegExp(`^h1 .*${title.source}`));
};

const longestWalk = 30;

/** Presses Tab until the focus is on this; fails when a walk through the whole page does not meet it. */
const tabTo = async (page: Page, target: RegExp): Promise<void> => {
  const met: string[] = [];
  while (met.length < longestWalk) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    met.push(now);
    if (target.test(now)) return;
  }
  expect(met).toContainEqual(expect.stringMatching(target));
};

const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};

/** From the consent to the sign-in or hand-off of a bank, by its name. */
const chooseByKeys = async (page: Page, bank: string): Promise<void> => {
  await arriveAt(page, /asks to see/);
  await tabTo(page, /^button Allow and continue$/);
  await press(page, "Enter");
  await arriveAt(page, /Find your bank/);
  await tabTo(page, /^text Search by name/);
  await page.keyboard.type(bank);
  await page.getByRole("listbox", { name: /^\d+ results?$/ }).waitFor();
  await press(page, "ArrowDown");
  await expect.poll(() => page.locator('[role=option][aria-selected="true"]').textContent()).toContain(bank);
  await expect.poll(() => focused(page)).toMatch(/^text Search by name/);
  await press(page, "Enter");
};

const signInByKeys = async (page: Page, username: string, password: string): Promise<void> => {
  await tabTo(page, /^text Username$/);
  await page.keyboard.type(username);
  await tabTo(page, /^password Password$/);
  await page.keyboard.type(password);
  await press(page, "Enter");
};

describe("with the keyboard only", () => {
  it("a person goes through a whole connect, and every step begins at its heading", async () => {
    const page = await openLink("keys");
    await chooseByKeys(page, "Drawbridge Bank");
    await arriveAt(page, /Sign in to Drawbridge Bank/);
    await signInByKeys(page, "user_mfa_chain3", "pass_ok");
    await arriveAt(page, /check that it is you/);
    await tabTo(page, /^text What is your favourite colour/);
    await page.keyboard.type("blue");
    await press(page, "Enter");
    await page.locator("input[autocomplete=one-time-code]").waitFor();
    await arriveAt(page, /check that it is you/);
    await tabTo(page, /^text Enter the six-digit code/);
    await page.keyboard.type("123456");
    await press(page, "Enter");
    await page.getByRole("radio").first().waitFor();
    await arriveAt(page, /check that it is you/);
    await tabTo(page, /^radio Left$/);
    await press(page, "ArrowDown");
    await expect.poll(() => focused(page)).toBe("radio Right");
    await tabTo(page, /^button Continue$/);
    await press(page, "Enter");
    await arriveAt(page, /Choose what to share/);
    await tabTo(page, /^checkbox Select all$/);
    await press(page, "Space");
    await tabTo(page, /^button Share and continue$/);
    await press(page, "Enter");
    await arriveAt(page, /You are connected/);
    await tabTo(page, /^button Done$/);
    await press(page, "Space");
    await arriveAt(page, /All done/);
    const ends = (await logOf(drawbridge, "keys")).filter(({ type }) => type === "session.ended");
    expect(ends).toMatchObject([{ data: { reason: "complete" } }]);
    await page.context().close();
  });

  it("a person is led to what is missing or wrong, and out of the summary to the field", async () => {
    const page = await openLink("keys-wrong");
    await chooseByKeys(page, "Drawbridge Bank");
    await arriveAt(page, /Sign in to Drawbridge Bank/);
    await tabTo(page, /^button Sign in$/);
    await press(page, "Enter");
    await expect.poll(() => focused(page)).toMatch(/^div 2 things are missing/);
    await press(page, "Tab", "Tab", "Enter");
    await expect.poll(() => focused(page)).toBe("password Password");
    await press(page, "Shift+Tab");
    await page.keyboard.type("user_ok");
    await tabTo(page, /^password Password$/);
    await page.keyboard.type("pass_wrong");
    await press(page, "Enter");
    await page.getByText("Those details did not match").waitFor();
    await expect.poll(() => focused(page)).toMatch(/^div Those details did not match/);
    await page.context().close();
  });

  it("a person who presses Close is asked, stays by default, and leaves on purpose", async () => {
    const page = await openLink("keys-leave");
    await chooseByKeys(page, "Drawbridge Bank");
    await arriveAt(page, /Sign in to Drawbridge Bank/);
    await tabTo(page, /^text Username$/);
    await page.keyboard.type("user_ok");
    await tabTo(page, /^button Close$/);
    await press(page, "Enter");
    await page.getByRole("dialog").waitFor();
    await expect.poll(() => focused(page)).toBe("button Stay");
    await press(page, "Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(() => focused(page)).toBe("button Close");
    await press(page, "Enter");
    await page.getByRole("dialog").waitFor();
    await expect.poll(() => focused(page)).toBe("button Stay");
    await press(page, "Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(() => focused(page)).toBe("button Close");
    expect(await page.getByLabel("Username").inputValue()).toBe("user_ok");
    await press(page, "Enter");
    await page.getByRole("dialog").waitFor();
    await expect.poll(() => focused(page)).toBe("button Stay");
    await press(page, "Tab");
    await expect.poll(() => focused(page)).toBe("button Stop and leave");
    await press(page, "Enter");
    await arriveAt(page, /You have left/);
    await page.context().close();
  });

  it("a person opens help and comes back to where they were", async () => {
    const page = await openLink("keys-help");
    await arriveAt(page, /asks to see/);
    await tabTo(page, /^button Help$/);
    await press(page, "Enter");
    await expect.poll(() => focused(page)).toBe("button Got it");
    await press(page, "Escape");
    await expect.poll(() => focused(page)).toBe("button Help");
    await page.context().close();
  });

  it("a person goes to the bank's own page, signs in there, and comes back", async () => {
    const page = await openLink("keys-bank");
    await chooseByKeys(page, "Harbour Bank");
    await arriveAt(page, /Continue at Harbour Bank/);
    await tabTo(page, /^button Go to Harbour Bank$/);
    const [bank] = await Promise.all([page.waitForEvent("popup"), press(page, "Enter")]);
    await arriveAt(page, /Waiting for Harbour Bank/);
    await heading(bank, /Sign in/);
    await tabTo(bank, /^text Username$/);
    await bank.keyboard.type("user_ok");
    await tabTo(bank, /^password Password$/);
    await bank.keyboard.type("pass_ok");
    await press(bank, "Enter");
    await heading(bank, /Share your accounts/);
    await tabTo(bank, /^checkbox Rainy Day Savings/);
    await press(bank, "Space");
    await tabTo(bank, /^button Allow$/);
    await press(bank, "Enter");
    await arriveAt(page, /You are connected/);
    await expect.poll(() => page.getByText("5 accounts").count()).toBe(1);
    await page.context().close();
  });
});
