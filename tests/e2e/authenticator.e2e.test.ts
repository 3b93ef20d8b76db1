import { createRemoteJWKSet, jwtVerify } from "jose";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { choosePin, enrolByLink, pin, startAuthenticatorStage, typePin, type AuthenticatorStage, type Invited } from "./authenticator-stage.ts";
import { heading, launchBrowser } from "./support.ts";

let stage: AuthenticatorStage;
let browser: Browser;
const ahead = { ms: 0 };
beforeAll(async () => {
  [stage, browser] = await Promise.all([startAuthenticatorStage({ now: () => new Date(Date.now() + ahead.ms) }), launchBrowser(process.env)]);
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});

const text = "Pay 12.50 EUR to Ada?\nReference: lunch";
const askFor = async ({ id }: Invited, more: object = {}): Promise<string> =>
  String((await stage.ask("/v1/operations", { userId: id, banner: "A payment to Ada", text, data: { amount: "12.50" }, ...more }))["id"]);
const resultOf = (id: string) => stage.ask(`/v1/operations/${id}/result`);

const openOperation = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: "Look at it" }).click();
  await heading(page, /Confirm that it is you/);
};

describe("the authenticator app", () => {
  it("is set up by a link, approves what the server asks, and the receipt verifies", async () => {
    const person = await stage.newPerson("approver");
    const context = await browser.newContext();
    const page = await enrolByLink(context, person);
    expect(page.url()).toBe(`${stage.app}/`);
    const id = await askFor(person, { numberMatching: true });
    await page.getByRole("button", { name: "Look at it" }).waitFor();
    await openOperation(page);
    await typePin(page, "999999");
    await page.getByText("That PIN is wrong. 4 tries left.").first().waitFor();
    await typePin(page, pin);
    await heading(page, /Do you approve this/);
    await expect.poll(() => page.locator("blockquote").textContent()).toBe(text);
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByText("That is not the number").waitFor();
    const { numberMatch } = await stage.ask(`/v1/operations/${id}`);
    await page.getByLabel("Number on the other screen").fill(String(numberMatch));
    await page.getByRole("button", { name: "Approve" }).click();
    await heading(page, /Approved/);
    const result = await resultOf(id);
    expect(result).toMatchObject({ state: "ACCEPTED" });
    const keys = createRemoteJWKSet(new URL(`${stage.server}/device/v1/keys`));
    const { payload } = await jwtVerify(String(result["receipt"]), keys, { typ: "drawbridge-receipt+jws" });
    expect(payload).toMatchObject({ decision: "ACCEPTED", text });
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByText("Since you logged in").waitFor();
    await context.close();
  });

  it("denies with a reason, and says so when it was not the person", async () => {
    const person = await stage.newPerson("denier");
    const context = await browser.newContext();
    const page = await enrolByLink(context, person);
    const wrong = await askFor(person);
    await openOperation(page);
    await typePin(page, pin);
    await page.getByRole("button", { name: "Deny" }).click();
    await page.getByRole("dialog").waitFor();
    await page.getByLabel("Something in it is wrong").check();
    await page.getByRole("dialog").getByRole("button", { name: "Deny" }).click();
    await heading(page, /Denied/);
    expect(await resultOf(wrong)).toMatchObject({ state: "REJECTED", reason: "incorrect_data" });
    await page.getByRole("button", { name: "Done" }).click();
    const strange = await askFor(person);
    await openOperation(page);
    await page.getByRole("button", { name: "This was not me" }).click();
    await heading(page, /Denied and reported/);
    expect(await resultOf(strange)).toMatchObject({ state: "REJECTED", reason: "not_me" });
    await context.close();
  });

  it("tells when the time ran out, when it was taken back, and reads a message", async () => {
    const person = await stage.newPerson("slow");
    const context = await browser.newContext();
    const page = await enrolByLink(context, person);
    const late = await askFor(person, { answerTimeout: 3600, factor: "TOKEN", token: "482913" });
    await page.getByRole("button", { name: "Look at it" }).click();
    await heading(page, /Enter the code you were given/);
    await page.getByLabel("Code").fill("000000");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("That code is wrong").first().waitFor();
    await page
      .getByText(/5\d:\d\d left|60:00 left/)
      .first()
      .waitFor();
    // The sandbox clock is turned: the timer on the screen follows, and what comes later has all its time.
    await stage.ask("/v1/sandbox/clock/advance", { seconds: 3000 });
    await page
      .getByText(/(^|\D)[5-9]:\d\d left|10:00 left/)
      .first()
      .waitFor();
    await stage.ask("/v1/sandbox/clock/advance", { seconds: 601 });
    await heading(page, /The time ran out/);
    await expect.poll(async () => (await resultOf(late))["state"], { timeout: 30_000 }).toBe("TIMEOUT");
    await page.getByRole("button", { name: "Done" }).click();
    const back = await askFor(person, { factor: "NONE" });
    await page.getByRole("button", { name: "Look at it" }).click();
    await heading(page, /Do you approve this/);
    await stage.api(`/v1/operations/${back}?reason=over`, { method: "DELETE", body: {} });
    await heading(page, /Taken back/);
    await page.getByRole("button", { name: "Done" }).click();
    await stage.ask("/v1/messages", { userId: person.id, text: "Your consent ends on Friday." });
    await page.getByRole("button", { name: "Read it" }).click();
    await page.getByText("Your consent ends on Friday.").waitFor();
    await page.getByRole("button", { name: "I have read it" }).click();
    await heading(page, /Approvals/);
    await context.close();
  });

  it("counts wrong PINs down to a lock that ends by itself, then to a block that a new code opens", async () => {
    const person = await stage.newPerson("clumsy");
    const context = await browser.newContext();
    const page = await enrolByLink(context, person);
    await page.getByRole("button", { name: "Log out" }).click();
    await heading(page, /Hello, clumsy/);
    for (const left of ["4 tries left", "3 tries left", "2 tries left", "1 try left"]) {
      await typePin(page, "999999");
      await page.getByText(left).first().waitFor();
    }
    await typePin(page, "999999");
    await heading(page, /Too many wrong PINs/);
    await expect.poll(() => page.locator("#assertive").textContent()).not.toMatch(/PIN is wrong/);
    const counted = await page.getByRole("timer").textContent();
    expect(counted).toMatch(/^[45]:[0-9]{2} left$/);
    await expect.poll(() => page.getByRole("timer").textContent()).not.toBe(counted);
    ahead.ms += 301_000;
    await page.reload();
    await heading(page, /Hello, clumsy/);
    await typePin(page, pin);
    await heading(page, /Approvals/);
    await page.getByRole("button", { name: "Log out" }).click();
    await heading(page, /Hello, clumsy/);
    for (const left of ["4 tries left", "3 tries left", "2 tries left", "1 try left"]) {
      await typePin(page, "999999");
      await page.getByText(left).first().waitFor();
    }
    await typePin(page, "999999");
    await heading(page, /Too many wrong PINs/);
    for (const seconds of [300, 600, 1200]) {
      ahead.ms += (seconds + 1) * 1000;
      await page.reload();
      await heading(page, /Hello, clumsy/);
      await typePin(page, "999999");
      await heading(page, seconds === 1200 ? /This PIN is blocked/ : /Too many wrong PINs/);
      if (seconds === 600) await page.getByText("One try is left").waitFor();
    }
    await page.getByRole("button", { name: "I have a new code" }).click();
    const { activationCode } = await stage.ask(`/v1/users/${person.id}/activation-codes`, { purpose: "reactivation", reason: "forgotten" });
    await heading(page, /Get a new PIN/);
    await page.getByLabel("Activation code").fill(String(activationCode).toLowerCase().replaceAll("-", " "));
    await page.getByRole("button", { name: "Continue" }).click();
    await heading(page, /Choose a PIN/);
    const refusals = { "123456": "a row of digits", "121212": "repeats itself", "1234": "6 to 12 digits" };
    for (const [weak, why] of Object.entries(refusals)) {
      await typePin(page, weak);
      await page.locator(".pin .notice-danger").getByText(why).waitFor();
    }
    await choosePin(page, "246813");
    await heading(page, /Approvals/);
    await context.close();
  });

  it("tells of an operator's lock who made it, why, and who can open it, and of a device that was removed", async () => {
    const person = await stage.newPerson("held");
    const context = await browser.newContext();
    const page = await enrolByLink(context, person);
    const { devices } = await stage.ask(`/v1/users/${person.id}/devices`);
    const [device] = devices as readonly { readonly id: string }[];
    await stage.api(`/v1/devices/${device?.id ?? ""}/lock`, { method: "PUT", body: { reason: "lost phone", by: "Kim" } });
    await heading(page, /Hello, held/);
    await typePin(page, pin);
    await heading(page, /This device is locked/);
    await page.getByText("lost phone").waitFor();
    await stage.api(`/v1/devices/${device?.id ?? ""}/lock?reason=found`, { method: "DELETE", body: {} });
    await page.getByRole("button", { name: "Check again" }).click();
    await typePin(page, pin);
    await heading(page, /Approvals/);
    await stage.api(`/v1/devices/${device?.id ?? ""}?reason=sold`, { method: "DELETE", body: {} });
    await heading(page, /Hello, held/);
    await typePin(page, pin);
    await heading(page, /This device was removed/);
    await page.getByRole("button", { name: "Remove held" }).click();
    await heading(page, /Set up this device/);
    await context.close();
  });

  it("is set up in two steps: with a one-time password beside the code, and once the help desk has confirmed the device", async () => {
    const person = await stage.newPerson("twosteps");
    const [before, context] = [await browser.newContext(), await browser.newContext()];
    const old = await enrolByLink(before, person);
    const wish = { purpose: "activation", reason: "second device", oneTimePassword: true, awaitsCommit: true };
    const { activationCode, oneTimePassword } = await stage.ask(`/v1/users/${person.id}/activation-codes`, wish);
    const page = await context.newPage();
    await page.goto(stage.app);
    await page.getByLabel("User name").fill(person.externalId);
    await page.getByLabel("Activation code").fill(String(activationCode));
    await page.getByText("I have a one-time password too").click();
    await page.getByLabel("One-time password").fill(String(oneTimePassword));
    await page.getByRole("button", { name: "Continue" }).click();
    await choosePin(page, pin);
    await heading(page, /Hello, twosteps/);
    await typePin(page, pin);
    await heading(page, /This device waits to be confirmed/);
    await old.getByRole("button", { name: "Your devices" }).click();
    await old.getByText("Waits to be confirmed").waitFor();
    const { devices } = await stage.ask(`/v1/users/${person.id}/devices`);
    const pending = (devices as readonly { readonly id: string; readonly state: string }[]).find(({ state }) => state === "PENDING");
    await stage.ask(`/v1/devices/${pending?.id ?? ""}/commit`, { reason: "seen in person", by: "Kim" });
    await page.getByRole("button", { name: "Check again" }).click();
    await typePin(page, pin);
    await heading(page, /Approvals/);
    await Promise.all([before.close(), context.close()]);
  });

  it("changes the PIN, makes a code without the network, renames the device and keeps several users", async () => {
    const [person, other] = [await stage.newPerson("keeper"), await stage.newPerson("second")];
    const context = await browser.newContext();
    const page = await enrolByLink(context, person);
    await page.getByRole("button", { name: "Change PIN" }).click();
    await heading(page, /Change PIN/);
    await typePin(page, pin);
    await choosePin(page, "246813");
    await page.getByText("Your PIN is changed").waitFor();
    await page.getByRole("button", { name: "Your devices" }).click();
    await page.getByRole("button", { name: "This device" }).click();
    await page.getByLabel("Name").fill("Ada's phone");
    await page.getByRole("button", { name: "Save the name" }).click();
    await page.getByText("Saved.").waitFor();
    await page.getByRole("button", { name: "Back" }).click();
    await page.getByText("Ada's phone").waitFor();
    await page.getByRole("button", { name: "Back" }).click();
    await page.getByRole("button", { name: "Users" }).click();
    await page.getByRole("button", { name: "Add a user" }).click();
    await heading(page, /Add a user/);
    await page.getByLabel("User name").fill(other.externalId);
    await page.getByLabel("Activation code").fill(other.code);
    await page.getByRole("button", { name: "Continue" }).click();
    await choosePin(page, pin);
    await heading(page, /Approvals/);
    await page.getByText("second").first().waitFor();
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("button", { name: "Another user" }).click();
    await page.getByRole("button", { name: "Remove second" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove second" }).click();
    await heading(page, /Hello, keeper/);
    // The page is kept by its worker: it opens without a network, and a code needs none.
    await page.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
    await context.setOffline(true);
    await page.reload();
    await page.getByRole("button", { name: "Offline code" }).click();
    await typePin(page, "246813");
    await heading(page, /Your code/);
    const code = await page.locator("output").textContent();
    const { devices } = await stage.ask(`/v1/users/${person.id}/devices`);
    const [device] = devices as readonly { readonly id: string }[];
    const verified = await stage.ask(`/v1/devices/${device?.id ?? ""}/offline-verifications`, { code, kind: "otp", data: "" });
    expect(verified).toMatchObject({ outcome: "accepted" });
    await context.close();
  });
});
