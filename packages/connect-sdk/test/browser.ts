import { type Browser, chromium, type Frame, type Page } from "playwright-core";
import { expect } from "vitest";

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A headless browser from `CHROMIUM`, or from where Debian puts it. */
export const launchBrowser = (): Promise<Browser> => chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args });

/** Waits until an expression holds in a page. Asks from outside: a page whose policy forbids eval cannot ask itself. */
export const until = async (where: Frame | Page, expression: string): Promise<void> => {
  await expect.poll(() => where.evaluate(`Boolean(${expression})`), { timeout: 10_000, interval: 25 }).toBe(true);
};
