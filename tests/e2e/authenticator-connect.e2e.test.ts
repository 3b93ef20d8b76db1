import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteJWKSet, jwtVerify } from "jose";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { encodeQR } from "qr";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { choosePin, enrolByLink, pin, startAuthenticatorStage, typePin, type AuthenticatorStage, type Invited } from "./authenticator-stage.ts";
import { notificationCases } from "./authenticator-push-cases.ts";
import { chooseBank, heading, launchWholeBrowser, makeLink, signIn } from "./support.ts";

let stage: AuthenticatorStage;
let browser: Browser;
beforeAll(async () => {
  [stage, browser] = await Promise.all([startAuthenticatorStage(), launchWholeBrowser(process.env)]);
  const settings = { grant: true, renew: true, revoke: true, answerTimeout: 300, purpose: "budgets" };
  await stage.api("/v1/approval-settings", { method: "PUT", body: settings });
});
afterAll(async () => {
  await browser.close();
  await stage.close();
});

/** Connects a bank in the widget up to the question on the device; answers the page and the number it shows. */
const connectBank = async (context: BrowserContext, externalId: string): Promise<{ readonly page: Page; readonly number: string }> => {
  const page = await context.newPage();
  await page.goto(await makeLink(stage, externalId));
  await page.getByRole("button", { name: "Allow and continue" }).click();
  await chooseBank(page, "Drawbridge Bank");
  await signIn(page, "user_ok", "pass_ok");
  await heading(page, /Choose what to share/);
  await page.getByRole("checkbox", { name: "Select all" }).check();
  await page.getByRole("button", { name: "Share and continue" }).click();
  await heading(page, /Approve on your device/);
  return { page, number: ((await page.locator(".match-number").textContent()) ?? "").trim() };
};

const openQuestion = async (app: Page): Promise<void> => {
  await app.getByRole("button", { name: "Look at it" }).click();
  await heading(app, /Confirm that it is you/);
  await typePin(app, pin);
  await heading(app, /Do you approve this/);
};

const verifyReceipt = async (receipt: string): Promise<unknown> => {
  const keys = createRemoteJWKSet(new URL(`${stage.server}/device/v1/keys`));
  return (await jwtVerify(receipt, keys, { typ: "drawbridge-receipt+jws" })).payload;
};

const receiptOf = async ({ id }: Invited): Promise<unknown> => {
  const { operations } = await stage.ask(`/v1/operations?userId=${id}`);
  const [operation] = operations as readonly { readonly id: string }[];
  return verifyReceipt(String((await stage.ask(`/v1/operations/${operation?.id ?? ""}/result`))["receipt"]));
};

describe("a tenant that wants consents approved on a device", () => {
  it("connects a bank once the app approved the text; the person sees it there, ends it, and keeps both receipts", async () => {
    const person = await stage.newPerson("joined");
    const [phone, desk] = [await browser.newContext(), await browser.newContext()];
    const app = await enrolByLink(phone, person);
    const { page, number } = await connectBank(desk, person.externalId);
    await openQuestion(app);
    await app.getByLabel("Number on the other screen").fill(number);
    await app.getByRole("button", { name: "Approve" }).click();
    await heading(app, /Approved/);
    expect(await receiptOf(person)).toMatchObject({ decision: "ACCEPTED" });
    await page.getByRole("button", { name: "Done" }).click();
    await app.getByRole("button", { name: "Done" }).click();
    await app.getByRole("button", { name: "What you share" }).click();
    await app.getByRole("button", { name: /Drawbridge Bank/ }).click();
    await heading(app, /Drawbridge Bank/);
    await app.getByText("Everyday").first().waitFor();
    await app.getByRole("button", { name: "Stop sharing" }).click();
    await heading(app, /Confirm that it is you/);
    await typePin(app, pin);
    await heading(app, /Do you approve this/);
    await expect.poll(() => app.locator("blockquote").textContent()).toMatch(/^Stop .+ from reading your data at Drawbridge Bank/);
    await app.getByRole("button", { name: "Approve" }).click();
    await heading(app, /Approved/);
    await app.getByRole("button", { name: "Done" }).click();
    await app.getByText("Sharing stopped").waitFor();
    await app.getByRole("button", { name: "Back" }).click();
    await app.getByRole("button", { name: "What you signed" }).click();
    await app.getByText("Stopped", { exact: true }).waitFor();
    const [saved] = await Promise.all([app.waitForEvent("download"), app.getByRole("button", { name: /Save the receipt: Allowed/ }).click()]);
    expect(saved.suggestedFilename()).toMatch(/^receipt-op_.+\.jws$/);
    expect(await verifyReceipt(await readFile(await saved.path(), "utf8"))).toMatchObject({ decision: "ACCEPTED", template: "consent.grant" });
    await Promise.all([phone.close(), desk.close()]);
  });

  it("ends the connecting when the app says no, and when nobody answers", async () => {
    const person = await stage.newPerson("careful");
    const [phone, desk] = [await browser.newContext(), await browser.newContext()];
    const app = await enrolByLink(phone, person);
    const { page } = await connectBank(desk, person.externalId);
    await openQuestion(app);
    await app.getByRole("button", { name: "Deny" }).click();
    await app.getByLabel("I did not expect it").check();
    await app.getByRole("dialog").getByRole("button", { name: "Deny" }).click();
    await heading(app, /Denied/);
    await heading(page, /You said no on your device/);
    expect(await receiptOf(person)).toMatchObject({ decision: "REJECTED", reason: "unexpected_operation" });
    await app.getByRole("button", { name: "Done" }).click();
    await page.getByRole("button", { name: "Try again" }).click();
    await heading(page, /Approve on your device/);
    await openQuestion(app);
    await stage.api("/v1/sandbox/clock/advance", { method: "POST", body: { seconds: 301 } });
    await heading(app, /The time ran out/);
    await heading(page, /Nobody answered in time/);
    await app.getByRole("button", { name: "Done" }).click();
    await app.getByRole("button", { name: "What you share" }).click();
    await app.getByText("You share nothing").waitFor();
    await Promise.all([phone.close(), desk.close()]);
  });
});

