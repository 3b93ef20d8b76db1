import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WIDGET_AUDIENCE } from "@drawbridge/contract";
import { compactVerify, createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerBanner, openApp, type PersonWithMc } from "../../packages/authenticator/test/person-with-mc.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { signInAt } from "./authenticator/app-browser.ts";

/** The back channel (CIBA), rich requests and the widget's tokens, with the server's own jobs and the real MC. */

const tenantId = "development";
const redirectUri = "https://app.example/return";
let drawbridge: TestDrawbridge;
let person: PersonWithMc;
let userId = "";
let appClient = "";
const basic = { id: "", secret: "" };
const detail = { type: "drawbridge_approval", text: "Pay 12.50 EUR to Ada", data: { amount: "12.50", payee: "Ada" } };

// oxlint-disable-next-line typescript/no-explicit-any -- tests look into any answer
const post = async (path: string, body: object): Promise<any> => (await drawbridge.api(path, { method: "POST", body })).json();

const register = async (body: object): Promise<{ readonly id: string; readonly secret: string }> => post("/v1/oidc-clients", body);

const asClient = (client: { readonly id: string; readonly secret: string }) => async (path: string, form: Record<string, string>) => {
  const authorization = `Basic ${btoa(`${client.id}:${client.secret}`)}`;
  const response = await fetch(`${drawbridge.server}/identity/oidc${path}`, {
    method: "POST",
    headers: { authorization },
    body: new URLSearchParams(form),
  });
  return { status: response.status, body: await response.json() };
};

const codeOfPerson = async (app: PersonWithMc, use: string): Promise<string> => {
  const { payload } = await app.mc.call("GetAstClientData", { tenantId });
  const { deviceToken } = await post(`/v1/users/${userId}/device-tokens`, { use, reason: "test" });
  const known = {
    clientData: String(payload["clientData"]),
    astClientId: String(payload["astClientId"]),
    codeChallenge: String(payload["codeChallenge"]),
  };
  const answer = await signInAt({ origin: drawbridge.server, redirectUri, clientId: appClient, loginToken: deviceToken, ...known });
  return answer.get("code") ?? `none: ${answer.get("error") ?? ""} ${answer.get("error_description") ?? ""}`;
};

beforeAll(async () => {
  drawbridge = await startDrawbridge();
  await drawbridge.api("/v1/authenticator-settings", { method: "PUT", body: { environments: ["SSMS", "MAVERICK"], anonymousUsers: false } });
  userId = (await post("/v1/users", { externalId: "ada" })).id;
  appClient = (await register({ name: "App", redirectUris: [redirectUri], authMethod: "none", device: { audiences: [] } })).id;
  Object.assign(basic, await register({ name: "Shop", authMethod: "client_secret_basic", backchannel: { delivery: "poll" } }));
  person = await openApp(drawbridge.server, { tenantId });
  await person.start();
  const authCode = await codeOfPerson(person, "activation");
  const entered = await person.mc.send("SetAuthorisationCode", { tenantId, authCode, clientId: appClient });
  expect([authCode, entered]).toMatchObject([expect.not.stringContaining("none"), { payload: { status: "kOk" } }]);
});
afterAll(async () => {
  await person.throwAway();
  await drawbridge.close();
});

const ciba = "urn:openid:params:grant-type:ciba";
const ask = (more: Record<string, string> = {}) =>
  asClient(basic)("/backchannel", {
    scope: "openid accounts:read",
    login_hint: "ada",
    binding_message: "Order 7",
    authorization_details: JSON.stringify([detail]),
    ...more,
  });
const poll = (authReqId: string) => asClient(basic)("/token", { grant_type: ciba, auth_req_id: authReqId });

const answerOnDevice = (confirmationType: "OK" | "CANCEL"): Promise<string> => answerBanner(person, confirmationType);

