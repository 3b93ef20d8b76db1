import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { expect } from "vitest";
import type { PersonWithMc } from "../../../packages/authenticator/test/person-with-mc.ts";
import { signInAt } from "./app-browser.ts";
import { openResourceServer } from "./resource-server.ts";
import type { Scene } from "./scene.ts";

const redirectUri = "https://app.example/return";
const NOBODY = "00000000-0000-0000-0000-000000000000";

/** Everything the face can do is on, for this tenant. */
export const allCapabilities = ({ stage }: Scene): Promise<unknown> =>
  stage.admin("PUT /v1/authenticator-settings", { environments: ["SSMS", "MAVERICK"], anonymousUsers: true });

/** Registers an app whose devices sign in. */
export const registerApp = async ({ stage }: Scene, audiences: readonly object[] = []): Promise<string> => {
  const app = { name: "App", redirectUris: [redirectUri], authMethod: "none", device: { audiences } };
  const { status, body } = await stage.admin("POST /v1/oidc-clients", app);
  expect(status).toBe(201);
  return String(body.id);
};

/** What the UI does between GetAstClientData and SetAuthorisationCode. */
export const codeFor = async ({ stage, deviceToken }: Scene, { mc }: PersonWithMc, who: { readonly userId: string; readonly clientId: string }) => {
  const { payload } = await mc.call("GetAstClientData", { tenantId: "one" });
  expect(payload).toMatchObject({ status: "kOk", codeChallengeMethod: "S256" });
  const known = { clientData: String(payload["clientData"]), astClientId: String(payload["astClientId"]) };
  const pkce = { codeChallenge: String(payload["codeChallenge"]), loginToken: await deviceToken(who.userId, "activation") };
  const answer = await signInAt({ origin: stage.origin, redirectUri, clientId: who.clientId, ...known, ...pkce });
  return { ...known, authCode: answer.get("code") ?? "", error: answer.get("error") };
};

const statusesOfSignIn = async ({ mc }: PersonWithMc, clientId: string): Promise<void> => {
  const wrong = { tenantId: "one", authMode: "NO", authCode: "not-a-code", clientId } as const;
  expect(await mc.call("SetAuthorisationCode", wrong)).toMatchObject({ payload: { status: "kCannotAcquireTokenData" } });
  const { authMode: _mode, ...otherForm } = wrong;
  expect(await mc.call("SetAuthorisationCode", otherForm)).toMatchObject({ payload: { status: "kFailed" } });
  expect(await mc.call("GetAstClientData", { tenantId: "nobody" })).toMatchObject({ payload: { status: "kFailed" } });
};

/** The long form of LoginWithToken with a code: it is exchanged, once, and for its own person alone. */
const loginWithCode = async (
  scene: Scene,
  person: PersonWithMc,
  {
    user,
    clientId,
  }: { readonly user: { readonly id: string; readonly ref: { readonly tenantId: string; readonly userId: string } }; readonly clientId: string },
): Promise<void> => {
  const { mc, next } = person;
  const login = async (authCode: string): Promise<unknown> => {
    await mc.call("LoginWithToken", { userIdentifier: user.ref, authMode: "NO", iamAccessToken: "a.b.c", authCode });
    const { payload } = await next("LoginResult");
    return payload["status"];
  };
  await scene.restart(person);
  const { authCode } = await codeFor(scene, person, { userId: user.id, clientId });
  expect(await login(authCode)).toBe("kOk");
  await scene.restart(person);
  expect(await login(authCode)).toBe("kCannotAcquireTokenData");
  expect(await login("not-a-code")).toBe("kCannotAcquireTokenData");
};

/** Activation and login in one, by the identity provider, in the forms of both platforms; a stolen code is worth nothing. */
export const signIns = async (scene: Scene): Promise<void> => {
  const { stage, ledger, open, devicesOf } = scene;
  await allCapabilities(scene);
  const clientId = await registerApp(scene);
  for (const platform of ["Mobile", "Desktop"] as const) {
    const user = await stage.newUser(`c-idp-${platform}`);
    const person = await open({ platform });
    const { authCode, clientData, astClientId } = await codeFor(scene, person, { userId: user.id, clientId });
    expect([astClientId, decodeProtectedHeader(clientData)]).toMatchObject([NOBODY, { alg: "ECDH-ES+A256KW", enc: "A256GCM" }]);
    if (platform === "Mobile") await statusesOfSignIn(person, clientId);
    const fresh = platform === "Mobile" ? await codeFor(scene, person, { userId: user.id, clientId }) : { authCode };
    const form = { tenantId: "one", authCode: fresh.authCode, clientId };
    const result = await person.mc.send("SetAuthorisationCode", platform === "Mobile" ? { ...form, authMode: "NO" } : form);
    expect([person.faults, result]).toMatchObject([[], { payload: { status: "kOk" } }]);
    const [device] = await devicesOf(user.id);
    const clients = await stage.admin(`GET /v1/ast-clients?userId=${user.id}`);
    expect(clients.body.astClients).toMatchObject([{ state: "LINKED", deviceId: device.id, keyThumbprint: device.keyThumbprint, clientId }]);
    const form1 = platform === "Mobile" ? "SetAuthorisationCode#1" : "SetAuthorisationCode#2";
    ledger.prove([form1], { by: `sign-in at the identity provider (${platform})`, checked: "an ACTIVE device and a LINKED AST client of the user" });
    const later = await person.mc.call("GetAstClientData", { tenantId: "one" });
    expect(later.payload["astClientId"]).toBe(clients.body.astClients[0].astClientId);
    expect(await person.mc.send("SetAuthorisationCode", platform === "Mobile" ? { ...form, authMode: "NO" } : form)).toMatchObject({
      payload: { status: "kCannotAcquireTokenData" },
    });
    if (platform === "Mobile") await loginWithCode(scene, person, { user, clientId });
    await person.throwAway();
  }
  const signedIn = {
    by: "sign-in at the identity provider",
    checked: "AST client with the same id and key in the admin API; a spent code is refused",
  };
  ledger.saw("SetAuthorisationCodeResult", { kCannotAcquireTokenData: "the user has one device, of the code's first use" });
  ledger.prove(["GetAstClientData", "GetAstClientDataResult", "SetAuthorisationCodeResult"], signedIn);
};

