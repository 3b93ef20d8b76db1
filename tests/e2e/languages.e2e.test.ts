import { themeOf } from "@drawbridge/domain";
import { buildStories } from "@drawbridge/widget";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge } from "./start-drawbridge.ts";
import { openStories, serveStories, showStory, usualLook, walkStories, type Look } from "./story-page.ts";
import { heading, launchBrowser, makeLink } from "./support.ts";

/** Hardly dark enough for a theme: what can be read in this colour can be read in every one that is taken. */
const lightest = "#0a72b0";
const fitting = themeOf({ brandColor: lightest, brandColorDark: null });
const theme = JSON.stringify(fitting.outcome === "fits" ? fitting.theme : null);
const looks: readonly Look[] = [
  { ...usualLook, name: "light" },
  { ...usualLook, name: "dark", colorScheme: "dark" },
  { ...usualLook, name: "tenant-theme", theme },
  { ...usualLook, name: "tenant-theme-dark", theme, colorScheme: "dark" },
  { ...usualLook, name: "right-to-left", locale: "ar" },
  { ...usualLook, name: "320-wide", locale: "de", width: 320 },
  { ...usualLook, name: "200-percent-text", locale: "fr", textPx: 32 },
  { ...usualLook, name: "pseudo-locale", locale: "en-XA", width: 320 },
];

let browser: Browser;
let served: Awaited<ReturnType<typeof serveStories>>;
beforeAll(async () => {
  served = await serveStories(await buildStories());
  browser = await launchBrowser(process.env);
});
afterAll(async () => {
  await browser.close();
  served.close();
});

it("a theme that hardly fits is drawn in its colours", async () => {
  const page = await openStories(browser, served.origin, { ...usualLook, name: "theme", theme });
  await expect.poll(() => page.evaluate(() => document.documentElement.style.getPropertyValue("--c-brand"))).toContain(lightest);
  await page.context().close();
});

describe("every screen can be read and used", () => {
  it.each(looks)("in the look $name", async (look) => {
    const { stories, found } = await walkStories(browser, served.origin, look);
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
    const page = await openStories(browser, served.origin, { ...usualLook, name: "document", locale });
    await showStory(page, "#accounts/one");
    await expect.poll(() => page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([lang, dir]);
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
  const written = () => named.evaluate(() => [document.documentElement.lang, document.documentElement.dir, document.title]);
  await expect.poll(written).toEqual(["ar", "rtl", "ربط حساباتك"]);
  await heading(await visit("es-MX", {}), /pide ver tus datos bancarios/);
  await heading(await visit("ja-JP", {}), /asks to see your bank data/);
  await drawbridge.close();
});
