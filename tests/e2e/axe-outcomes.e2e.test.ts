import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCheckScreen, createVisit, type Walk } from "./check-screen.ts";
import { startDrawbridge, type TestDrawbridge } from "./start-drawbridge.ts";
import { chooseBank, heading, launchBrowser, makeLink, signIn } from "./support.ts";

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
/** The serious findings of a visit. */
const visit = (url: string, walk: Walk): Promise<readonly string[]> => visitScreens(browser, url, walk);

const toSearch = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: "Allow and continue" }).click();
  await heading(page, /Find your bank/);
};

const atDrawbridgeBank = async (page: Page, username: string, password = "pass_ok"): Promise<void> => {
  await toSearch(page);
  await chooseBank(page, "Drawbridge Bank");
  await signIn(page, username, password);
};

describe("no question or failure of a bank is shown with a serious finding", () => {
  it.each(["text", "choice", "multi", "image", "otp", "push"])("at a challenge: %s", async (kind) => {
    const found = await visit(await makeLink(drawbridge, `axe-mfa-${kind}`), async (page, check) => {
      await atDrawbridgeBank(page, `user_mfa_${kind}`);
      await heading(page, /check that it is you/);
      await check(`mfa-${kind}`);
    });
    expect(found).toEqual([]);
  });

  it("at a wrong answer", async () => {
    const found = await visit(await makeLink(drawbridge, "axe-mfa-wrong"), async (page, check) => {
      await atDrawbridgeBank(page, "user_mfa_otp");
      await page.locator("input[autocomplete=one-time-code]").fill("999999");
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByText("That answer did not work").waitFor();
      await check("mfa-wrong");
    });
    expect(found).toEqual([]);
  });

  it.each([
    ["user_locked", /has locked this login/],
    ["user_noaccounts", /no account we can use/],
    ["user_err_109", /needs something from you/],
    ["user_err_500", /could not finish/],
  ])("at an error: %s", async (username, title) => {
    const found = await visit(await makeLink(drawbridge, `axe-${username}`), async (page, check) => {
      await atDrawbridgeBank(page, username);
      await heading(page, title);
      await check(`error-${username}`);
    });
    expect(found).toEqual([]);
  });

  it.each([
    ["Down Bank", /is not answering/, "down"],
    ["Degraded Bank", /./, "degraded"],
  ])("at %s", async (name, title, shot) => {
    const found = await visit(await makeLink(drawbridge, `axe-${shot}`), async (page, check) => {
      await toSearch(page);
      await chooseBank(page, name);
      await page.getByRole("combobox").waitFor({ state: "detached" });
      await heading(page, title);
      await check(shot);
      if (shot !== "down") return;
      await page.getByRole("button", { name: "Tell me when it is back" }).press("Enter");
      await page
        .getByText(/hears it as soon as the bank answers again/)
        .first()
        .waitFor();
      await check("down-watched");
    });
    expect(found).toEqual([]);
  });
});
