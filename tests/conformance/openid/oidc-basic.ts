import { createRemoteJWKSet, jwtVerify, UnsecuredJWT, type JWTPayload } from "jose";
import { expect } from "vitest";
import { connectThrough } from "../moneyhub-stage.ts";
import { later, opened, VERIFIER, type Answer } from "./fapi-client.ts";
import { BANK, recentOnly, type IdentityStage } from "./identity-stage.ts";
import { s256, seconds } from "./signing.ts";

const BACK = "http://localhost:3001/oidc/callback";

interface Client {
  readonly id: string;
  readonly secret: string;
}

type Fields = Readonly<Record<string, string | undefined>>;

/** A client with a secret, as most are. */
const openClient = (stage: IdentityStage) => {
  const { drawbridge, fapi, register } = stage;
  const made = new Map<string, Promise<Client>>();
  const client = (authMethod = "client_secret_basic", requestObjectAlg?: string): Promise<Client> => {
    const key = `${authMethod} ${requestObjectAlg ?? ""}`;
    const wish = { name: key, authMethod, redirectUris: [BACK], ...(requestObjectAlg && { requestObjectAlg }) };
    const found = made.get(key) ?? register(wish);
    made.set(key, found);
    return found;
  };
  const urlOf = ({ id }: Client, more: Fields = {}): string => {
    const fields = {
      client_id: id,
      redirect_uri: BACK,
      response_type: "code",
      scope: `openid id:${BANK} accounts:read`,
      state: "here",
      nonce: "n",
      claims: recentOnly(),
      ...more,
    };
    return `${fapi.issuer}/auth?${new URLSearchParams(Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))}`;
  };
  const token = async ({ id, secret }: Client, fields: Readonly<Record<string, string>>, inForm = false): Promise<Answer> => {
    const body = new URLSearchParams({ ...fields, ...(inForm && { client_id: id, client_secret: secret }) });
    const headers = inForm ? {} : { authorization: `Basic ${btoa(`${id}:${secret}`)}` };
    const response = await fetch(`${fapi.issuer}/token`, { method: "POST", headers, body });
    return { status: response.status, body: await response.json() };
  };
  const redeem = (who: Client, code: string, more: Readonly<Record<string, string>> = {}, inForm = false): Promise<Answer> =>
    token(who, { grant_type: "authorization_code", code, redirect_uri: BACK, ...more }, inForm);
  const authorize = async (who: Client, more: Fields = {}): Promise<URLSearchParams> =>
    (await connectThrough(drawbridge, urlOf(who, more))).searchParams;
  const codeOf = async (who: Client, more: Fields = {}): Promise<string> => (await authorize(who, more)).get("code") ?? "";
  const claimsOf = async ({ body }: Answer, who: Client): Promise<JWTPayload> => {
    const keys = createRemoteJWKSet(new URL(`${fapi.issuer}/certs`));
    return (await jwtVerify(String(body["id_token"]), keys, { issuer: fapi.issuer, audience: who.id, algorithms: ["RS256"] })).payload;
  };
  return { client, urlOf, token, redeem, authorize, codeOf, claimsOf };
};

/** A parameter that changes nothing: the person is asked all the same. */
const accepts = (at: () => ReturnType<typeof openClient>, more: Fields) => async (): Promise<void> => {
  expect(await opened(at().urlOf(await at().client(), more))).toMatchObject({ page: true, error: null });
};

/** Modules of the basic profile. */
export const basicModules = (stage: () => IdentityStage) => {
  const kept: { made: ReturnType<typeof openClient> | null } = { made: null };
  const at = (): ReturnType<typeof openClient> => (kept.made ??= openClient(stage()));
  return { ...flowModules(at), ...codeModules(at), ...parameterModules(at), ...objectAndFormModules(at, stage) };
};

