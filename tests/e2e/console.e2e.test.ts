import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  addVirtualKey,
  codeOf,
  connect,
  enrol,
  fillSignIn,
  password,
  signedIn,
  signInWithKey,
  startConsoleStage,
  tabTo,
  type ConsoleStage,
} from "./console-stage.ts";
import { tenants } from "@drawbridge/storage";
import { fleetPlan } from "../../apps/server/src/story/fleet-plan.ts";
import { seedFleet } from "../../apps/server/src/story/seed-fleet.ts";
import { launchBrowser } from "./support.ts";

let stage: ConsoleStage;
let browser: Browser;

beforeAll(async () => {
  [stage, browser] = await Promise.all([startConsoleStage(), launchBrowser(process.env)]);
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});

describe("the console", () => {
  it("takes the first operator from the one-time link to a connection that was just made, live", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const email = "first@example.com";
    const link = await stage.invitation();
    const secret = await enrol(page, link, email);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
    await fillSignIn(page, email, password, codeOf(secret, 1));
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await page.getByText("No session in these days").first().waitFor();

    await connect(stage, "watched");
    await page.getByRole("link", { name: "Connected: 1" }).waitFor();
    await page.getByRole("link", { name: "Sessions", exact: true }).click();
    await page.getByRole("link", { name: "watched" }).waitFor();
    await page.getByRole("row").nth(1).getByRole("link").first().click();
    await page.getByRole("heading", { level: 1, name: "Session" }).waitFor();
    const line = page.getByRole("region", { name: "Line of time" });
    await line.getByText("Accounts adding").waitFor();
    for (const text of ["Sign in started", "Succeeded", "bank took", "Connection created"]) await line.getByText(text).first().waitFor();

    const again = await browser.newPage();
    await again.goto(link);
    await again.getByText("This link was used already or has expired").waitFor();
    await again.close();
    await context.close();
  });

  it("lets an operator sign in with a passkey instead of a code, once for each thing signed, until it is removed", async () => {
    const context = await browser.newContext();
    const email = "keyholder@example.com";
    const page = await context.newPage();
    await addVirtualKey(page);
    await enrol(page, await stage.invitation({ email, role: "viewer" }), email);
    await page.goto(`${stage.console}/settings`);
    await page.getByLabel("Name of a new passkey").fill("Test key");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByText("Test key signs you in from now on").first().waitFor();

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Use a passkey instead of a code" }).click();
    await signInWithKey(page, email, "not the password at all");
    await page.getByRole("alert").getByText("Address, password or second factor is wrong").first().waitFor();
    const asked = page.waitForRequest((request) => request.url().endsWith("/sign-ins"));
    await signInWithKey(page, email, password);
    await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
    const again = await page.evaluate(
      async (body) => {
        const headers = { "x-drawbridge": "1", "content-type": "application/json" };
        return (await fetch("/v1/console/sign-ins", { method: "POST", headers, body })).status;
      },
      (await asked).postData() ?? "",
    );
    expect(again).toBe(401);

    page.once("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "Remove Test key" }).click();
    await page.getByText("Test key is removed").first().waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Use a passkey instead of a code" }).click();
    await signInWithKey(page, email, password);
    await page.getByRole("alert").getByText("Address, password or second factor is wrong").first().waitFor();
    await context.close();
  });

  it("waits after five wrong tries, and says so", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(stage.console);
    for (let n = 0; n < 5; n++) {
      await fillSignIn(page, "guessed@example.com", "wrong password", "000000");
      await page.getByRole("alert").getByText("Address, password or second factor is wrong").first().waitFor();
    }
    await fillSignIn(page, "guessed@example.com", "wrong password", "000000");
    await page.getByRole("alert").getByText("Too many tries to sign in").waitFor();
    await context.close();
  });

  it("offers a viewer nothing that changes anything, and the server refuses it too", async () => {
    const context = await browser.newContext();
    const page = await signedIn(stage, context, "viewer");
    await page.goto(`${stage.console}/connections`);
    await page.getByRole("heading", { level: 1, name: "Connections" }).waitFor();
    await page.getByText("Drawbridge Bank").first().waitFor();
    expect(await page.getByRole("button", { name: "Sync now" }).count()).toBe(0);
    const status = await page.evaluate(async () => {
      const answer = await fetch("/v1/links", {
        method: "POST",
        headers: { "x-drawbridge": "1", "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
        body: JSON.stringify({ kind: "connect", user: { externalId: "someone" } }),
      });
      return answer.status;
    });
    expect(status).toBe(403);
    await context.close();
  });
});

