import { buildAuthenticatorStories } from "@drawbridge/authenticator-app/build.ts";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveStories, usualLook, walkStories, type Look } from "./story-page.ts";
import { launchBrowser } from "./support.ts";

const looks: readonly Look[] = [
  { ...usualLook, name: "light" },
  { ...usualLook, name: "dark", colorScheme: "dark" },
  { ...usualLook, name: "right-to-left", locale: "ar" },
  { ...usualLook, name: "320-wide", locale: "en-XA", width: 320 },
  { ...usualLook, name: "200-percent-text", locale: "de", textPx: 32 },
];

let browser: Browser;
let served: Awaited<ReturnType<typeof serveStories>>;
beforeAll(async () => {
  served = await serveStories(await buildAuthenticatorStories());
  browser = await launchBrowser(process.env);
});
afterAll(async () => {
  await browser.close();
  served.close();
});

describe("every screen of the authenticator app can be read and used", () => {
  it.each(looks)("in the look $name", async (look) => {
    const { stories, found } = await walkStories(browser, served.origin, look);
    expect(stories).toBeGreaterThan(50);
    expect(found).toEqual([]);
  });
});
