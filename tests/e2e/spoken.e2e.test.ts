import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openPerson, settled, signInAs, takeAll } from "../journeys/person.ts";
import { startTamperedBank, type TamperedBank } from "../journeys/tampered-bank.ts";
import { startDrawbridge, type TestDrawbridge } from "./start-drawbridge.ts";
import { chooseBank, launchBrowser, makeLink, signIn } from "./support.ts";

// What a screen reader would say by itself, in order: what the focus lands on, and every change of a live region.

let drawbridge: TestDrawbridge;
let browser: Browser;
let bank: TamperedBank;

beforeAll(async () => {
  const bankDoor = async (origin: string): Promise<string> => {
    bank = await startTamperedBank(origin);
    return bank.origin;
  };
  [drawbridge, browser] = await Promise.all([startDrawbridge({ bankDoor }), launchBrowser(process.env)]);
});
afterEach(() => bank.hold(null));
afterAll(async () => {
  await browser.close();
  await drawbridge.close();
  await bank.close();
});

/** Runs in the page before anything else does. */
const recordSpeech = (): void => {
  const spoken: string[] = [];
  Object.assign(window, { spoken });
  const clean = (text: string | null): string => (text ?? "").replaceAll(/[\s\u00a0\u2066-\u2069]+/g, " ").trim();
  const live = "[role=status],[role=alert],[aria-live=polite],[aria-live=assertive]";
  const said = new Map<Element, string>();
  const say = (region: Element): void => {
    const words = clean(region.textContent);
    if (said.get(region) === region.textContent) return;
    said.set(region, region.textContent ?? "");
    if (words === "") return;
    const urgent = region.matches("[role=alert],[aria-live=assertive]");
    spoken.push(`${urgent ? "alert" : "status"}: ${words}`);
  };
  new MutationObserver((records) => {
    const regions = records.flatMap(({ target }) => {
      const element = target instanceof Element ? target : target.parentElement;
      const region = element?.closest(live);
      return region ? [region] : [];
    });
    for (const region of new Set(regions)) say(region);
  }).observe(document, { subtree: true, childList: true, characterData: true });
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof Element && target.matches("h1,dialog,[tabindex='-1']:not([role=option])"))
      spoken.push(`focus: ${clean(target.textContent)}`);
  });
};

const listen = async (url: string): Promise<Page> => {
  const page = await (await browser.newContext({ viewport: { width: 360, height: 640 }, reducedMotion: "reduce" })).newPage();
  await page.addInitScript(recordSpeech);
  await page.goto(url);
  return page;
};

/** The bank answers nobody before the page has said what is going on: else a fast bank is over before it is drawn. */
const holdUntilSaid = (page: Page): void => {
  const isSaid = (): boolean => /^status: (Signing in|Finding your accounts|Getting your data)$/.test(Reflect.get(window, "spoken").at(-1));
  bank.hold(() => page.waitForFunction(isSaid));
};

/** One request finds the accounts after another signed in; whether the page draws this in between is a matter of speed. */
const spokenOn = async (page: Page): Promise<readonly string[]> =>
  (await page.evaluate<readonly string[]>("spoken")).filter((words) => words !== "status: Finding your accounts");

/** The screen has been said, not only drawn. */
const hears = async (page: Page, words: string): Promise<void> => {
  await expect.poll(() => spokenOn(page)).toContain(words);
};

