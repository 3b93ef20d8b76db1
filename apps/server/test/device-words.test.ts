import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { once } from "node:events";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDeviceStage, OTHER_TOKEN, type DeviceStage } from "./device-stage.ts";

const why = { reason: "test" } as const;
let stage: DeviceStage;
let gateway: {
  readonly server: Server;
  readonly url: string;
  readonly got: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  status: number;
};

const startGateway = async (): Promise<typeof gateway> => {
  const started: typeof gateway = { server: createServer(), url: "", got: [], status: 202 };
  started.server.on("request", (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => {
      started.got.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(started.status).end();
    });
  });
  started.server.listen(0, "127.0.0.1");
  await once(started.server, "listening");
  const address = started.server.address();
  return Object.assign(started, { url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/push` });
};

beforeAll(async () => {
  [stage, gateway] = await Promise.all([createDeviceStage(), startGateway()]);
});
afterAll(async () => {
  gateway.server.close();
  await stage.close();
});

const words = { banner: "A payment", text: "Pay {amount} to {payee}?" };
const german = { banner: "Eine Zahlung", text: "{amount} an {payee} zahlen?" };
const payment = { kind: "operation", name: "payment", texts: { en: words, de: german }, fallback: "en", ...why };

describe("templates", () => {
  it("put values into the words of the person's language, and the device signs exactly those", async () => {
    const made = await stage.admin("POST /v1/templates", payment);
    expect([made.status, made.body.name]).toEqual([201, "payment"]);
    const { id, ref, device } = await stage.enrol("template-reader");
    await device.logIn(ref, "135790");
    const ask = (more: object) => stage.admin("POST /v1/operations", { userId: id, template: "payment", ...more });
    const values = { amount: "12.50 EUR", payee: "Ada" };
    const asked = await ask({ values, locale: "de-AT", factor: "NONE" });
    expect(asked.body).toMatchObject({ banner: "Eine Zahlung", text: "12.50 EUR an Ada zahlen?", template: "payment", data: values });
    const { signed } = await device.send("operation.start", { operationId: asked.body.id });
    expect((await device.approve(signed, "12.50 EUR an Ada zahlen?")).state).toBe("ACCEPTED");
    expect((await ask({ values })).body.text).toBe("Pay 12.50 EUR to Ada?");
    // A device that named its languages is asked in the first of them that there is.
    await stage.admin("PUT /v1/authenticator-settings", { environments: ["SSMS", "MAVERICK"], anonymousUsers: false });
    await device.send("locales.set", { deviceId: device.state.deviceId, locales: ["ja", "de-CH"] });
    expect((await ask({ values })).body.banner).toBe("Eine Zahlung");
    expect((await ask({ values, banner: "Look here" })).body).toMatchObject({ banner: "Look here", text: "12.50 EUR an Ada zahlen?" });
  });

  it("refuse values that do not fit, and words that are not there", async () => {
    const { id } = await stage.newUser("template-misuser");
    const ask = async (body: object) => (await stage.admin("POST /v1/operations", { userId: id, ...body })).body;
    const values = { amount: "1", payee: "Ada" };
    for (const [body, detail] of [
      [{}, "text or template is needed"],
      [{ template: "unheard-of" }, "there is no template of this name"],
      [{ template: "payment", values: { amount: "1" } }, "values missing: payee"],
      [{ template: "payment", values: { ...values, tip: "2" } }, "values unknown: tip"],
      [{ template: "payment", values: { ...values, payee: "x".repeat(190) }, banner: "" }, ""],
      [{ template: "payment", values: { ...values, payee: "Ada\nand Eve" } }, ""],
      [{ text: "Pay?", values }, "leave text out"],
    ] as const)
      expect([body, await ask(body)]).toEqual([body, expect.objectContaining({ status: 400, detail: expect.stringContaining(detail) })]);
    // With a text of one's own the name is a label, as it was.
    expect((await stage.admin("POST /v1/messages", { userId: id, template: "payment" })).status).toBe(400);
  });

  it("are changed and removed with a reason, and are each tenant's own", async () => {
    const made = (await stage.admin("POST /v1/templates", { ...payment, kind: "message", name: "reminder" })).body;
    const path = `/v1/templates/${made.id}`;
    expect((await stage.admin("POST /v1/templates", { ...payment, kind: "message", name: "reminder" })).status).toBe(409);
    for (const wrong of [
      { texts: { en: words, de: { ...german, text: "Zahlen?" } } },
      { texts: { de: german } },
      { texts: { "not a tag": words } },
      { texts: {} },
      { name: "consent.mine" },
      { fallback: "" },
    ])
      expect([wrong, (await stage.admin("POST /v1/templates", { ...payment, name: "wrong", ...wrong })).status]).toEqual([wrong, 400]);
    expect((await stage.admin(`GET ${path}`, undefined, OTHER_TOKEN)).status).toBe(404);
    expect((await stage.admin("GET /v1/templates", undefined, OTHER_TOKEN)).body.templates).toEqual([]);
    const greeting = { en: { banner: "Hello", text: "Hello {name}." } };
    expect((await stage.admin(`PUT ${path}`, { texts: greeting, fallback: "en", ...why })).body.texts).toEqual(greeting);
    const { id } = await stage.enrol("template-greeted");
    const sent = await stage.admin("POST /v1/messages", { userId: id, template: "reminder", values: { name: "Ada" } });
    expect(sent.body).toMatchObject({ banner: "Hello", text: "Hello Ada." });
    expect((await stage.admin(`DELETE ${path}`)).status).toBe(400);
    expect((await stage.admin(`DELETE ${path}?reason=old`)).status).toBe(204);
    expect((await stage.admin(`GET ${path}`)).status).toBe(404);
    const trail = JSON.stringify((await stage.admin("GET /v1/audit?limit=1000")).body.rows);
    for (const action of ["template.created", "template.changed", "template.removed"]) expect(trail).toContain(action);
  });
});

describe("push providers", () => {
  it("of other platforms are a tenant's own gateway, told what to send and signed for", async () => {
    expect((await stage.admin("GET /v1/push-providers/WEB")).body).toMatchObject({ kind: "built_in" });
    const made = await stage.admin("POST /v1/push-providers", { provider: "APN", url: gateway.url, ...why });
    expect([made.status, made.body]).toMatchObject([201, { kind: "gateway", secret: expect.stringMatching(/^whsec_/) }]);
    expect((await stage.admin("POST /v1/push-providers", { provider: "APN", url: gateway.url, ...why })).status).toBe(409);
    const { ref, device } = await stage.enrol("apple-user");
    await device.logIn(ref, "135790");
    await device.send("push.set", { pushToken: "APN:0123" });
    const { deviceId } = device.state;
    const test = (provider: string, body: object) => stage.admin(`POST /v1/push-providers/${provider}/test`, body);
    expect((await test("APN", { deviceId })).body).toEqual({ outcome: "sent" });
    const [first] = gateway.got;
    expect(JSON.parse(first?.body ?? "")).toMatchObject({ provider: "APN", token: "0123", ttl: 60, content: expect.stringMatching(/\./) });
    expect(new Webhook(made.body.secret).verify(first?.body ?? "", headersOf(first?.headers))).toBeTruthy();
    expect((await test("WEB", { deviceId })).body).toMatchObject({ outcome: "refused", detail: expect.stringContaining("APN") });
    expect((await test("FCM", {})).status).toBe(404);
    gateway.status = 403;
    expect((await test("APN", {})).body).toEqual({ outcome: "refused", detail: "the gateway answered 403" });
    gateway.status = 503;
    expect((await test("APN", {})).body.outcome).toBe("try_later");
    gateway.status = 410;
    expect((await test("APN", { deviceId })).body.outcome).toBe("gone");
    expect((await stage.admin(`GET /v1/devices/${deviceId}`)).body.push).toBe(false);
  });

  it("are changed, get new secrets, and are removed; nobody else sees or uses them", async () => {
    const path = "/v1/push-providers/FCM";
    const wrong = await stage.admin("POST /v1/push-providers", { provider: "FCM", url: "http://169.254.169.254/x", ...why });
    expect(wrong.body).toMatchObject({ status: 400, code: "WEBHOOK_URL_REFUSED" });
    expect((await stage.admin("POST /v1/push-providers", { provider: "WEB", url: gateway.url, ...why })).status).toBe(400);
    const { secret } = (await stage.admin("POST /v1/push-providers", { provider: "FCM", url: gateway.url, ...why })).body;
    const changed = await stage.admin(`PUT ${path}`, { url: `${gateway.url}/fcm`, newSecret: true, ...why });
    expect(changed.body).toMatchObject({ url: `${gateway.url}/fcm`, secret: expect.not.stringMatching(secret) });
    gateway.status = 202;
    await stage.admin(`POST ${path}/test`, {});
    const last = gateway.got.at(-1);
    // For a day both secrets sign.
    for (const known of [secret, changed.body.secret]) expect(new Webhook(known).verify(last?.body ?? "", headersOf(last?.headers))).toBeTruthy();
    expect((await stage.admin(`GET ${path}`, undefined, OTHER_TOKEN)).body).toMatchObject({ kind: "none", url: null });
    for (const [method, body] of [
      ["PUT", { ...why }],
      ["DELETE", undefined],
    ] as const)
      expect((await stage.admin(`${method} ${path}${body ? "" : "?reason=x"}`, body, OTHER_TOKEN)).status).toBe(404);
    expect((await stage.admin(`DELETE ${path}?reason=moved`)).status).toBe(204);
    expect((await stage.admin(`GET ${path}`)).body.kind).toBe("none");
  });
});

const headersOf = (headers: IncomingHttpHeaders = {}) => ({
  "webhook-id": String(headers["webhook-id"]),
  "webhook-timestamp": String(headers["webhook-timestamp"]),
  "webhook-signature": String(headers["webhook-signature"]),
});

describe("an operation", () => {
  const rows = [
    { type: "amount", label: "Amount", amount: "12.50", currency: "EUR" },
    { type: "party", label: "To", name: "Ada", account: "DE89 3704" },
    { type: "key_value", key: "Purpose", value: "Rent" },
    { type: "alert", text: "You never paid this account" },
  ];
  const askFor = async (userId: string, more: object) => (await stage.admin("POST /v1/operations", { userId, ...more })).body;
  const operationNow = async (id: string) => (await stage.admin(`GET /v1/operations/${id}`)).body;

  it("rows are the text that the device shows and signs", async () => {
    const { id, ref, device } = await stage.enrol("row-reader");
    await device.logIn(ref, "135790");
    const asked = await askFor(id, { attributes: rows, factor: "NONE", riskFlags: ["new-payee"], push: false });
    const text = "Amount: 12.50 EUR\nTo: Ada, DE89 3704\nPurpose: Rent\n⚠ You never paid this account";
    expect(asked).toMatchObject({ text, data: { attributes: rows }, riskFlags: ["new-payee"] });
    const { signed } = await device.send("operation.start", { operationId: asked.id });
    expect((await device.approve(signed, text)).state).toBe("ACCEPTED");
  });

  it.each([
    [{ attributes: rows, text: "Pay?" }, "leave text and values out"],
    [{ attributes: [{ type: "amount", label: "Amount", amount: "a lot", currency: "EUR" }] }, ""],
    [{ text: "Pay?", factor: "PIN", allowedFactors: ["NONE"] }, "not both"],
    [{ text: "Pay?", allowedFactors: ["TOKEN"] }, "token belongs to factor TOKEN"],
    [{ text: "Pay?", allowedFactors: ["PIN"], token: "482913" }, "token belongs to factor TOKEN"],
    [{ text: "Pay?", maxFailures: 6 }, ""],
    [{ text: "Pay?", retrievalTimeout: 1 }, ""],
  ])("%j is refused", async (wish, detail) => {
    const { id } = await stage.newUser(`wisher-${crypto.randomUUID()}`);
    expect(await askFor(id, wish)).toMatchObject({ code: "VALIDATION_FAILED", detail: expect.stringContaining(detail) });
  });

  it("the token is asked for where one is given and allowed, else the first factor without one", async () => {
    const { id } = await stage.enrol("factor-chooser");
    const factorFor = async (more: object) => (await askFor(id, { text: "Pay?", ...more }))["factor"];
    expect(await factorFor({ allowedFactors: ["PIN", "TOKEN"], token: "482913" })).toBe("TOKEN");
    expect(await factorFor({ allowedFactors: ["TOKEN", "NONE", "PIN"] })).toBe("NONE");
    expect(await factorFor({})).toBe("PIN");
  });

  it("as many wrong PINs as it bears end it, and nothing else of the person", async () => {
    const { id, ref, device } = await stage.enrol("tried-twice");
    await device.logIn(ref, "135790");
    const [strict, other] = [await askFor(id, { text: "Pay?", maxFailures: 2 }), await askFor(id, { text: "Pay that?", maxFailures: 2 })];
    const signedOf = async ({ id: operationId }: { readonly id: string }) => (await device.send("operation.start", { operationId })).signed;
    const [signed, otherSigned] = [await signedOf(strict), await signedOf(other)];
    await expect(device.provePin(strict.id, signed, "000000")).rejects.toMatchObject({ error: { status: "kInvalidPin" } });
    expect(await operationNow(strict.id)).toMatchObject({ state: "RETRIEVED", maxFailures: 2 });
    // What is no PIN at all is no try.
    const nothing = device.send("operation.pin.start", { operationId: strict.id, startLoginRequest: "AA" });
    await expect(nothing).rejects.toMatchObject({ error: { status: "kInvalidParameter" } });
    expect(await operationNow(strict.id)).toMatchObject({ state: "RETRIEVED" });
    // A right PIN is no try that is used up.
    await device.provePin(other.id, otherSigned, "135790");
    await device.provePin(other.id, otherSigned, "135790");
    await expect(device.provePin(strict.id, signed, "000000")).rejects.toMatchObject({ error: { status: "kInvalidPin" } });
    expect(await operationNow(strict.id)).toMatchObject({ state: "FAILED", reason: "wrong_pin" });
    await expect(device.provePin(strict.id, signed, "135790")).rejects.toMatchObject({ error: { status: "kFailed" } });
    expect((await device.approve(otherSigned, "Pay that?")).state).toBe("ACCEPTED");
  });

  it("what no device took up in its time is over, what one took up stays", async () => {
    const { id, ref, device } = await stage.enrol("slow-taker");
    await device.logIn(ref, "135790");
    const wish = { text: "Pay?", factor: "NONE", retrievalTimeout: 60, answerTimeout: 600 };
    const [taken, left] = [await askFor(id, wish), await askFor(id, wish)];
    const { signed } = await device.send("operation.start", { operationId: taken.id });
    const { offers } = await device.send("offers.list", {});
    expect(offers.find(({ id: offered }: { readonly id: string }) => offered === left.id)?.deadline).toBe(left.retrieveBy);
    stage.clock.ahead += 61_000;
    try {
      await expect(device.send("operation.start", { operationId: left.id })).rejects.toMatchObject({ error: { status: "kUserConfirmationTimeout" } });
      expect(await operationNow(left.id)).toMatchObject({ state: "TIMEOUT", decidedAt: left.retrieveBy });
      expect((await device.approve(signed, "Pay?")).state).toBe("ACCEPTED");
    } finally {
      stage.clock.ahead -= 61_000;
    }
  });

  it("is over when the last device is gone that could answer", async () => {
    const { id, device } = await stage.enrol("device-loser");
    const asked = await askFor(id, { text: "Pay?" });
    const removed = await stage.admin(`DELETE /v1/devices/${device.state.deviceId}?reason=lost`);
    expect(removed.status).toBe(204);
    expect(await operationNow(asked.id)).toMatchObject({ state: "CANCELLED", reason: "device_removed" });
  });
});
