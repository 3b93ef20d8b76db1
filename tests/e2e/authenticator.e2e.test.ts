import { createRemoteJWKSet, jwtVerify } from "jose";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enrolByLink, pin, startAuthenticatorStage, typePin, type AuthenticatorStage } from "./authenticator-stage.ts";
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

const text = "Pay 12.50 EUR to Ada?\nReference: lunch";

describe("the authenticator app", () => {
  it("is set up by a link, approves what the server asks, and the receipt verifies", async () => {
    const person = await stage.newPerson("approver");
    const context = await browser.newContext();
    const page = await enrolByLink(context, person);
    expect(page.url()).toBe(`${stage.app}/`);
    const { id } = await stage.ask("/v1/operations", { userId: person.id, banner: "A payment to Ada", text, data: { amount: "12.50" } });
    await page.getByRole("button", { name: "Look at it" }).click();
    await heading(page, /Confirm that it is you/);
    await typePin(page, pin);
    await heading(page, /Do you approve this/);
    expect(await page.locator("blockquote").textContent()).toBe(text);
    await page.getByRole("button", { name: "Approve" }).click();
    await heading(page, /Approved/);
    const result = await stage.ask(`/v1/operations/${String(id)}/result`);
    expect(result).toMatchObject({ state: "ACCEPTED" });
    const keys = createRemoteJWKSet(new URL(`${stage.server}/device/v1/keys`));
    const { payload } = await jwtVerify(String(result["receipt"]), keys, { typ: "drawbridge-receipt+jws" });
    expect(payload).toMatchObject({ decision: "ACCEPTED", text });
    await context.close();
  });
});
