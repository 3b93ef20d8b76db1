import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf, connect, enrol, password, signedIn, startConsoleStage, type ConsoleStage } from "./console-stage.ts";
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

const fill = async (page: Awaited<ReturnType<Browser["newPage"]>>, email: string, pass: string, code: string): Promise<void> => {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(pass);
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
};

describe("the console", () => {
  it("takes the first operator from the one-time link to a connection that was just made, live", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const email = "first@example.com";
    const link = await stage.invitation();
    const secret = await enrol(page, link, email);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
    await fill(page, email, password, codeOf(secret, 1));
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
    await page.getByText("No session in these days").first().waitFor();

    await connect(stage, "watched");
    await page.getByRole("link", { name: "Connected: 1" }).waitFor({ timeout: 7_000 });
    await page.getByRole("link", { name: "Sessions", exact: true }).click();
    await page.getByRole("link", { name: "watched" }).waitFor();
    await page.getByRole("row").nth(1).getByRole("link").first().click();
    await page.getByRole("heading", { level: 1, name: "Session" }).waitFor();
    const line = page.getByRole("region", { name: "Line of time" });
    await line.getByText("Accounts adding").waitFor();
    for (const text of ["Sign in started", "Succeeded", "bank took", "Connection created"])
      expect(await line.getByText(text).count()).toBeGreaterThan(0);

    const again = await browser.newPage();
    await again.goto(link);
    await again.getByText("This link was used already or has expired").waitFor();
    await again.close();
    await context.close();
  });

  it("waits after five wrong tries, and says so", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(stage.console);
    for (let n = 0; n < 5; n++) {
      await fill(page, "guessed@example.com", "wrong password", "000000");
      await page.getByRole("alert").getByText("Address, password or code is wrong").first().waitFor();
    }
    await fill(page, "guessed@example.com", "wrong password", "000000");
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
