import type { Frame, Page } from "playwright-core";
import { expect } from "vitest";

/** Waits until an expression holds in a page. Asks from outside: a page whose policy forbids eval cannot ask itself. */
export const until = async (where: Frame | Page, expression: string): Promise<void> => {
  await expect.poll(() => where.evaluate(`Boolean(${expression})`), { timeout: 30_000, interval: 25 }).toBe(true);
};