/** Somebody nobody knows, by the identity provider. */
export const anonymousSignIn = async (scene: Scene): Promise<void> => {
  const { stage, ledger, open, devicesOf } = scene;
  await allCapabilities(scene);
  const clientId = await registerApp(scene);
  const { mc, next, throwAway } = await open({ platform: "Mobile" });
  expect(await mc.call("EnrollAnonymousUser", { tenantId: "one", authMode: "NO", clientId: "nobody" })).toMatchObject({
    payload: { status: "kFailed" },
  });
  expect(await mc.call("EnrollAnonymousUser", { tenantId: "one", authMode: "NO", clientId })).toMatchObject({ payload: { status: "kOk" } });
  const { claims } = (await next("LoginTokenClaimsAvailable")).payload as { readonly claims: Readonly<Record<string, string>> };
  expect(claims).toMatchObject({ acr: "0" });
  expect(await devicesOf(String(claims["sub"]))).toMatchObject([{ state: "ACTIVE" }]);
  await throwAway();
  await stage.admin("PUT /v1/authenticator-settings", { environments: ["SSMS", "MAVERICK"], anonymousUsers: false });
  const refused = await open({ platform: "Mobile" });
  expect(await refused.mc.call("EnrollAnonymousUser", { tenantId: "one", authMode: "NO", clientId })).toMatchObject({
    payload: { status: "kNotSupported" },
  });
  await refused.throwAway();
  ledger.prove(["EnrollAnonymousUser"], {
    by: "an anonymous user of the identity provider",
    checked: "the user has an ACTIVE device in the admin API",
  });
};

