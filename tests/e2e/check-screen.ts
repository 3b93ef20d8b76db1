import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Frame, Page } from "playwright-core";

/** One way to look at a screen. */
interface Look {
  readonly colorScheme: "light" | "dark";
  readonly width: number;
  readonly height: number;
}

/** A size of a window. */
export type Size = Pick<Look, "width" | "height">;

const phone: Size = { width: 360, height: 640 };
const desk: Size = { width: 1280, height: 800 };

// Colours do not depend on the size: each scheme at one size and each size in one scheme finds what there is.
const looksAt = (narrow: Size): readonly Look[] => [
  { colorScheme: "light", ...narrow },
  { colorScheme: "dark", ...desk },
];

/** For whoever looks at the pictures. */
const otherLooksAt = (narrow: Size): readonly Look[] => [
  { colorScheme: "dark", ...narrow },
  { colorScheme: "light", ...desk },
];

// Injected once into each document: half a megabyte that the browser otherwise hands over and compiles at every look.
const axeSource = readFileSync(createRequire(import.meta.resolve("@axe-core/playwright")).resolve("axe-core/axe.min.js"), "utf8");

const isReady = (): boolean => "axe" in window;

const prepare = async (frame: Frame): Promise<void> => {
  if (!(await frame.evaluate(isReady))) await frame.evaluate(axeSource);
};

/** Runs in the page: what is grave, each finding with its elements. */
const lookScript = `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations
  .filter(({ impact }) => impact === "serious" || impact === "critical")
  .map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 120)).join(" | ")))`;

const findings = async (page: Page): Promise<readonly string[]> => {
  await Promise.all(page.frames().map(prepare));
  return page.evaluate<readonly string[]>(lookScript);
};

const extraWidth = (): number => document.documentElement.scrollWidth - document.documentElement.clientWidth;

/**
 * Sideways scrolling loses content for people who zoom: at 400 % a window of 1280 has 320 pixels (WCAG 1.4.10).
 * Charts measure their place once the window has its new size, so the page has a while to come to rest.
 */
const overflow = async (page: Page): Promise<readonly string[]> => {
  await page.setViewportSize({ width: 320, height: 640 });
  for (let look = 0; look < 60 && (await page.evaluate(extraWidth)) > 0; look += 1) await page.evaluate(() => new Promise(requestAnimationFrame));
  const extra = await page.evaluate(extraWidth);
  return extra > 0 ? [`scrolls sideways by ${extra} px`] : [];
};

/** Looks at a screen in light and dark, narrow and wide, and answers what is serious. */
export type CheckScreen = (page: Page, name: string) => Promise<readonly string[]>;

/** Makes the look, narrow as a phone unless given; with `DRAWBRIDGE_SHOTS=<folder>` in every combination, and a picture of each. */
export const createCheckScreen =
  (env: NodeJS.ProcessEnv, narrow = phone): CheckScreen =>
  async (page, name) => {
    const folder = env["DRAWBRIDGE_SHOTS"];
    const found: string[] = [];
    for (const { colorScheme, width, height } of folder ? [...looksAt(narrow), ...otherLooksAt(narrow)] : looksAt(narrow)) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height });
      const problems = await findings(page);
      found.push(...problems.map((problem) => `${name}, ${colorScheme} ${width}: ${problem}`));
      if (folder) await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png` });
    }
    found.push(...(await overflow(page)).map((problem) => `${name}, 320 wide: ${problem}`));
    return found;
  };

/** A walk through screens; `check` looks at the one that is shown. */
export type Walk = (page: Page, check: (name: string) => Promise<void>) => Promise<void>;

/** Walks on a fresh page of the browser; answers every serious finding on the way. */
export const createVisit =
  (checkScreen: CheckScreen) =>
  async (browser: Browser, url: string, walk: Walk): Promise<readonly string[]> => {
    const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
    const page = await context.newPage();
    const found: string[] = [];
    await page.goto(url);
    await walk(page, async (name) => {
      found.push(...(await checkScreen(page, name)));
    });
    await context.close();
    return found;
  };
