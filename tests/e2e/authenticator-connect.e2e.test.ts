import { createRemoteJWKSet, jwtVerify } from "jose";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enrolByLink, pin, startAuthenticatorStage, typePin, type AuthenticatorStage } from "./authenticator-stage.ts";
import { chooseBank, heading, launchBrowser, makeLink, signIn } from "./support.ts";

let stage: AuthenticatorStage;
let browser: Browser;
beforeAll(async () => {
  [stage, browser] = await Promise.all([startAuthenticatorStage(), launchBrowser(process.env)]);
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});

describe("a tenant that wants consents approved on a device", () => {
  it("connects a bank in the widget once the app has approved the text, and the receipt verifies", async () => {
    const settings = { grant: true, renew: true, revoke: true, answerTimeout: 300, purpose: "budgets" };
    await stage.api("/v1/approval-settings", { method: "PUT", body: settings });
    const person = await stage.newPerson("joined");
    const [phone, desk] = [await browser.newContext(), await browser.newContext()];
    const app = await enrolByLink(phone, person);
    const page = await desk.newPage();
    await page.goto(await makeLink(stage, person.externalId));
    await page.getByRole("button", { name: "Allow and continue" }).click();
    await chooseBank(page, "Drawbridge Bank");
    await signIn(page, "user_ok", "pass_ok");
    await heading(page, /Choose what to share/);
    await page.getByRole("checkbox", { name: "Select all" }).check();
    await page.getByRole("button", { name: "Share and continue" }).click();
    await heading(page, /Approve on your device/);
    const number = (await page.locator(".match-number").textContent()) ?? "";
    await app.getByRole("button", { name: "Look at it" }).click();
    await heading(app, /Confirm that it is you/);
    await typePin(app, pin);
    await heading(app, /Do you approve this/);
    await app.getByLabel("Number on the other screen").fill(number.trim());
    await app.getByRole("button", { name: "Approve" }).click();
    await heading(app, /Approved/);
    const { operations } = await stage.ask(`/v1/operations?userId=${person.id}`);
    const [operation] = operations as readonly { readonly id: string }[];
    const result = await stage.ask(`/v1/operations/${operation?.id ?? ""}/result`);
    const keys = createRemoteJWKSet(new URL(`${stage.server}/device/v1/keys`));
    const { payload } = await jwtVerify(String(result["receipt"]), keys, { typ: "drawbridge-receipt+jws" });
    expect(payload).toMatchObject({ decision: "ACCEPTED" });
    await page.getByRole("button", { name: "Done" }).click();
    await Promise.all([phone.close(), desk.close()]);
  });
});
