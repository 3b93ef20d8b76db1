import type { Browser, Route } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDeviceStage, type DeviceStage } from "../../../apps/server/test/device-stage.ts";
import { launchBrowser } from "../../../tests/e2e/support.ts";
import { pin } from "./enrol-with-mc.ts";

let stage: DeviceStage;
let browser: Browser;
beforeAll(async () => {
  [stage, browser] = await Promise.all([createDeviceStage(), launchBrowser(process.env)]);
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});

const bundle = async (): Promise<string> => {
  const output = await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, target: "es2024", lib: { entry: new URL("browser-app.ts", import.meta.url).pathname, formats: ["es"], fileName: "app" } },
  });
  const [first] = Array.isArray(output) ? output : [output];
  const chunk = first && "output" in first ? first.output.find((file) => file.type === "chunk") : undefined;
  return chunk?.type === "chunk" ? chunk.code : "";
};

describe("an MC in a browser", () => {
  it("activates, keeps its keys where no script can read them, and logs in after a reload", async () => {
    const code = await bundle();
    const context = await browser.newContext();
    const page = await context.newPage();
    const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
    const serveApp = (route: Route): Promise<void> =>
      route.request().url().endsWith(".js")
        ? route.fulfill({ contentType: "text/javascript", body: code })
        : route.fulfill({
            contentType: "text/html",
            headers: { "content-security-policy": policy },
            body: '<!doctype html><title>app</title><script type="module" src="/app/app.js"></script>',
          });
    await page.route(`${stage.origin}/app/**`, serveApp);
    const { id, ref } = await stage.newUser("browser");
    const activationCode = await stage.newCode(id);
    await page.goto(`${stage.origin}/app/`);
    const activated = await page.evaluate(runIn("activate", { ref, activationCode, pin }));
    expect(activated).toEqual({ name: "LoginResult", status: "kOk", sdkState: "ACTIVATION_REQUIRED" });
    await page.reload();
    const loggedIn = await page.evaluate(runIn("logIn", { ref, activationCode, pin }));
    expect(loggedIn).toEqual({ name: "LoginResult", status: "kOk", sdkState: "LOGIN_REQUIRED" });
    expect(await page.evaluate(extractable)).toEqual([false, false]);
    const other = await context.newPage();
    await other.route(`${stage.origin}/app/**`, serveApp);
    await other.goto(`${stage.origin}/app/`);
    await page.evaluate(runCodes({ ref, pin })); // the seed is there now
    const codes = await Promise.all([page, other].map((tab) => tab.evaluate<readonly number[]>(runCodes({ ref, pin }))));
    const counters = codes.flat();
    expect(counters.toSorted((one, next) => one - next)).toEqual([3, 4, 5, 6]); // two tabs, one counter
    await context.close();
  });
});

/** Text of a function of the page: it runs there, not here. */
const runIn = (what: "activate" | "logIn", given: object): string => `(async ({ ref, activationCode, pin }) => {
  while (!globalThis.openApp) await new Promise((resolve) => requestAnimationFrame(resolve));
  const mc = (globalThis.app = await globalThis.openApp());
  const { payload } = await mc.send("Start", { locale: "en", appName: "app", version: { major: 1, minor: 0, build: 0 } });
  const result = new Promise((resolve) => mc.on((event) => event.name === "LoginResult" && resolve(event)));
  if ("${what}" === "activate") await mc.send("Activate", { userIdentifier: ref, activationCode, pin, autoLogin: true });
  else await mc.send("Login", { userIdentifier: ref, pin });
  const { name, payload: { status } } = await result;
  return { name, status, sdkState: payload.sdkState };
})(${JSON.stringify(given)})`;

/** Two codes at once, by the app of the page or a fresh one; their counters. */
const runCodes = (given: object): string => `(async ({ ref, pin }) => {
  while (!globalThis.openApp) await new Promise((resolve) => requestAnimationFrame(resolve));
  globalThis.app ??= await globalThis.openApp();
  await globalThis.app.send("Start", { locale: "en", appName: "app", version: { major: 1, minor: 0, build: 0 } });
  const made = await Promise.all([1, 2].map(() => globalThis.app.send("GetResynchronizationData", { userIdentifier: ref, pin })));
  return made.map(({ payload: { atc } }) => atc);
})(${JSON.stringify(given)})`;

const extractable = `new Promise((resolve) => {
  indexedDB.open("drawbridge-authenticator").onsuccess = ({ target }) => {
    target.result.transaction("device").objectStore("device").get("stored").onsuccess = ({ target: { result } }) =>
      resolve([result.users[0].keys.signing.privateKey.extractable, result.users[0].keys.encryption.privateKey.extractable]);
  };
})`;
