import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, extname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { findOverflow } from "./find-overflow.ts";

/** One way to look at every story. */
export interface Look {
  readonly name: string;
  readonly locale: string;
  readonly width: number;
  readonly colorScheme: "light" | "dark";
  /** The text size a person has set in the browser. */
  readonly textPx: number;
  /** A theme in a tenant's colours, as JSON. */
  readonly theme?: string;
}

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/** A look that differs in nothing. */
export const usualLook = { locale: "en-GB", width: 360, colorScheme: "light", textPx: 16 } as const;

// The first look goes through every rule; the others through those that can change with what differs in them: the elements are the same.
const coloured: readonly string[] = ["color-contrast", "link-in-text-block"];
const laidOut: readonly string[] = [
  "target-size",
  "scrollable-region-focusable",
  "html-has-lang",
  "html-lang-valid",
  "valid-lang",
  "document-title",
  "button-name",
  "link-name",
  "label",
  "aria-input-field-name",
  "aria-dialog-name",
];
// Injected once: the stories are fragments of one document.
const axePath = createRequire(import.meta.resolve("@axe-core/playwright")).resolve("axe-core/axe.min.js");

/** Serves a folder of built stories. */
export const serveStories = async (folder: string): Promise<{ readonly origin: string; readonly close: () => void }> => {
  const server = createServer((request, response) => {
    const name = basename(new URL(request.url ?? "/", "http://localhost").pathname);
    void readFile(join(folder, name)).then(
      (content) => response.setHeader("content-type", types[extname(name)] ?? "text/plain").end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { origin: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`, close: () => server.close() };
};

/** Opens the list of stories in a look, in a window as high as a phone's unless said otherwise. */
export const openStories = async (browser: Browser, origin: string, look: Look, height = 640): Promise<Page> => {
  const { locale, width, colorScheme, textPx, theme = "null" } = look;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Page.setFontSizes", { fontSizes: { standard: textPx } });
  await page.goto(`${origin}/stories.html?locale=${locale}&theme=${encodeURIComponent(theme)}`);
  await page.locator("[data-story]").first().waitFor();
  await page.addScriptTag({ path: axePath });
  return page;
};

/** What is on the page while a story is not there yet. */
const notYet = ".bone-row, [data-story], [data-drawing]";

/** Shows a story; what it loads or presses is done when this returns. */
export const showStory = async (page: Page, story: string): Promise<void> => {
  await page.evaluate((hash) => void (location.hash = hash), story);
  await page.waitForFunction((unfinished) => document.querySelector("h1, dialog, .bone") && !document.querySelector(unfinished), notYet);
};

const rulesOf = ({ colorScheme, name, theme }: Look): object => ({
  resultTypes: ["violations"],
  ...(name === "light" ? {} : { runOnly: colorScheme === "dark" || theme !== undefined ? coloured : laidOut }),
});

/** Runs in the page: what is grave in the story that is shown, each finding with the first of its elements, and what does not fit. */
const lookScript = (look: Look): string => `async () => {
  const { violations } = await axe.run(document, ${JSON.stringify(rulesOf(look))});
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return [...grave.map(({ id, nodes }) => id + ": " + nodes[0].html.slice(0, 160)), ...(${findOverflow.toString()})()];
}`;

/** Runs in the page: every story, one after the other, without a way to the test and back for each. */
const walkScript = (look: Look): string => `(async () => {
  const found = [];
  const names = [...document.querySelectorAll("[data-story]")].map((link) => link.getAttribute("href"));
  const isShown = () => document.querySelector("h1, dialog, .bone") && !document.querySelector("${notYet}");
  for (const name of names) {
    location.hash = name;
    do await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))); while (!isShown());
    found.push(...(await (${lookScript(look)})()).map((problem) => name + ": " + problem));
  }
  return { stories: names.length, found };
})()`;

// High enough that no control lies half under the buttons that stay in view: a person scrolls it clear, the rules do not.
const NOTHING_SCROLLS = 3000;

interface Walked {
  readonly stories: number;
  readonly found: readonly string[];
}

/** Goes through every story in a look; with `DRAWBRIDGE_SHOTS=<folder>` a picture of each is kept. */
export const walkStories = async (browser: Browser, origin: string, look: Look): Promise<Walked> => {
  const page = await openStories(browser, origin, look, NOTHING_SCROLLS);
  const stories = await page.locator("[data-story]").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  const walked = await page.evaluate<Walked>(walkScript(look));
  const folder = process.env["DRAWBRIDGE_SHOTS"];
  await page.setViewportSize({ width: look.width, height: 640 });
  for (const story of folder ? stories : []) {
    await showStory(page, story);
    await page.screenshot({ path: `${folder}/${look.name}-${story.replaceAll(/[#/]/g, "-")}.png` });
  }
  await page.context().close();
  return walked;
};
