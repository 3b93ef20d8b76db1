import { expect } from "vitest";
import { authorize, authorizeUrl, codeOf, later, once, opened, push, redeem, VERIFIER, type Answer, type FapiServer } from "./fapi-client.ts";
import { newPair, s256 } from "./signing.ts";

const isRefused = ({ status, body }: Answer, ...errors: readonly string[]): void => {
  expect([status, body]).toEqual([expect.any(Number), expect.objectContaining({ error: expect.any(String) })]);
  expect([400, 401]).toContain(status);
  if (errors.length > 0) expect(errors).toContain(body["error"]);
};

const nonceOf = (idToken: unknown): unknown => JSON.parse(Buffer.from(String(idToken).split(".")[1] ?? "", "base64url").toString())["nonce"];

/** Requests with nothing wrong that say less, more or something else than usual; each is sent once. */
const unusual = (server: () => FapiServer) => {
  const tokenNonce = async (back: URLSearchParams): Promise<unknown> => nonceOf((await redeem(server(), back.get("code") ?? "")).body["id_token"]);
  const send = (form: Readonly<Record<string, string | undefined>>, beside: Readonly<Record<string, string>> = {}) =>
    once(async () => {
      const back = await authorize(server(), { form }, beside);
      return { back, nonce: await tokenNonce(back) };
    });
  return {
    silent: send({ state: undefined, nonce: undefined }, { state: "another" }),
    long: send({ state: "s".repeat(1000), nonce: "n".repeat(384) }),
    other: send({}, { state: "another", nonce: "another" }),
    usual: send({ nonce: "n".repeat(64) }),
  };
};

/** Modules about what comes back. */
export const returnModules = (server: () => FapiServer) => {
  const { silent, long, other, usual } = unusual(server);
  return {
    "user-rejects-authentication": async () => {
      const back = await server().refuse(authorizeUrl(server(), await push(server())));
      expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: "access_denied", state: "the-state", iss: server().issuer });
      expect(back.searchParams.has("code")).toBe(false);
    },
    "ensure-authorization-request-without-state-success": async () => expect((await silent()).back.has("code")).toBe(true),
    "ensure-authorization-request-without-nonce-success": async () => expect((await silent()).nonce).toBeUndefined(),
    "state-only-outside-request-object-not-used": async () => expect((await silent()).back.has("state")).toBe(false),
    "ensure-authorization-request-with-64-char-nonce-success": async () => expect((await usual()).nonce).toBe("n".repeat(64)),
    "par-without-duplicate-parameters": async () =>
      expect(Object.fromEntries((await usual()).back)).toEqual({ code: expect.any(String), state: "the-state", iss: server().issuer }),
    "ensure-authorization-request-with-long-nonce": async () => expect((await long()).nonce).toBe("n".repeat(384)),
    "ensure-authorization-request-with-long-state": async () => expect((await long()).back.get("state")).toBe("s".repeat(1000)),
    "ensure-different-nonce-inside-and-outside-request-object": async () => expect((await other()).nonce).toBe("the-nonce"),
    "ensure-different-state-inside-and-outside-request-object": async () => expect((await other()).back.get("state")).toBe("the-state"),
    "ensure-other-scope-order-succeeds": async () => {
      const scope = (server().request["scope"] ?? "").split(" ").toReversed().join(" ");
      expect((await opened(authorizeUrl(server(), await push(server(), { form: { scope } })))).page).toBe(true);
    },
    "test-claims-parameter-identity-claims": async () => {
      const claims = JSON.stringify({ id_token: { name: { essential: true }, email: null } });
      const { status, body } = await redeem(server(), await codeOf(server(), { form: { claims } }));
      expect([status, typeof body["id_token"]]).toEqual([200, "string"]);
    },
  };
};