describe("what is said aloud", () => {
  it("over a whole connect: every step, every search, every failure, each once and in order", async () => {
    const page = await listen(await makeLink(drawbridge, "spoken"));
    holdUntilSaid(page);
    await hears(page, "focus: Example Budget asks to see your bank data");
    await page.getByRole("button", { name: "Allow and continue" }).click();
    await hears(page, "focus: Find your bank");
    await page.getByRole("combobox").fill("zzzzqq");
    await hears(page, "status: Nothing found for “zzzzqq”");
    await page.getByRole("combobox").fill("Drawbridge Bank");
    await hears(page, "status: 1 result");
    await chooseBank(page, "Drawbridge Bank");
    await hears(page, "focus: Sign in to Drawbridge Bank");
    await signIn(page, "user_mfa_otp", "pass_wrong");
    await hears(page, "focus: Those details did not matchCheck them and try again. 4 tries left.");
    await signIn(page, "user_mfa_otp", "pass_ok");
    await hears(page, "focus: Drawbridge Bank wants to check that it is you");
    await page.locator("input[autocomplete=one-time-code]").fill("999999");
    await page.getByRole("button", { name: "Continue" }).click();
    await hears(page, "focus: That answer did not workCheck it and try again. 2 tries left.");
    await page.locator("input[autocomplete=one-time-code]").fill("123456");
    await page.getByRole("button", { name: "Continue" }).click();
    await hears(page, "focus: Choose what to share");
    await page.getByRole("checkbox", { name: "Select all" }).check();
    await page.getByRole("button", { name: "Share and continue" }).click();
    await hears(page, "focus: You are connected");
    await page.getByRole("button", { name: "Done" }).click();
    await hears(page, "focus: All done");
    expect(await spokenOn(page)).toEqual([
      "focus: Example Budget asks to see your bank data",
      "focus: Find your bank",
      "status: Nothing found for “zzzzqq”",
      "status: 1 result",
      "focus: Sign in to Drawbridge Bank",
      "focus: Connecting to Drawbridge Bank",
      "status: Signing in",
      "focus: Those details did not matchCheck them and try again. 4 tries left.",
      "focus: Connecting to Drawbridge Bank",
      "status: Signing in",
      "focus: Drawbridge Bank wants to check that it is you",
      "focus: Connecting to Drawbridge Bank",
      "status: Signing in",
      "focus: That answer did not workCheck it and try again. 2 tries left.",
      "focus: Connecting to Drawbridge Bank",
      "status: Signing in",
      "focus: Choose what to share",
      "focus: Connecting to Drawbridge Bank",
      "status: Getting your data",
      "focus: You are connected",
      "focus: All done",
    ]);
    await page.context().close();
  });

  it("at a bank that fails: the failure, at once", async () => {
    const page = await listen(await makeLink(drawbridge, "spoken-locked"));
    holdUntilSaid(page);
    await page.getByRole("button", { name: "Allow and continue" }).click();
    await chooseBank(page, "Drawbridge Bank");
    await signIn(page, "user_locked", "pass_ok");
    await hears(page, "alert: Drawbridge Bank has locked this login");
    const spoken = await spokenOn(page);
    expect(spoken.slice(spoken.indexOf("focus: Connecting to Drawbridge Bank"))).toEqual([
      "focus: Connecting to Drawbridge Bank",
      "status: Signing in",
      "focus: Drawbridge Bank has locked this login",
      "alert: Drawbridge Bank has locked this login",
    ]);
    await page.context().close();
  });

  it("on the list of what is connected: what changed behind it", async () => {
    const person = await openPerson(drawbridge, "spoken-list", { jobTypes: ["transactions"] });
    await signInAs(person, "user_ok");
    await takeAll(person);
    await person.give({ type: "submitted" });
    await settled(person);
    const created = (await person.events()).find(({ type }) => type === "connection.created");
    const { id } = (created?.data["connection"] ?? { id: "" }) as { readonly id: string };
    const page = await listen(await makeLink(drawbridge, "spoken-list", { kind: "manage" }));
    await hears(page, "focus: What you have connected");
    await drawbridge.api(`/v1/sandbox/connections/${id}/state`, { method: "POST", body: { error: "credentials_error" } });
    await hears(page, "status: Drawbridge Bank: Needs your attention");
    expect(await spokenOn(page)).toEqual(["focus: What you have connected", "status: Drawbridge Bank: Needs your attention"]);
    await page.context().close();
  });
});