/** Tokens for others: exchanged, by code, and by the name of a code; each is shown to an API that verifies it with jose. */
export const tokens = async (scene: Scene): Promise<void> => {
  const { stage, ledger, open, devicesOf } = scene;
  await allCapabilities(scene);
  const api = await openResourceServer(stage.origin);
  const clientId = await registerApp(scene, [{ audience: api.origin, scopes: ["orders:read", "orders:write"] }]);
  const user = await stage.newUser("c-tokens");
  const person = await open();
  const { mc } = person;
  const { authCode } = await codeFor(scene, person, { userId: user.id, clientId });
  await mc.send("SetAuthorisationCode", { tenantId: "one", authCode, clientId });
  const [device] = await devicesOf(user.id);

  const exchanged = await mc.call("ExchangeIamToken", { audience: api.origin });
  const keys = createRemoteJWKSet(new URL("/identity/oidc/certs", stage.origin));
  const read = async (token: unknown) => (await jwtVerify(String(token), keys, { audience: api.origin, typ: "at+jwt" })).payload;
  const bound = { sub: user.id, act: { sub: device.id }, cnf: { jkt: device.keyThumbprint } };
  expect(await read(exchanged.payload["token"])).toMatchObject({ ...bound, scope: "orders:read orders:write", tenant: "one" });
  const again = await mc.call("ExchangeIamToken", { audience: api.origin });
  const forced = await mc.call("ExchangeIamToken", { audience: api.origin, forceUpdate: true });
  expect(again.payload["token"]).toBe(exchanged.payload["token"]);
  expect(forced.payload["token"]).not.toBe(exchanged.payload["token"]);
  expect(await mc.call("ExchangeIamToken", { audience: "https://other.example" })).toMatchObject({ payload: { status: "kCannotAcquireTokenData" } });
  const narrower = { by: "a token exchange", checked: "jose verifies issuer, audience, scope, actor and key of the token" };
  ledger.prove(["ExchangeIamToken", "ExchangeIamTokenResult"], narrower);

  const wanted = { audience: api.origin, scope: "orders:read", clientId };
  const access = await mc.call("GetIAMAccessToken", wanted);
  const code = await mc.call("GetIamAuthorizationCode", wanted);
  for (const handle of [access.payload["accessTokenIdentifier"], code.payload["authCodeIdentifier"]]) {
    const answer = await mc.call("CreateHttpCommonRequest", {
      ...plainRequest,
      fullUrl: `${api.origin}/orders`,
      accessTokenIdentifier: String(handle),
    });
    expect(answer).toMatchObject({ payload: { status: "kOk", httpStatus: 200 } });
    expect(api.seen.at(-1)).toMatchObject({ ...bound, scope: "orders:read", client_id: clientId });
    const elsewhere = { ...plainRequest, fullUrl: `${stage.origin}/health`, accessTokenIdentifier: String(handle) };
    expect(await mc.call("CreateHttpCommonRequest", elsewhere)).toMatchObject({ payload: { status: "kCannotAcquireTokenData" } });
  }
  const seen = api.seen.length;
  const foreign = { ...wanted, scope: "everything" };
  expect(await mc.call("GetIAMAccessToken", foreign)).toMatchObject({ payload: { status: "kCannotAcquireTokenData" } });
  expect(await mc.call("GetIamAuthorizationCode", foreign)).toMatchObject({ payload: { status: "kCannotAcquireTokenData" } });
  const [client] = (await stage.admin(`GET /v1/ast-clients?userId=${user.id}`)).body.astClients;
  await stage.admin(`DELETE /v1/ast-clients/${client.id}?reason=conformance`);
  const withdrawn = { payload: { status: "kCannotAcquireAccessTokenForAuthorizationCode" } };
  expect(await mc.call("GetIAMAccessToken", wanted)).toMatchObject(withdrawn);
  expect(api.seen).toHaveLength(seen);
  await scene.restart(person);
  await mc.call("LoginWithToken", { userIdentifier: user.ref, authMode: "NO" });
  expect(await person.next("LoginResult")).toMatchObject({ payload: { status: "kCannotAcquireTokenData" } });
  ledger.saw("LoginResult", { kCannotAcquireTokenData: "the AST client is REVOKED in the admin API" });
  const unseen = "the API was shown no token";
  ledger.saw("GetIAMAccessTokenResult", { kCannotAcquireTokenData: unseen, kCannotAcquireAccessTokenForAuthorizationCode: unseen });
  ledger.saw("GetIamAuthorizationCodeResult", { kCannotAcquireTokenData: unseen });
  const shown = "another API verifies the token and the proof of the device key with jose";
  ledger.prove(["GetIAMAccessToken", "GetIAMAccessTokenResult"], { by: "an access token by its identifier", checked: shown });
  ledger.prove(["GetIamAuthorizationCode", "GetIamAuthorizationCodeResult"], { by: "an authorization code by its identifier", checked: shown });
  await person.throwAway();
  await api.close();
};

const plainRequest = {
  method: "GET",
  content: "",
  contentType: "",
  httpHeaders: {},
  followRedirect: false,
  cookieIdentifier: "",
  userName: "",
  password: "",
  certificateChain: "",
};

/** Languages and nonces reach the server; what is not supported is said to be so. */
export const settings = async (scene: Scene): Promise<void> => {
  const { stage, ledger, open, byToken, devicesOf } = scene;
  await allCapabilities(scene);
  const person = await byToken("c-settings");
  const { mc, userId } = person;
  await mc.call("SetLocales", { locales: ["de-ch", "fr"] });
  expect(await devicesOf(userId)).toMatchObject([{ locales: ["de-CH", "fr"] }]);
  expect(await mc.call("SetLocales", { locales: ["not a tag"] })).toMatchObject({ payload: { status: "kInvalidParameter" } });
  ledger.prove(["SetLocales"], { by: "the languages of a person", checked: "the device in the admin API has them in canonical spelling" });
  const { body } = await stage.admin("POST /v1/device-nonces", { action: "raise-limit" });
  const wrongAction = await mc.call("ProvideNonce", { nonce: body.nonce, action: "other" });
  expect(wrongAction).toMatchObject({ payload: { status: "kInvalidParameter" } });
  await mc.call("ProvideNonce", { nonce: body.nonce, action: "raise-limit" });
  const [device] = await devicesOf(userId);
  const answered = (await stage.admin(`GET /v1/device-nonces/${body.id}`)).body;
  expect(answered).toMatchObject({ state: "PROVIDED", deviceId: device.id, keyThumbprint: device.keyThumbprint });
  expect(await mc.call("ProvideNonce", { nonce: body.nonce, action: "raise-limit" })).toMatchObject({ payload: { status: "kInvalidParameter" } });
  ledger.prove(["ProvideNonce"], { by: "a nonce of the back end", checked: "the admin API names the device and key that answered it, once" });
  await person.throwAway();
  await stage.admin("PUT /v1/authenticator-settings", { environments: ["SSMS"], anonymousUsers: true });
  const without = await open();
  for (const [name, payload] of [
    ["SetLocales", { locales: ["de"] }],
    ["ProvideNonce", { nonce: "n", action: "a" }],
  ] as const)
    expect(await without.mc.send(name, payload)).toMatchObject({ payload: { status: "kNotSupported" } });
  await without.throwAway();
};
