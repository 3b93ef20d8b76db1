import { chromium, type Browser, type Page } from "playwright-core";
import { findChromium } from "../../tools/find-chromium.ts";

const flags = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** A headless Chromium of this machine; throws a clear sentence when there is none. */
export const launchBrowser = async (env: NodeJS.ProcessEnv): Promise<Browser> => {
  const executablePath = findChromium(env);
  if (!executablePath) throw new Error("The browser tests need Chromium: install it, or set DRAWBRIDGE_CHROMIUM to its path.");
  return chromium.launch({ executablePath, args: flags });
};

/** Chooses an institution from the search by its name. */
export const chooseBank = async (page: Page, name: string): Promise<void> => {
  await page.getByRole("combobox").fill(name);
  await page.getByRole("option", { name }).first().click();
};

/** Fills the sign-in form and sends it. */
export const signIn = async (page: Page, username: string, password: string): Promise<void> => {
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.locator("form button[type=submit]").click();
};
