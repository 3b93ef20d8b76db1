import { createServer, type Server } from "node:http";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, extname, join } from "node:path";
import { themeOf } from "@drawbridge/domain";
import { buildStories } from "@drawbridge/widget";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findOverflow } from "./find-overflow.ts";
import { startDrawbridge } from "./start-drawbridge.ts";
import { heading, launchBrowser, makeLink } from "./support.ts";

/** One way to look at every story. Colours are looked at in the two looks that differ in them. */
interface Look {
  readonly name: string;
  readonly locale: string;
  readonly width: number;
  readonly colorScheme: "light" | "dark";
  /** The text size a person has set in the browser. */
  readonly textPx: number;
  /** A tenant's brand colour. */
  readonly brandColor: string | null;
}

/** Hardly dark enough for a theme: what can be read in this colour can be read in every one that is taken. */
const lightest = "#0a72b0";
const usual = { locale: "en-GB", width: 360, colorScheme: "light", textPx: 16, brandColor: null } as const;
const looks: readonly Look[] = [
  { ...usual, name: "light" },
  { ...usual, name: "dark", colorScheme: "dark" },
  { ...usual, name: "tenant-theme", brandColor: lightest },
  { ...usual, name: "tenant-theme-dark", brandColor: lightest, colorScheme: "dark" },
  { ...usual, name: "right-to-left", locale: "ar" },
  { ...usual, name: "320-wide", locale: "de", width: 320 },
  { ...usual, name: "200-percent-text", locale: "fr", textPx: 32 },
  { ...usual, name: "pseudo-locale", locale: "en-XA", width: 320 },
];

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
// The first look goes through every rule; the others through those that can change with what differs in them.
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
  "aria-required-children",
  "image-alt",
  "list",
  "listitem",
  "definition-list",
  "nested-interactive",
  "region",
];
// Injected once: the stories are fragments of one document.
const axePath = createRequire(import.meta.resolve("@axe-core/playwright")).resolve("axe-core/axe.min.js");

let server: Server;
let origin: string;
let browser: Browser;

beforeAll(async () => {
  const folder = await buildStories();
  server = createServer((request, response) => {
    const name = basename(new URL(request.url ?? "/", "http://localhost").pathname);
    void readFile(join(folder, name)).then(
      (content) => response.setHeader("content-type", types[extname(name)] ?? "text/plain").end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  browser = await launchBrowser(process.env);
});
afterAll(async () => {
  await browser.close();
  server.close();
});

const themeIn = ({ brandColor }: Look): string => {
  const answer = themeOf({ brandColor, brandColorDark: null });
  return JSON.stringify(answer.outcome === "fits" ? answer.theme : null);
};

const openStories = async (look: Look): Promise<Page> => {
  const { locale, width, colorScheme, textPx } = look;
  const context = await browser.newContext({ viewport: { width, height: 640 }, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Page.setFontSizes", { fontSizes: { standard: textPx } });
  await page.goto(`${origin}/stories.html?locale=${locale}&theme=${encodeURIComponent(themeIn(look))}`);
  await page.locator("[data-story]").first().waitFor();
  if (look.brandColor) expect(await page.evaluate(() => document.documentElement.style.getPropertyValue("--c-brand"))).toContain(look.brandColor);
  await page.addScriptTag({ path: axePath });
  return page;
};

/** Shows a story; a search in it has answered when this returns. */
const showStory = async (page: Page, story: string): Promise<void> => {
  await page.evaluate((hash) => void (location.hash = hash), story);
  await page.waitForFunction(() => document.querySelector("h1, dialog") && !document.querySelector(".bone-row, [data-story]"));
};

/** What is grave; each finding with the first of the elements it is about. */
const axeFindings = (page: Page, { colorScheme, name, brandColor }: Look): Promise<readonly string[]> => {
  const options = name === "light" ? {} : { runOnly: colorScheme === "dark" || brandColor ? coloured : laidOut };
  return page.evaluate(`axe.run(document, ${JSON.stringify({ ...options, resultTypes: ["violations"] })}).then(({ violations }) => violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => id + ": " + nodes[0].html.slice(0, 160)))`);
};

const walk = async (look: Look): Promise<{ readonly stories: number; readonly found: readonly string[] }> => {
  const page = await openStories(look);
  const stories = await page.locator("[data-story]").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  const found: string[] = [];
  for (const story of stories) {
    await showStory(page, story);
    const problems = [...(await axeFindings(page, look)), ...(await page.evaluate(findOverflow))];
    found.push(...problems.map((problem) => `${story}: ${problem}`));
    const folder = process.env["DRAWBRIDGE_SHOTS"];
    if (folder) await page.screenshot({ path: `${folder}/${look.name}-${story.replaceAll(/[#/]/g, "-")}.png` });
  }
  await page.context().close();
  return { stories: stories.length, found };
};

describe("every screen can be read and used", () => {
  it.each(looks)("in the look $name", async (look) => {
    const { stories, found } = await walk(look);
    expect(stories).toBeGreaterThan(40);
    expect(found).toEqual([]);
  });
});

describe("the document", () => {
  it.each([
    ["ar", "ar", "rtl", "اختر حساباً واحداً"],
    ["de-AT", "de-AT", "ltr", "Ein Konto wählen"],
    ["xx", "en", "ltr", "Choose one account"],
  ])("of %s says that it is in %s, written %s", async (locale, lang, dir, title) => {
    const page = await openStories({ ...usual, name: "document", locale });
    await showStory(page, "#accounts/one");
    expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([lang, dir]);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe(title);
    expect(await page.getByText("Everyday account").getAttribute("lang")).toBe("");
    await page.context().close();
  });
});

it("a link is shown in its own language, or in the browser's", async () => {
  const drawbridge = await startDrawbridge();
  const visit = async (locale: string, more: object): Promise<Page> => {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    await page.goto(await makeLink(drawbridge, `speaks-${locale}`, more));
    return page;
  };
  const named = await visit("es-MX", { locale: "ar" });
  await heading(named, /الاطلاع على بياناتك البنكية/);
  expect(await named.evaluate(() => [document.documentElement.lang, document.documentElement.dir, document.title])).toEqual([
    "ar",
    "rtl",
    "ربط حساباتك",
  ]);
  await heading(await visit("es-MX", {}), /pide ver tus datos bancarios/);
  await heading(await visit("ja-JP", {}), /asks to see your bank data/);
  await drawbridge.close();
});