/** A film in which a QR code stands still: what a camera that is held to it sees. */
const filmOf = (text: string): Buffer => {
  const [size, scale, border] = [480, 5, 8];
  const modules = encodeQR(text, "raw", { border });
  const luma = Buffer.alloc(size * size, 235);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) if (modules[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true) luma[y * size + x] = 16;
  const frame = Buffer.concat([Buffer.from("FRAME\n"), luma, Buffer.alloc((size * size) / 2, 128)]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${size} H${size} F10:1 Ip A1:1 C420jpeg\n`), frame, frame]);
};

describe("the camera", () => {
  it("reads the code of a link and sets the device up; where it may not be used, the code is typed", async () => {
    const person = await stage.newPerson("camera");
    const folder = await mkdtemp(join(tmpdir(), "drawbridge-film-"));
    const film = join(folder, "code.y4m");
    await writeFile(film, filmOf(person.link));
    const camera = await launchWholeBrowser(process.env, {
      args: ["--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${film}`],
    });
    const refusing = await (await camera.newContext()).newPage();
    await refusing.goto(stage.app);
    await refusing.getByRole("button", { name: "Scan a QR code" }).click();
    await refusing
      .getByText(/The camera may not be used here/)
      .first()
      .waitFor();
    await refusing.getByRole("button", { name: "Type the code instead" }).click();
    await heading(refusing, /Set up this device/);
    const app = await (await camera.newContext({ permissions: ["camera"] })).newPage();
    await app.goto(stage.app);
    await app.getByRole("button", { name: "Scan a QR code" }).click();
    await app.getByText("Your code is for camera.").waitFor();
    expect(await app.getByLabel("Activation code").inputValue()).toBe(person.code);
    await app.getByRole("button", { name: "Continue" }).click();
    await choosePin(app, pin);
    await heading(app, /Approvals/);
    await camera.close();
    await rm(folder, { recursive: true });
  });
});

notificationCases(() => ({ stage, browser }));

describe("the language", () => {
  it("is the browser's, with its direction, until the person chooses another", async () => {
    const context = await browser.newContext({ locale: "ar" });
    const app = await context.newPage();
    await app.goto(stage.app);
    await heading(app, /إعداد هذا الجهاز/);
    const written = () => app.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);
    await expect.poll(written).toEqual(["ar", "rtl"]);
    // Whoever reads another one says so on any screen, and is asked once.
    await app.getByLabel("اللغة").selectOption("de");
    await heading(app, /Dieses Gerät einrichten/);
    await expect.poll(written).toEqual(["de", "ltr"]);
    await app.reload();
    await heading(app, /Dieses Gerät einrichten/);
    await context.close();
  });
});
