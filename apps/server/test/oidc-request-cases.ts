import { importJWK, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { connectThrough } from "../../../tests/conformance/moneyhub-stage.ts";
import { answerOf, BANK, claimsFor, makeUser, own, plainUrl, stage, the, wish, type Wishes } from "./oidc-journey-stage.ts";
import { assertionForm, readAnswer, statement, unsignedObject, type Answer } from "./oidc-stage.ts";

/** Requests, in the open and stored. */
export const testRequests = (): void => {
  describe("an authorization request", () => {
    it.each<readonly [string, () => Promise<Wishes>, string]>([
      ["an unknown scope", async () => ({ scope: `openid id:${BANK} payments` }), "invalid_scope"],
      ["two banks", async () => ({ scope: `openid id:${BANK} id:all` }), "invalid_scope"],
      ["no bank", async () => ({ scope: "openid accounts:read" }), "invalid_scope"],
      ["a bank nobody knows", async () => ({ scope: `openid id:${"0".repeat(32)}` }), "invalid_scope"],
      ["reauth with more beside it", async () => ({ scope: "openid reauth accounts:read" }), "invalid_scope"],
      ["reauth without a connection", async () => ({ scope: "openid reauth", claims: claimsFor({ sub: await makeUser() }) }), "invalid_claims"],
      [
        "a connection of nobody",
        async () => ({ scope: "openid reauth", claims: claimsFor({ sub: await makeUser(), "mh:con_id": `${BANK}:0` }) }),
        "invalid_claims",
      ],
      ["a user of nobody", async () => ({ claims: claimsFor({ sub: "0".repeat(24) }) }), "invalid_claims"],
      ["another prompt", async () => ({ prompt: "login" }), "invalid_request"],
      [
        "a consent of 100 days",
        async () => ({ claims: claimsFor({ "mh:consent": { expirationDateTime: new Date(Date.now() + 100 * 86_400_000).toISOString() } }) }),
        "invalid_claims",
      ],
      [
        "a consent of yesterday",
        async () => ({ claims: claimsFor({ "mh:consent": { expirationDateTime: new Date(Date.now() - 86_400_000).toISOString() } }) }),
        "invalid_claims",
      ],
      [
        "transactions from before the bank's history",
        async () => ({ claims: claimsFor({ "mh:consent": { transactionFromDateTime: new Date(Date.now() - 800 * 86_400_000).toISOString() } }) }),
        "invalid_claims",
      ],
      ["an unknown permission", async () => ({ claims: claimsFor({ "mh:consent": { permissions: ["Everything"] } }) }), "invalid_claims"],
      ["writing for nobody", async () => ({ scope: `openid id:${BANK} accounts:read accounts:write:all` }), "invalid_scope"],
      ["plain PKCE", async () => ({ code_challenge: "x".repeat(43), code_challenge_method: "plain" }), "invalid_request"],
    ])("with %s comes back with an error", async (_what, wishes, error) => {
      const answer = await answerOf(plainUrl(await wishes()));
      expect(answer).toMatchObject({
        to: stage().basic.redirect_uri,
        error,
        error_description: expect.any(String),
        state: "here",
        iss: stage().issuer,
      });
    });

    it("may come as a form, from another site and without any cookie", async () => {
      const post = (wishes: Wishes): Promise<Response> => {
        const { origin, pathname, searchParams } = new URL(plainUrl(wishes));
        return fetch(`${origin}${pathname}`, { method: "POST", body: searchParams, redirect: "manual", headers: { "sec-fetch-site": "cross-site" } });
      };
      const begun = await post({});
      expect([begun.status, begun.headers.get("location")]).toEqual([303, expect.stringContaining("/identity/oidc/interaction/")]);
      const kept = begun.headers.getSetCookie();
      expect(kept.filter((cookie) => !/samesite=lax/i.test(cookie))).toEqual([]); // nothing of it is ever sent from another site
      const cookie = kept.map((line) => line.split(";")[0]).join("; ");
      const page = await fetch(new URL(begun.headers.get("location") ?? "", stage().issuer), { redirect: "manual", headers: { cookie } });
      expect([page.status, page.headers.get("location")]).toEqual([303, expect.stringMatching(/#link=/)]);
      const refused = await post({ scope: "openid accounts:read" });
      expect(new URL(refused.headers.get("location") ?? "").searchParams.get("error")).toBe("invalid_scope");
      const json = await fetch(`${stage().issuer}/auth`, { method: "POST", body: "{}", headers: { "content-type": "application/json" } });
      expect(json.status).toBe(400);
    });

    it.each([
      "http://localhost:3001/oidc/callback/..",
      "http://localhost:3001/oidc/callback?x=1",
      "http://localhost:3001@evil.example/oidc/callback",
      "https://evil.example/oidc/callback",
      "http://LOCALHOST.evil.example:3001/oidc/callback",
      "javascript:alert(1)",
      "//evil.example",
    ])("never sends anybody to %s", async (redirectUri) => {
      const answer = await answerOf(plainUrl({ redirect_uri: redirectUri }));
      expect(answer["shown"]).toMatch(/^400 .*invalid_redirect_uri/);
    });

    it("is refused unsigned where the client signs, and signed otherwise than registered", async () => {
      const { signing, issuer } = stage();
      const plain = wish(signing, {});
      const start = `${issuer}/auth?client_id=${signing.client_id}&redirect_uri=${encodeURIComponent(signing.redirect_uri)}&response_type=code&scope=openid`;
      expect(await answerOf(`${start}+id:${BANK}`)).toMatchObject({ error: "invalid_request" });
      const unsigned = unsignedObject(signing, issuer, plain);
      expect(await answerOf(`${start}&request=${unsigned}`)).toMatchObject({
        error: "invalid_request_object",
        error_description: expect.stringMatching(/RS256.*none/),
      });
      const other = await statement(signing, issuer, {
        alg: "RS512",
        key: await importJWK({ ...signing.keys[0], kty: "RSA", alg: "RS512" }, "RS512"),
        claims: plain,
      });
      expect(await answerOf(`${start}&request=${other}`)).toMatchObject({
        error: "invalid_request_object",
        error_description: expect.stringMatching(/RS256.*RS512/),
      });
      const late = unsignedObject(stage().basic, issuer, { ...wish(stage().basic, {}), exp: 1000 });
      expect(await answerOf(`${issuer}/auth?client_id=${stage().basic.client_id}&request=${late}`)).toMatchObject({
        error: "invalid_request_object",
      });
    });
  });

  describe("a stored request", () => {
    const push = async (form: Record<string, string>): Promise<Answer> =>
      readAnswer(await fetch(`${stage().issuer}/request`, { method: "POST", body: new URLSearchParams(form) }));

    it("opens with its address alone, for its client only, and counts as it was pushed", async () => {
      const { signing, issuer } = stage();
      const request = await statement(signing, issuer, { claims: wish(signing, {}), lifeS: 300 });
      const { status, body } = await push({ request, ...assertionForm(await statement(signing, `${issuer}/request`)) });
      expect([status, body["expires_in"]]).toEqual([201, expect.any(Number)]);
      const uri = encodeURIComponent(body["request_uri"]);
      expect(await answerOf(`${issuer}/auth?request_uri=${uri}&client_id=${stage().basic.client_id}`)).toMatchObject({
        error: "invalid_request_object",
      });
      expect(await answerOf(`${issuer}/auth?request_uri=${uri}&scope=openid+user:read&redirect_uri=https://evil.example/`)).toMatchObject({
        page: expect.stringContaining("/interaction/"),
      });
      expect(await answerOf(`${issuer}/auth?request_uri=urn:ietf:params:oauth:request_uri:nothing`)).toMatchObject({
        shown: expect.stringMatching(/^400 /),
      });
    });

    it("works for one journey, however often its address is opened before", async () => {
      const form = Object.fromEntries(Object.entries(wish(stage().basic, { state: "pushed" })).map(([name, value]) => [name, String(value)]));
      const headers = own();
      const pushed = await readAnswer(await fetch(`${stage().issuer}/request`, { method: "POST", headers, body: new URLSearchParams(form) }));
      const url = `${stage().issuer}/auth?request_uri=${encodeURIComponent(pushed.body["request_uri"])}`;
      expect(await answerOf(url)).toMatchObject({ page: expect.stringContaining("/interaction/") }); // a browser that loads the page twice
      const back = await connectThrough(the(), url);
      expect(back.searchParams.get("state")).toBe("pushed");
      expect(await answerOf(url)).not.toHaveProperty("page");
    });

    it("is pushed by nobody else and with nothing that would be refused in the open", async () => {
      const pushAs = async (headers: Record<string, string>, more: Wishes): Promise<Answer> => {
        const form = Object.entries(wish(stage().basic, more)).map(([name, value]) => [
          name,
          typeof value === "string" ? value : JSON.stringify(value),
        ]);
        return readAnswer(await fetch(`${stage().issuer}/request`, { method: "POST", headers, body: new URLSearchParams(form) }));
      };
      expect(await pushAs({}, {})).toMatchObject({ status: 401, body: { error: "invalid_client" } });
      expect(await pushAs(own(), { scope: `openid id:${BANK} payments` })).toMatchObject({ status: 400, body: { error: "invalid_scope" } });
      expect(await pushAs(own(), { redirect_uri: "https://evil.example/" })).toMatchObject({ status: 400 });
      expect(await pushAs(own(), { claims: claimsFor({ sub: "0".repeat(24) }) })).toMatchObject({ status: 400, body: { error: "invalid_claims" } });
      expect(await pushAs(own(), { request_uri: "https://evil.example/object" })).toMatchObject({ status: 400 });
    });

    it("may have any type in its header", async () => {
      const { signing, issuer } = stage();
      for (const typ of ["JWT", "oauth-authz-req+jwt"]) {
        const key = await importJWK(signing.keys[0] ?? { kty: "RSA" }, "RS256");
        const iat = Math.floor(Date.now() / 1000);
        const object = await new SignJWT({ ...wish(signing, {}), iss: signing.client_id, aud: issuer, jti: crypto.randomUUID(), iat, exp: iat + 300 })
          .setProtectedHeader({ alg: "RS256", typ, kid: "development-client" })
          .sign(key);
        expect(await answerOf(`${issuer}/auth?client_id=${signing.client_id}&request=${object}`)).toMatchObject({ page: expect.any(String) });
      }
    });

    it("of the older endpoint works once", async () => {
      const object = unsignedObject(stage().basic, stage().issuer, { ...wish(stage().basic, {}), claims: claimsFor({ sub: await makeUser() }) });
      const left = await fetch(`${stage().identity}/request`, { method: "POST", headers: { "content-type": "application/jws" }, body: object });
      const uri = await left.text();
      expect([left.status, uri]).toEqual([201, expect.stringMatching(/^urn:x-mh-request:[0-9a-f-]{36}$/)]);
      expect(await answerOf(`${stage().issuer}/auth?request_uri=${uri}`)).toMatchObject({ page: expect.stringContaining("/interaction/") });
      expect(await answerOf(`${stage().issuer}/auth?request_uri=${uri}`)).toMatchObject({ shown: expect.stringMatching(/^400 /) });
    });
  });
};