describe("work at the console", () => {
  it("goes from a number to its events with the filters kept, shows real pages as preview, and maps a provider's list", async () => {
    const context = await browser.newContext();
    const page = await signedIn(stage, context, "admin");
    await page.goto(`${stage.console}/?days=7&tz=UTC&compare=1&device=desktop`);
    await page.getByRole("link", { name: /^Conversion: / }).click();
    await page.getByRole("heading", { level: 1, name: "Sessions" }).waitFor();
    const address = new URL(page.url()).searchParams;
    expect(Object.fromEntries(address)).toMatchObject({ days: "7", tz: "UTC", compare: "1", device: "desktop", counted: "session.completed" });
    await page.getByRole("button", { name: /^Device: desktop/ }).click();
    await expect.poll(() => new URL(page.url()).searchParams.has("device")).toBe(false);

    await page.goto(`${stage.console}/experiences`);
    await page.getByLabel("Name").fill("Spring");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Preview Spring" }).click();
    await page.frameLocator("iframe.preview").getByRole("heading", { level: 1 }).waitFor();
    await page.getByRole("button", { name: "Change Spring" }).click();
    const changing = page.getByRole("region", { name: "Spring" });
    const asked = page.waitForRequest(/experiences\/previews$/);
    await changing.getByLabel("Language").fill("fr");
    await asked; // on its way, and no longer wanted
    await changing.getByLabel("Language").fill("de");
    await page.getByRole("heading", { name: "Preview: not saved yet" }).waitFor();
    await page.frameLocator("iframe.preview").getByRole("heading", { level: 1, name: "Bank suchen" }).waitFor();
    await changing.getByLabel("Colour", { exact: true }).fill("#ffff00");
    await changing.getByLabel("Colour in dark").fill("#ffff00");
    await changing.getByRole("alert").getByText("People could not read these colours").waitFor();

    await page.goto(`${stage.console}/import`);
    const wrong = "slug,name,country\nspring bank,Spring Bank,DE\n";
    await page.getByLabel("CSV or JSON").setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(wrong) });
    await page.getByRole("button", { name: "Look what it would do" }).click();
    await page
      .getByRole("alert")
      .getByRole("listitem")
      .filter({ hasText: /Line 2.*slug/ })
      .waitFor();

    await page.goto(`${stage.console}/mapping`);
    await page.getByRole("textbox", { name: "Provider" }).fill("newcomer");
    const list = "providerInstitutionId,name\nn-1,Drawbridge Bank\nn-2,Nobody knows this bank\n";
    await page.getByLabel("CSV or JSON").setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
    await page.getByRole("button", { name: "Look" }).click();
    await page.getByRole("row").filter({ hasText: "Nobody knows this bank" }).getByText("Not found").waitFor();
    page.once("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "Map 1 chosen" }).click();
    await page.getByText("1 mapped, 0 as before").first().waitFor();
    await context.close();
  });

  it("takes days, zone and comparison from its controls into the address, and back from it", async () => {
    const context = await browser.newContext({ timezoneId: "Europe/Vienna" });
    const page = await signedIn(stage, context, "viewer");
    const address = (): Readonly<Record<string, string>> => Object.fromEntries(new URL(page.url()).searchParams);
    await page.getByLabel("Compare with before").check();
    await page.getByLabel("Time zone").selectOption("Asia/Tokyo");
    await page.getByLabel("From", { exact: true }).fill("2026-03-02");
    await page.getByLabel("To", { exact: true }).fill("2026-03-09");
    await expect.poll(address).toEqual({ compare: "1", tz: "Asia/Tokyo", from: "2026-03-02", to: "2026-03-09" });
    await page.getByRole("link", { name: "Errors", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Errors" }).waitFor();
    expect(address()).toMatchObject({ tz: "Asia/Tokyo", from: "2026-03-02" });
    await page.reload();
    expect(await page.getByLabel("From", { exact: true }).inputValue()).toBe("2026-03-02");
    expect(await page.getByLabel("Compare with before").isChecked()).toBe(true);
    await page.getByRole("button", { name: "7 days" }).click();
    await expect.poll(address).toEqual({ compare: "1", tz: "Asia/Tokyo", days: "7" });
    await context.close();
  });

  it("changes the tenant, gives it a new token, and sets up, changes and removes a sink and a client", async () => {
    const context = await browser.newContext();
    const page = await signedIn(stage, context, "admin");
    page.on("dialog", (dialog) => void dialog.accept());
    await page.goto(`${stage.console}/settings`);
    await page.getByLabel("Name", { exact: true }).fill("Fern Money");
    await page.getByLabel("Origins that may embed the pages").fill("https://app.fern.example\nhttp://localhost:3001");
    await page.getByRole("button", { name: "Save the tenant" }).click();
    await page.locator(".tenant").getByText("Fern Money").waitFor();
    await page.getByRole("button", { name: "New API token", exact: true }).click();
    const token = await page.getByRole("region", { name: "API token" }).locator("code.key").textContent();
    expect((await fetch(`${stage.server}/v1/tenant`, { headers: { authorization: `Bearer ${token ?? ""}` } })).status).toBe(200);
    expect((await stage.api("/v1/tenant")).status).toBe(200); // the token before, for a day
    const clients = page.getByRole("region", { name: "Clients and keys" });
    await clients.getByLabel("Name of the client").fill("Desk");
    await clients.getByRole("button", { name: "Add the client" }).click();
    await clients.locator("code.key").waitFor();
    await clients.getByRole("button", { name: "Settings of Desk" }).click();
    await clients.getByLabel("Seconds between syncs").fill("60");
    await clients.getByRole("button", { name: "Save the settings" }).click();
    await clients.getByText("Desk is changed").waitFor();
    await clients.getByRole("button", { name: "Remove of Desk" }).click();
    await clients.getByText("Desk is removed").waitFor();

    await page.goto(`${stage.console}/sinks`);
    await page.getByLabel("Write key").fill("key");
    await page.getByLabel("Address").fill("http://127.0.0.1:9");
    await page.getByRole("button", { name: "Set it up" }).click();
    await page.getByRole("button", { name: "Change Segment" }).click();
    await page.getByLabel("Events it gets").fill("session.*");
    await page.keyboard.press("Enter");
    await page.getByRole("cell", { name: /session\.\*/ }).waitFor();
    await page.getByRole("button", { name: "Remove Segment" }).click();
    await page.getByText("The log is sent nowhere").waitFor();
    await context.close();
  });

  it("wakes a connection, replays a delivery and saves an experience with the keyboard alone", async () => {
    const tenant = await tenants(stage.storage.pool).bySlug("development");
    if (!tenant) return expect.fail("there is no development tenant");
    const people = fleetPlan.slice(1, 4);
    expect(await seedFleet(stage.deps, { tenant, receiver: stage.server, stopped: () => false, people })).toBe(3);
    const context = await browser.newContext();
    const page = await signedIn(stage, context, "admin");
    page.on("dialog", (dialog) => void dialog.accept());
    await page.goto(`${stage.console}/connections`);
    await page.getByText("Credentials error").waitFor();
    await page.getByLabel(/^Choose all/).focus();
    await page.keyboard.press("Space");
    await tabTo(page, "Make repair links");
    await page.keyboard.press("Enter");
    await page.locator(".deeds li").first().waitFor();
    await page.goto(`${stage.console}/webhooks`);
    await page
      .getByRole("button", { name: /^Replay / })
      .first()
      .waitFor();
    await tabTo(page, /^Replay (?!the)/);
    await page.keyboard.press("Enter");
    await page
      .getByText(/is sent again/)
      .first()
      .waitFor();
    await page.goto(`${stage.console}/experiences`);
    await page.getByLabel("Name").focus();
    await page.keyboard.type("Winter");
    await page.keyboard.press("Enter");
    await page.getByText("Winter is saved as version 1").first().waitFor();
    await context.close();
  });

  it("can be used with the keyboard alone: signing in, sorting a table, unfolding an event", async () => {
    const context = await browser.newContext();
    const email = "keys@example.com";
    const page = await context.newPage();
    const secret = await enrol(page, await stage.invitation({ email, role: "viewer" }), email);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
    for (const text of [email, password, codeOf(secret, 1)]) {
      await page.keyboard.press("Tab");
      await page.keyboard.type(text);
    }
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await page.goto(`${stage.console}/sessions`);
    await page.getByRole("link", { name: "watched" }).waitFor();
    await tabTo(page, "State");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByRole("columnheader", { name: "State" }).getAttribute("aria-sort")).toBe("ascending");
    await page.getByRole("row").nth(1).getByRole("link").first().focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Session" }).waitFor();
    await page.locator("summary").first().focus();
    await page.keyboard.press("Enter");
    await page.locator("details[open] pre").waitFor();
    await context.close();
  });
});
