import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCheckScreen, createVisit, type Walk } from "./check-screen.ts";
import { startWithPlayground, type TestPlayground } from "./start-drawbridge.ts";
import { chooseBank, heading, launchBrowser, makeLink, signIn } from "./support.ts";

let drawbridge: TestPlayground;
let browser: Browser;

beforeAll(async () => {
  [drawbridge, browser] = await Promise.all([startWithPlayground(), launchBrowser(process.env)]);
});
afterAll(async () => {
  await browser.close();
  await drawbridge.close();
});

const checkScreen = createCheckScreen(process.env);
const visitScreens = createVisit(checkScreen);
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

describe("no screen of the widget has a serious finding", () => {
  it("from the consent to the sign-in", async () => {
    const found = await visit(await makeLink(drawbridge, "axe-start"), async (page, check) => {
      await heading(page, /asks to see/);
      await check("consent");
      await page.getByRole("button", { name: "Help" }).click();
      await check("help");
      await page.getByRole("button", { name: "Got it" }).click();
      await toSearch(page);
      await page.getByRole("option").first().waitFor();
      await check("search-popular");
      await page.getByRole("combobox").fill("bank");
      await page.getByRole("listbox", { name: /results/ }).waitFor();
      await check("search-results");
      await page.getByRole("combobox").fill("qqqqzzzz");
      await page
        .getByText(/Nothing found/)
        .first()
        .waitFor();
      await check("search-none");
      await chooseBank(page, "Drawbridge Bank");
      await heading(page, /Sign in to/);
      await check("sign-in");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.getByText("2 things are missing").waitFor();
      await check("sign-in-missing");
      await signIn(page, "user_ok", "pass_wrong");
      await page.getByText(/did not match/).waitFor();
      await check("sign-in-wrong");
      await page.getByLabel("Username").fill("user_ok");
      await page.getByRole("button", { name: "Close" }).click();
      await page.getByRole("dialog").waitFor();
      await check("exit-confirm");
      await page.getByRole("button", { name: "Stop and leave" }).click();
      await heading(page, /You have left/);
      await check("ended-exit");
    });
    expect(found).toEqual([]);
  });

  it("from connecting to the end", async () => {
    const found = await visit(await makeLink(drawbridge, "axe-end"), async (page, check) => {
      await atDrawbridgeBank(page, "user_slow_3000");
      await heading(page, /Connecting to/);
      await check("connecting");
      await heading(page, /Choose what to share/);
      await check("accounts");
      await page.getByRole("button", { name: "Share and continue" }).click();
      await page.getByText("Choose at least one account.").waitFor();
      await check("accounts-none");
      await page.getByRole("checkbox", { name: "Select all" }).check();
      await page.getByRole("button", { name: "Share and continue" }).click();
      await heading(page, /You are connected/);
      await check("review");
      await page.getByRole("button", { name: "Done" }).click();
      await heading(page, /All done/);
      await check("ended-complete");
    });
    expect(found).toEqual([]);
  });

  it("at a link that nobody knows", async () => {
    const found = await visit(`${drawbridge.server}/connect#link=nobody-knows-it`, async (page, check) => {
      await heading(page, /do not know this link/);
      await check("link-unknown");
    });
    expect(found).toEqual([]);
  });
});

describe("no page around the widget has a serious finding", () => {
  it("on the way to the bank, at the bank and back", async () => {
    const atBank: string[] = [];
    const found = await visit(await makeLink(drawbridge, "axe-oauth"), async (page, check) => {
      await toSearch(page);
      await chooseBank(page, "Harbour Bank");
      await heading(page, /Continue at Harbour Bank/);
      await check("oauth");
      const [bank] = await Promise.all([page.waitForEvent("popup"), page.getByRole("button", { name: /Go to Harbour Bank/ }).click()]);
      await heading(page, /Waiting for Harbour Bank/);
      await check("oauth-waiting");
      await bank.getByLabel("Username").fill("user_ok");
      await bank.getByLabel("Password").fill("pass_wrong");
      await bank.getByRole("button", { name: "Sign in" }).click();
      await bank.getByRole("alert").waitFor();
      atBank.push(...(await checkScreen(bank, "bank-login")));
      await bank.getByLabel("Username").fill("user_ok");
      await bank.getByLabel("Password").fill("pass_ok");
      await bank.getByRole("button", { name: "Sign in" }).click();
      await bank.getByRole("button", { name: "Allow" }).waitFor();
      atBank.push(...(await checkScreen(bank, "bank-consent")));
      await bank.getByRole("button", { name: "Deny" }).click();
      await heading(page, /did not give permission/);
      await check("oauth-denied");
    });
    expect([...found, ...atBank]).toEqual([]);
  });

  it("on the page for a visit that is over", async () => {
    const found = await visit(`${drawbridge.server}/oauth/launch/nothing`, async (_page, check) => check("visit-over"));
    expect(found).toEqual([]);
  });

  it("on the list of the sandbox bank", async () => {
    const found = await visit(`${drawbridge.bank}/`, async (_page, check) => check("bank-guide"));
    expect(found).toEqual([]);
  });

  it("in the playground, with data", async () => {
    const found = await visit(drawbridge.playground, async (page, check) => {
      await check("playground");
      await page.getByLabel("Door").selectOption("widget-v2");
      await page.getByRole("button", { name: "Connect a bank" }).click();
      const frame = page.frameLocator("iframe");
      await heading(frame, /Find your bank/);
      await check("playground-frame");
      await frame.getByRole("combobox").fill("Drawbridge Bank");
      await frame.getByRole("option", { name: "Drawbridge Bank" }).first().click();
      await frame.getByLabel("Username").fill("user_ok");
      await frame.getByLabel("Password", { exact: true }).fill("pass_ok");
      await frame.getByRole("button", { name: "Sign in", exact: true }).click();
      await frame.getByRole("radio").first().check();
      await frame.getByRole("button", { name: "Share and continue" }).click();
      await frame.getByRole("button", { name: "Done" }).click();
      await page.getByRole("heading", { name: "Data", exact: true }).waitFor();
      await check("playground-data");
    });
    expect(found).toEqual([]);
  });
});
