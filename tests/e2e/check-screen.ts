import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";

/** One way to look at a screen. */
interface Look {
  readonly colorScheme: "light" | "dark";
  readonly width: number;
  readonly height: number;
  /** Rules that depend on colours only are enough where everything else was looked at before. */
  readonly rules: "all" | "colours";
}

const looks: readonly Look[] = [
  { colorScheme: "light", width: 360, height: 640, rules: "all" },
  { colorScheme: "dark", width: 360, height: 640, rules: "colours" },
  { colorScheme: "light", width: 1280, height: 800, rules: "colours" },
  { colorScheme: "dark", width: 1280, height: 800, rules: "all" },
];

const grave: ReadonlySet<string | null | undefined> = new Set(["serious", "critical"]);

const findings = async (page: Page, { rules }: Look): Promise<readonly string[]> => {
  // Legacy mode stays in this page; the other mode opens a window for each run.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const { violations } = await (rules === "all" ? axe : axe.withRules(["color-contrast"])).analyze();
  return violations
    .filter(({ impact }) => grave.has(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
};

/** Sideways scrolling loses content for people who zoom (WCAG 1.4.10). */
const overflow = async (page: Page): Promise<readonly string[]> => {
  const extra = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return extra > 0 ? [`scrolls sideways by ${extra} px`] : [];
};

/**
 * Looks at the screen in both colour schemes and at both sizes, and answers what is serious.
 * `DRAWBRIDGE_SHOTS=<folder>` saves a picture of each look.
 */
export const checkScreen = async (page: Page, name: string): Promise<readonly string[]> => {
  const folder = process.env["DRAWBRIDGE_SHOTS"];
  const found: string[] = [];
  for (const look of looks) {
    const { colorScheme, width, height } = look;
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height });
    const problems = [...(await findings(page, look)), ...(await overflow(page))];
    found.push(...problems.map((problem) => `${name}, ${colorScheme} ${width}: ${problem}`));
    if (folder) await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png` });
  }
  return found;
};

/** A walk through screens; `check` looks at the one that is shown. */
export type Walk = (page: Page, check: (name: string) => Promise<void>) => Promise<void>;

/** Walks on a fresh page and expects every screen it looked at to be without a serious finding. */
export const visitScreens = async (browser: Browser, url: string, walk: Walk): Promise<void> => {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
  const page = await context.newPage();
  const found: string[] = [];
  await page.goto(url);
  await walk(page, async (name) => {
    found.push(...(await checkScreen(page, name)));
  });
  await context.close();
  expect(found).toEqual([]);
};
