import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "./start-drawbridge.ts";
import { chooseBank, closeByHand, heading, launchBrowser, logOf, makeLink, signIn } from "./support.ts";

let drawbridge: TestDrawbridge;
let browser: Browser;

beforeAll(async () => {
  [drawbridge, browser] = await Promise.all([startDrawbridge(), launchBrowser(process.env)]);
});
afterAll(async () => {
  await browser.close();
  await drawbridge.close();
});

const openPage = async (prepare: (page: Page) => Promise<unknown> = async () => undefined): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
  const page = await context.newPage();
  await prepare(page);
  return page;
};

/** From the link to the search. */
const toSearch = async (page: Page, externalId: string): Promise<Page> => {
  await page.goto(await makeLink(drawbridge, externalId));
  await page.getByRole("button", { name: "Allow and continue" }).click();
  await heading(page, /Find your bank/);
  return page;
};

const go = (page: Page, bank: string): Promise<void> => page.getByRole("button", { name: `Go to ${bank}` }).click();

/** From the search to the waiting screen, with the bank's window open. */
const toBank = async (page: Page, bank = "Harbour Bank"): Promise<Page> => {
  await chooseBank(page, bank);
  const [window] = await Promise.all([page.waitForEvent("popup"), go(page, bank)]);
  await heading(page, new RegExp(`Waiting for ${bank}`));
  await window.getByLabel("Username").waitFor();
  return window;
};

const allow = async (bank: Page): Promise<void> => {
  await bank.getByLabel("Username").fill("user_ok");
  await bank.getByLabel("Password").fill("pass_ok");
  await bank.getByRole("button", { name: "Sign in" }).click();
  await bank.getByRole("button", { name: "Allow" }).click();
};

const typesOf = async (externalId: string): Promise<readonly string[]> =>
  (await logOf(drawbridge, externalId))
    .map(({ type }) => type)
    .filter((type) => !/^(step\.changed|connection\.history_read|(sync|transactions)\..+)$/.test(type));

describe("at the bank's window", () => {
  it("a person who closes it is told, may cancel, and may try again", async () => {
    const page = await toSearch(await openPage(), "closer");
    const bank = await toBank(page);
    await closeByHand(bank);
    await page.getByText(/looks like the window was closed/).waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await heading(page, /You stopped before the end/);
    expect((await logOf(drawbridge, "closer")).slice(-3)).toMatchObject([
      { type: "oauth.failed", data: { failure: "consent_cancelled" } },
      { type: "step.changed", data: { from: "oauth", to: "error" } },
      { type: "alert.shown", data: { failure: "consent_cancelled" } },
    ]);
    await page.getByRole("button", { name: /try again/i }).click();
    const [again] = await Promise.all([page.waitForEvent("popup"), go(page, "Harbour Bank")]);
    await allow(again);
    await heading(page, /You are connected/);
    expect((await typesOf("closer")).slice(-4)).toEqual(["oauth.returned", "accounts.adding", "connection.created", "accounts.added"]);
    await page.context().close();
  });

  it("a person who closes it may open it again", async () => {
    const page = await toSearch(await openPage(), "opener");
    await closeByHand(await toBank(page));
    const [again] = await Promise.all([page.waitForEvent("popup"), page.getByRole("button", { name: "Open again" }).click()]);
    await allow(again);
    await heading(page, /You are connected/);
    expect(await typesOf("opener")).toContain("accounts.added");
    await page.context().close();
  });

  it("a reload of the page goes on waiting, and hears of the end", async () => {
    const page = await toSearch(await openPage(), "reloader");
    const bank = await toBank(page);
    await page.reload();
    await heading(page, /Waiting for Harbour Bank/);
    await allow(bank);
    await heading(page, /You are connected/);
    expect((await typesOf("reloader")).filter((type) => type === "session.started")).toHaveLength(1);
    await page.context().close();
  });

  it("a person whose browser blocks it gets a real link", async () => {
    const page = await openPage((blank) =>
      blank.addInitScript(() => {
        window.open = () => null;
      }),
    );
    await toSearch(page, "blocked");
    await chooseBank(page, "Harbour Bank");
    await go(page, "Harbour Bank");
    await page.getByText(/did not open the window/).waitFor();
    const [bank] = await Promise.all([page.context().waitForEvent("page"), page.getByRole("link", { name: /Open Harbour Bank/ }).click()]);
    await heading(page, /Waiting for Harbour Bank/);
    await allow(bank);
    await heading(page, /You are connected/);
    expect(await typesOf("blocked")).toContain("alert.shown");
    await page.context().close();
  });

  it("a bank that cuts its window off from everybody else still gets through", async () => {
    const page = await toSearch(await openPage(), "cut-off");
    const bank = await toBank(page, "Lantern Bank");
    expect(await bank.evaluate(() => window.opener)).toBeNull();
    await allow(bank);
    await heading(page, /You are connected/);
    await page.context().close();
  });
});