const flowModules = (at: () => ReturnType<typeof openClient>) => ({
  server: async () => {
    const who = await at().client();
    const back = await at().authorize(who);
    expect(Object.fromEntries(back)).toEqual({ code: expect.any(String), state: "here", iss: expect.any(String) });
    const answer = await at().redeem(who, back.get("code") ?? "");
    expect(answer).toMatchObject({ status: 200, body: { token_type: "Bearer", access_token: expect.any(String), expires_in: 600 } });
    expect(await at().claimsOf(answer, who)).toMatchObject({ nonce: "n", sub: expect.any(String), iat: expect.any(Number), exp: expect.any(Number) });
  },
  "server-client-secret-post": async () => {
    const who = await at().client("client_secret_post");
    const answer = await at().redeem(who, await at().codeOf(who), {}, true);
    expect([answer.status, (await at().claimsOf(answer, who))["nonce"]]).toEqual([200, "n"]);
  },
  "ensure-request-without-nonce-succeeds-for-code-flow": async () => {
    const who = await at().client();
    const answer = await at().redeem(who, await at().codeOf(who, { nonce: undefined }));
    expect(await at().claimsOf(answer, who)).not.toHaveProperty("nonce");
  },
  "max-age-1": async () => {
    const who = await at().client();
    const first = await at().claimsOf(await at().redeem(who, await at().codeOf(who, { max_age: "1" })), who);
    await later(2, async () => {
      const second = await at().claimsOf(await at().redeem(who, await at().codeOf(who, { max_age: "1" })), who);
      expect([Number(second["auth_time"]) > Number(first["auth_time"]), second.sub === first.sub]).toEqual([true, false]);
    });
  },
  "refresh-token": async () => {
    const [who, other] = [await at().client(), await at().client("client_secret_post")];
    const first = await at().redeem(who, await at().codeOf(who, { scope: `openid id:${BANK} accounts:read offline_access` }));
    const again = { grant_type: "refresh_token", refresh_token: String(first.body["refresh_token"]) };
    expect(await at().token(other, again, true)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    const second = await at().token(who, again);
    expect((await at().claimsOf(second, who)).sub).toBe((await at().claimsOf(first, who)).sub);
    expect(second.body["access_token"]).not.toBe(first.body["access_token"]);
  },
});

const codeModules = (at: () => ReturnType<typeof openClient>) => {
  const reuse = (afterS: number) => async (): Promise<void> => {
    const who = await at().client();
    const code = await at().codeOf(who, { scope: `openid id:${BANK} accounts:read offline_access` });
    const { body } = await at().redeem(who, code);
    await later(afterS, async () => {
      expect(await at().redeem(who, code)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
      const refreshed = await at().token(who, { grant_type: "refresh_token", refresh_token: String(body["refresh_token"]) });
      expect(refreshed).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    });
  };
  return {
    codereuse: reuse(0),
    "codereuse-30seconds": reuse(30),
    "ensure-request-with-valid-pkce-succeeds": async () => {
      const who = await at().client();
      const pkce = { code_challenge: s256(VERIFIER), code_challenge_method: "S256" };
      expect((await at().redeem(who, await at().codeOf(who, pkce), { code_verifier: VERIFIER })).status).toBe(200);
      expect((await at().redeem(who, await at().codeOf(who, pkce), { code_verifier: "w".repeat(43) })).status).toBe(400);
    },
  };
};

const parameterModules = (at: () => ReturnType<typeof openClient>) => ({
  "response-type-missing": async () => {
    const { page, error } = await opened(at().urlOf(await at().client(), { response_type: undefined }));
    expect([page, error]).toEqual([false, expect.stringMatching(/invalid_request|unsupported_response_type/)]);
  },
  "ensure-registered-redirect-uri": async () => {
    const answer = await opened(at().urlOf(await at().client(), { redirect_uri: "https://evil.example/callback" }));
    expect(answer).toMatchObject({ page: false, status: 400 });
  },
  "alternate-happy-flow": accepts(at, { scope: `accounts:read id:${BANK} openid` }),
  "display-page": accepts(at, { display: "page" }),
  "display-popup": accepts(at, { display: "popup" }),
  "ensure-request-with-unknown-parameter-succeeds": accepts(at, { extra: "foobar" }),
  "login-hint": accepts(at, { login_hint: "ada" }),
  "ui-locales": accepts(at, { ui_locales: "sv en" }),
  "claims-locales": accepts(at, { claims_locales: "sv en" }),
  "ensure-request-with-acr-values-succeeds": accepts(at, { acr_values: "1 2" }),
});

const objectAndFormModules = (at: () => ReturnType<typeof openClient>, stage: () => IdentityStage) => {
  const unsigned = async (claims: Readonly<Record<string, unknown>>): Promise<string> => {
    const who = await at().client("client_secret_basic", "none");
    const asked = { client_id: who.id, response_type: "code", scope: `openid id:${BANK}`, redirect_uri: BACK, state: "inside" };
    return new UnsecuredJWT({ iss: who.id, aud: stage().fapi.issuer, iat: seconds(), exp: seconds() + 300, ...asked, ...claims }).encode();
  };
  return {
    "ensure-post-request-succeeds": async () => {
      const { origin, pathname, searchParams } = new URL(at().urlOf(await at().client()));
      const response = await fetch(`${origin}${pathname}`, { method: "POST", body: searchParams, redirect: "manual" });
      expect([response.status, response.headers.get("location")]).toEqual([303, expect.stringContaining("/interaction/")]);
    },
    "unsigned-request-object-supported-correctly-or-rejected-as-unsupported": async () => {
      const who = await at().client("client_secret_basic", "none");
      expect((await at().authorize(who, { request: await unsigned({}), state: "outside" })).get("state")).toBe("inside");
    },
    "ensure-request-object-with-redirect-uri": async () => {
      const who = await at().client("client_secret_basic", "none");
      const back = await connectThrough(stage().drawbridge, at().urlOf(who, { request: await unsigned({}), redirect_uri: "https://evil.example/" }));
      expect(back.href.startsWith(`${BACK}?`)).toBe(true);
    },
  };
};