/** Modules about requests that are refused. */
export const requestModules = (server: () => FapiServer) => ({
  "ensure-request-object-without-redirect-uri-fails": async () =>
    isRefused(await push(server(), { form: { redirect_uri: undefined } }), "invalid_request"),
  "ensure-redirect-uri-in-authorization-request": async () => {
    const pushed = await push(server(), { form: { redirect_uri: undefined } });
    expect((await opened(authorizeUrl(server(), pushed, { redirect_uri: server().redirectUri }))).page).toBe(false);
  },
  "plain-fapi-tolerate-unregistered-redirect-uri": async () => {
    for (const redirect_uri of [`${server().redirectUri}/more`, `${server().redirectUri}?more=1`, "https://evil.example/"])
      isRefused(await push(server(), { form: { redirect_uri } }));
  },
  "ensure-unsigned-authorization-request-without-using-par-fails": async () => {
    const { issuer, client, redirectUri, request } = server();
    const plain = { client_id: client.id, redirect_uri: redirectUri, response_type: "code", state: "s", nonce: "n", ...request };
    const pkce = { code_challenge: s256(VERIFIER), code_challenge_method: "S256" };
    expect(await opened(`${issuer}/auth?${new URLSearchParams({ ...plain, ...pkce })}`)).toMatchObject({ page: false, error: "invalid_request" });
  },
  "ensure-response-type-code-idtoken-fails": async () => isRefused(await push(server(), { form: { response_type: "code id_token" } })),
  "ensure-response-type-token-fails": async () => isRefused(await push(server(), { form: { response_type: "token" } })),
  "par-attempt-to-use-expired-request_uri": async () => {
    const pushed = await push(server());
    expect(pushed.body["expires_in"]).toBe(server().requestLifeS);
    await later(server().requestLifeS + 1, async () => expect((await opened(authorizeUrl(server(), pushed))).page).toBe(false));
  },
  "par-attempt-to-use-request_uri-for-different-client": async () => {
    const pushed = await push(server());
    const { issuer, other } = server();
    const asOther = new URLSearchParams({ client_id: other.id, request_uri: String(pushed.body["request_uri"]) });
    expect((await opened(`${issuer}/auth?${asOther}`)).page).toBe(false);
    isRefused(await push(server(), { client: other, form: { client_id: server().client.id } }));
  },
  "par-authorization-request-containing-request_uri-form-param": async () => {
    const { body } = await push(server());
    isRefused(await push(server(), { form: { request_uri: String(body["request_uri"]) } }), "invalid_request", "request_uri_not_supported");
  },
  "par-attempt-invalid-http-method": async () => {
    for (const method of ["GET", "PUT"]) {
      const response = await fetch(`${server().issuer}/request`, { method });
      await response.body?.cancel();
      expect([response.status >= 400, response.status < 500]).toEqual([true, true]);
    }
  },
  "par-ensure-pkce-required": async () =>
    isRefused(await push(server(), { form: { code_challenge: undefined, code_challenge_method: undefined } }), "invalid_request"),
  "par-plain-pkce-rejected": async () =>
    isRefused(await push(server(), { form: { code_challenge: VERIFIER, code_challenge_method: "plain" } }), "invalid_request"),
  "ensure-mismatched-dpop-jkt-fails": async () => {
    const { bound } = server().client;
    isRefused(await push(server(), { form: { dpop_jkt: "x".repeat(43) }, bound }), "invalid_request", "invalid_dpop_proof");
    isRefused(await push(server(), { form: { dpop_jkt: s256("another") }, bound: await newPair("ES256") }), "invalid_request", "invalid_dpop_proof");
  },
});

/** Modules about how often a pushed request is good. */
export const reuseModules = (server: () => FapiServer) => {
  const visited = once(async () => {
    const url = authorizeUrl(server(), await push(server()));
    const before = (await opened(url)).page;
    const back = await server().visit(url);
    return { before, code: back.searchParams.has("code"), after: (await opened(url)).page };
  });
  return {
    "par-ensure-reused-request-uri-prior-to-auth-completion-succeeds": async () =>
      expect(await visited()).toMatchObject({ before: true, code: true }),
    "par-attempt-reuse-request_uri": async () => expect(await visited()).toMatchObject({ code: true, after: false }),
  };
};