describe("on the page", () => {
  it("a second tab takes over, and the first can take it back", async () => {
    const url = await makeLink(drawbridge, "two-tabs");
    const first = await openPage((blank) => blank.goto(url));
    await first.getByRole("button", { name: "Allow and continue" }).click();
    await heading(first, /Find your bank/);
    const second = await first.context().newPage();
    await second.goto(url);
    await heading(second, /Find your bank/);
    await heading(first, /Continued in another tab/);
    await first.getByRole("button", { name: "Use this tab instead" }).click();
    await heading(first, /Find your bank/);
    await heading(second, /Continued in another tab/);
    expect((await typesOf("two-tabs")).filter((type) => type === "session.started")).toHaveLength(1);
    await first.context().close();
  });

  it("a person who does nothing is warned, stays with any key, and is timed out at last", async () => {
    const page = await openPage((blank) => blank.clock.install());
    await toSearch(page, "idler");
    await page.clock.fastForward("09:05");
    await page.getByRole("dialog", { name: /still there/ }).waitFor();
    await page.keyboard.press("Shift");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.clock.fastForward("09:05");
    await page.getByRole("dialog", { name: /still there/ }).waitFor();
    await page.clock.fastForward("01:00");
    await heading(page, /timed out to protect you/);
    expect((await logOf(drawbridge, "idler")).slice(-2)).toMatchObject([
      { type: "session.timed_out" },
      { type: "session.ended", data: { reason: "timeout" } },
    ]);
    await page.context().close();
  });

  it("a person who goes offline is told, and goes on when the line is back", async () => {
    const page = await toSearch(await openPage(), "offline");
    await page.context().setOffline(true);
    await page.getByText(/You are offline/).waitFor();
    await page.context().setOffline(false);
    await page.getByText(/You are offline/).waitFor({ state: "detached" });
    await chooseBank(page, "Drawbridge Bank");
    await signIn(page, "user_ok", "pass_ok");
    await heading(page, /Choose what to share/);
    expect((await typesOf("offline")).filter((type) => type === "session.started")).toHaveLength(1);
    await page.context().close();
  });

  it("going back and forward in the browser sends nothing twice", async () => {
    const page = await openPage((blank) => blank.goto(`${drawbridge.bank}/`));
    await toSearch(page, "backer");
    await chooseBank(page, "Drawbridge Bank");
    await signIn(page, "user_ok", "pass_ok");
    await heading(page, /Choose what to share/);
    await page.goBack();
    await heading(page, /Sandbox bank/);
    await page.goForward();
    await heading(page, /Choose what to share/);
    const types = await typesOf("backer");
    expect(types.filter((type) => type === "session.started" || type === "sign_in.started")).toHaveLength(2);
    await page.context().close();
  });
});

const script = '<img src=x onerror="document.title=1"><b>';

describe("text that looks like markup", () => {
  it("is shown as it was typed in the search", async () => {
    const page = await toSearch(await openPage(), "typer");
    await page.getByRole("combobox").fill(script);
    await page.getByText(`Nothing found for “${script}”`).first().waitFor();
    expect(await page.locator("img[src=x]").count()).toBe(0);
    await page.context().close();
  });

  it("is shown as text in a bank's name", async () => {
    const page = await openPage((blank) =>
      blank.route("**/session/institutions?*", async (route) => {
        const answer = await route.fetch();
        const body = (await answer.json()) as { readonly institutions: readonly object[] };
        await route.fulfill({
          response: answer,
          json: { ...body, institutions: body.institutions.map((bank) => ({ ...bank, name: script, domain: script, logo: "javascript:alert(1)" })) },
        });
      }),
    );
    await toSearch(page, "namer");
    await page.getByRole("option").first().waitFor();
    await expect.poll(() => page.getByRole("option").first().locator("strong").textContent()).toBe(script);
    expect(await page.locator("[role=option] img").count()).toBe(0);
    await page.context().close();
  });
});