describe("an approval a back end asks for", () => {
  it("is shown, signed and told with exactly its details", async () => {
    const { body } = await ask();
    expect(await poll(body.auth_req_id)).toMatchObject({ status: 400, body: { error: "authorization_pending" } });
    expect(await answerOnDevice("OK")).toBe("Shop asks: Order 7\nPay 12.50 EUR to Ada\nAccess: accounts:read");
    const polled: Awaited<ReturnType<typeof poll>>[] = [];
    await expect.poll(async () => polled.push(await poll(body.auth_req_id)) && polled.at(-1)?.status, { timeout: 30_000, interval: 500 }).toBe(200);
    const tokens = polled.at(-1)?.body;
    const [told] = tokens.authorization_details;
    expect(told).toMatchObject(detail);
    const keys = createRemoteJWKSet(new URL("/identity/oidc/certs", drawbridge.server));
    const { payload } = await jwtVerify(tokens.access_token, keys, { issuer: `${drawbridge.server}/identity/oidc` });
    expect(payload).toMatchObject({ authorization_details: [told], scope: "openid accounts:read" });
    expect(decodeJwt(tokens.id_token).sub).toBe(payload.sub);
    const { receipt, state } = await (await drawbridge.api(`/v1/operations/${told.operation_id}/result`)).json();
    const deviceKeys = createRemoteJWKSet(new URL("/device/v1/keys", drawbridge.server));
    const claims: unknown = JSON.parse(new TextDecoder().decode((await compactVerify(receipt, deviceKeys)).payload));
    expect([state, claims]).toMatchObject(["ACCEPTED", { decision: "ACCEPTED", data: { client: "Shop", details: [detail] } }]);
    expect(await poll(body.auth_req_id)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  });

  it("that is refused is denied", async () => {
    const { body } = await ask();
    await answerOnDevice("CANCEL");
    await expect.poll(async () => (await poll(body.auth_req_id)).body.error, { timeout: 30_000, interval: 500 }).toBe("access_denied");
  });

  it("is told at the client's own address where it wants that", async () => {
    const pings: string[] = [];
    const receiver = createServer((request, response) => {
      request.setEncoding("utf8").on("data", (text: string) => pings.push(`${request.headers.authorization} ${text}`));
      request.on("end", () => response.writeHead(204).end());
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    const notificationUri = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/ping`;
    const pinged = await register({ name: "Pinged", authMethod: "client_secret_basic", backchannel: { delivery: "ping", notificationUri } });
    const { body } = await asClient(pinged)("/backchannel", { scope: "openid", login_hint: userId, client_notification_token: "note-1" });
    expect(body).toMatchObject({ auth_req_id: expect.any(String) });
    await answerOnDevice("OK");
    await expect.poll(() => pings, { timeout: 30_000 }).toEqual([`Bearer note-1 ${JSON.stringify({ auth_req_id: body.auth_req_id })}`]);
    expect((await asClient(pinged)("/token", { grant_type: ciba, auth_req_id: body.auth_req_id })).status).toBe(200);
    await new Promise((resolve) => receiver.close(resolve));
  });

  it.each([
    ["a person nobody knows", { login_hint: "nobody" }, "unknown_user_id"],
    ["a message that is too long", { binding_message: "x".repeat(101) }, "invalid_binding_message"],
    ["a message with control characters", { binding_message: "a\nb" }, "invalid_binding_message"],
    ["a scope of an authorization request", { scope: "openid id:all" }, "invalid_scope"],
    ["details of another type", { authorization_details: '[{"type":"payment"}]' }, "invalid_authorization_details"],
    ["details without their text", { authorization_details: '[{"type":"drawbridge_approval"}]' }, "invalid_authorization_details"],
    ["details that are no JSON", { authorization_details: "{" }, "invalid_authorization_details"],
  ])("is not asked for with %s", async (_what, wrong, error) => {
    expect(await ask(wrong)).toMatchObject({ status: 400, body: { error } });
  });

  it("of a person without a device is denied at once, and a client of another kind may not ask", async () => {
    await post("/v1/users", { externalId: "nodevice" });
    expect(await ask({ login_hint: "nodevice" })).toMatchObject({ status: 400, body: { error: "access_denied" } });
    const other = await register({ name: "Other", authMethod: "client_secret_basic" });
    expect(await asClient(other)("/backchannel", { scope: "openid", login_hint: "ada" })).toMatchObject({
      status: 400,
      body: { error: "invalid_request" },
    });
  });
});

describe("tokens of a device", () => {
  it("open the widget once, for their person", async () => {
    const { payload } = await person.mc.call("ExchangeIamToken", { audience: WIDGET_AUDIENCE });
    const open = (user: string) => fetch(`${drawbridge.server}/widget?jobTypes=transactions&userId=${user}&token=${String(payload["token"])}`);
    expect((await open("ada")).status).toBe(200);
    expect((await open("ada")).status).toBe(401);
    const other = await person.mc.call("ExchangeIamToken", { audience: WIDGET_AUDIENCE });
    expect(other.payload["token"]).not.toBe(payload["token"]);
  });

  it("are not exchanged without the key, for another key, or after the session", async () => {
    const { payload } = await person.mc.call("RequestToken", { audience: `${drawbridge.server}/identity/oidc` });
    const form = {
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      client_id: appClient,
      subject_token: String(payload["token"]),
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      audience: WIDGET_AUDIENCE,
    };
    const exchange = (wrong: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(`${drawbridge.server}/identity/oidc/token`, { method: "POST", headers, body: new URLSearchParams({ ...form, ...wrong }) });
    for (const response of [await exchange({}), await exchange({ subject_token: "a.b.c" }), await exchange({}, { dpop: "a.b.c" })]) {
      expect(response.status).toBe(400);
    }
    expect(await (await exchange({ audience: "" })).json()).toMatchObject({ error: "invalid_request" });
    const shop = await asClient(basic)("/token", form);
    expect(shop.status).toBe(400);
  });

  it("are still got after a reactivation", async () => {
    await person.leave();
    person = await person.comeBack();
    await person.start();
    const { activationCode } = await post(`/v1/users/${userId}/activation-codes`, { purpose: "reactivation", reason: "test" });
    const forgotten = { userIdentifier: { tenantId, userId: "ada" }, activationCode, pin: "864209", autoLogin: true };
    expect(await person.mc.call("Reactivation", forgotten)).toMatchObject({ payload: { status: "kOk" } });
    expect(await person.mc.call("ExchangeIamToken", { audience: WIDGET_AUDIENCE })).toMatchObject({ payload: { status: "kOk" } });
  });

  it("of a code pushed for one installation are worth nothing on another", async () => {
    const thief = await openApp(drawbridge.server, { tenantId });
    await thief.start();
    await thief.mc.call("GetAstClientData", { tenantId });
    const authCode = await codeOfPerson(person, "login");
    expect(authCode).not.toContain("none");
    const stolen = await thief.mc.send("SetAuthorisationCode", { tenantId, authCode, clientId: appClient });
    expect(stolen).toMatchObject({ payload: { status: "kCannotAcquireTokenData" } });
    const late = await person.mc.send("SetAuthorisationCode", { tenantId, authCode, clientId: appClient });
    expect(late).toMatchObject({ payload: { status: "kCannotAcquireTokenData" } });
    // A token for logins makes no device.
    expect(await codeOfPerson(thief, "login")).toContain("access_denied");
    await thief.throwAway();
  });
});
