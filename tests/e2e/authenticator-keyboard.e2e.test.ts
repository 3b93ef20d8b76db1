import type { Browser, Page, WebSocketRoute } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enrolByLink, pin, startAuthenticatorStage, type AuthenticatorStage } from "./authenticator-stage.ts";
import { findOverflow } from "./find-overflow.ts";
import { heading, launchBrowser } from "./support.ts";

let stage: AuthenticatorStage;
let browser: Browser;
beforeAll(async () => {
  [stage, browser] = await Promise.all([startAuthenticatorStage(), launchBrowser(process.env)]);
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});

/** Presses Tab until the focus is on what has this name, as a person would. */
const tabTo = async (page: Page, name: RegExp): Promise<void> => {
  for (let press = 0; press < 30; press++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body) return ""; // between the last thing and the first one, and its text is the whole page's
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : element?.textContent;
      return element?.getAttribute("aria-label") ?? label ?? "";
    });
    if (name.test(focused)) return;
  }
  throw new Error(`Tab never came to ${name}`);
};

const focusedTag = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.tagName ?? "");

const typePin = async (page: Page): Promise<void> => {
  await page.keyboard.type(pin);
  await page.keyboard.press("Enter");
};

/** From the outcome through the pages of the app: what is pressed, and where it leads. */
const walk = [
  [/Done/, /Approvals/],
  [/What you share/, /What you share/],
  [/What you signed/, /What you signed/],
  [/Back/, /What you share/],
  [/Back/, /Approvals/],
  [/Your devices/, /Your devices/],
  [/This device/, /This device/],
  [/Back/, /Your devices/],
  [/Back/, /Approvals/],
  [/Notifications/, /Notifications/],
] as const;

describe("the authenticator app by keyboard alone", () => {
  it("is set up and approves, with the focus on every new heading and never on Approve", async () => {
    const person = await stage.newPerson("keys");
    const context = await browser.newContext({ viewport: { width: 320, height: 568 } });
    const page = await context.newPage();
    const cut: string[] = [];
    const at = async (title: RegExp): Promise<void> => {
      await heading(page, title);
      await expect.poll(() => focusedTag(page)).toBe("H1");
      cut.push(...(await page.evaluate(findOverflow)));
    };
    await page.goto(stage.app);
    await at(/Set up this device/);
    await tabTo(page, /Continue/);
    await page.keyboard.press("Enter");
    await page.getByText("Enter your user name.").waitFor();
    for (let step = 0; step < 3; step += 1) await page.keyboard.press("Shift+Tab"); // over the line for a one-time password, and the code
    await page.keyboard.type(person.externalId);
    await page.keyboard.press("Tab");
    await page.keyboard.type(person.code.toLowerCase());
    await page.keyboard.press("Enter");
    await at(/Choose a PIN/);
    await typePin(page);
    await at(/Enter it again/);
    await typePin(page);
    await at(/Approvals/);
    const { id } = await stage.ask("/v1/operations", {
      userId: person.id,
      banner: "Share your accounts",
      text: "Share three accounts with Example Budget?",
    });
    await page.getByText("Share your accounts").first().waitFor();
    await expect.poll(() => page.locator("#polite").textContent()).toContain("Waiting for you: Share your accounts");
    await tabTo(page, /Look at it/);
    await page.keyboard.press("Enter");
    await at(/Confirm that it is you/);
    await typePin(page);
    await at(/Do you approve this/);
    await tabTo(page, /Approve/);
    await page.keyboard.press("Enter");
    await at(/Approved/);
    await expect.poll(() => page.locator("#assertive").textContent()).toContain("Approved");
    expect(await stage.ask(`/v1/operations/${String(id)}/result`)).toMatchObject({ state: "ACCEPTED" });
    for (const [way, title] of walk) {
      await page
        .getByRole("button", { name: way })
        .or(page.getByRole("link", { name: way }))
        .first()
        .waitFor(); // lists come later than their page
      await tabTo(page, way);
      await page.keyboard.press("Enter");
      await at(title);
    }
    expect(cut).toEqual([]);
    await context.close();
  });
});

describe("the line to the server", () => {
  it("is missed aloud when it breaks, and what was asked meanwhile appears when it is back", async () => {
    const person = await stage.newPerson("tunnel");
    const context = await browser.newContext();
    const lines: WebSocketRoute[] = [];
    const tunnel = { inside: false };
    await context.routeWebSocket(/\/device\/v1\/events$/, (line) => {
      if (tunnel.inside) return void line.close();
      line.connectToServer();
      lines.push(line);
    });
    const page = await enrolByLink(context, person);
    tunnel.inside = true;
    for (const line of lines) await line.close();
    await page.getByText("No connection. Trying again…").waitFor();
    tunnel.inside = false;
    await stage.ask("/v1/operations", { userId: person.id, banner: "Asked in the tunnel", text: "Pay?" });
    await page.getByText("Asked in the tunnel").first().waitFor();
    await expect.poll(() => page.getByText("No connection. Trying again…").count()).toBe(0);
    await context.close();
  });
});

describe("what serves the app", () => {
  it("allows no inline script, no frame and no other server, and describes an app that can be installed", async () => {
    const page = await fetch(stage.app);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain(`connect-src 'self' ${stage.server} ${stage.server.replace("http", "ws")};`);
    expect(page.headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(await page.text()).not.toMatch(/<script(?![^>]*\ssrc=)/);
    const manifest = await (await fetch(`${stage.app}/app.webmanifest`)).json();
    expect(manifest).toMatchObject({ display: "standalone", start_url: "/" });
    for (const { src, type } of (manifest as { readonly icons: readonly { readonly src: string; readonly type: string }[] }).icons) {
      const icon = await fetch(`${stage.app}${src}`);
      expect([icon.status, icon.headers.get("content-type")]).toEqual([200, type]);
    }
    expect((await fetch(`${stage.app}/package.json`)).status).toBe(404);
  });
});
