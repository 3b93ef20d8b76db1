import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { authorizeUrl, opened, push, VERIFIER, type Answer, type FapiServer } from "./fapi-client.ts";
import { breakSignature, s256, seconds, sign, type Twist } from "./signing.ts";

const HOUR_S = 3600;

/** The object of a right request, one thing twisted. */
export const requestObject = ({ client, issuer, redirectUri, request }: FapiServer, twist: Twist = {}): Promise<string> => {
  const now = seconds();
  const about = { iss: client.id, aud: issuer, jti: randomUUID(), iat: now, nbf: now, exp: now + 300 };
  const pkce = { code_challenge: s256(VERIFIER), code_challenge_method: "S256" };
  const asked = {
    client_id: client.id,
    response_type: "code",
    redirect_uri: redirectUri,
    state: "the-state",
    nonce: "the-nonce",
    ...pkce,
    ...request,
  };
  return sign(client.keys, { ...about, ...asked }, { ...twist, header: { kid: client.keys.jwk.kid, typ: "oauth-authz-req+jwt", ...twist.header } });
};

/** Pushes an object and nothing beside it. */
const pushObject = async (server: FapiServer, twist: Twist = {}): Promise<Answer> => {
  const beside = ["response_type", "redirect_uri", "state", "nonce", "code_challenge", "code_challenge_method", ...Object.keys(server.request)];
  const nothing = Object.fromEntries(beside.map((name) => [name, undefined]));
  return push(server, { form: { ...nothing, request: await requestObject(server, twist) } });
};

/** Modules about requests that are signed. */
export const objectModules = (server: () => FapiServer) => {
  const refused = (twist: () => Twist) => async (): Promise<void> => {
    const { status, body } = await pushObject(server(), twist());
    expect([400, 401]).toContain(status);
    expect(["invalid_request_object", "invalid_request"]).toContain(body["error"]);
  };
  const accepted = (twist: () => Twist) => async (): Promise<void> => {
    const pushed = await pushObject(server(), twist());
    expect([pushed.status, pushed.body]).toEqual([201, expect.anything()]);
    expect((await opened(authorizeUrl(server(), pushed))).page).toBe(true);
  };
  return {
    "ensure-request-object-with-multiple-aud-succeeds": accepted(() => ({ claims: { aud: [server().issuer, "https://elsewhere.example"] } })),
    "ensure-request-object-with-nbf-8-seconds-in-the-future-is-accepted": accepted(() => ({ claims: { nbf: seconds() + 8 } })),
    "ensure-request-object-without-exp-fails": refused(() => ({ claims: { exp: undefined } })),
    "ensure-request-object-without-nbf-fails": refused(() => ({ claims: { nbf: undefined } })),
    "ensure-expired-request-object-fails": refused(() => ({ claims: { exp: seconds() - 300, nbf: seconds() - 600, iat: seconds() - 600 } })),
    "ensure-request-object-with-bad-aud-fails": refused(() => ({ claims: { aud: "https://elsewhere.example" } })),
    "ensure-request-object-with-exp-over-60-fails": refused(() => ({ claims: { exp: seconds() + HOUR_S + 600 } })),
    "ensure-request-object-with-nbf-over-60-fails": refused(() => ({ claims: { nbf: seconds() - HOUR_S - 600 } })),
    "ensure-signed-request-object-with-RS256-fails": refused(() => ({ header: { alg: "RS256" } })),
    "ensure-request-object-signature-algorithm-is-not-none": refused(() => ({ header: { alg: "none" } })),
    "ensure-request-object-with-invalid-signature-fails": refused(() => ({ after: breakSignature })),
    "ensure-matching-key-in-authorization-request": refused(() => ({
      header: { alg: server().other.keys.alg },
      key: server().other.keys.privateKey,
    })),
    "ensure-unsigned-request-at-par-endpoint-fails": async () => {
      const { status, body } = await push(server());
      expect([status, body["error"]]).toEqual([400, "invalid_request"]);
    },
    "par-authorization-request-containing-request_uri": refused(() => ({ claims: { request_uri: "https://elsewhere.example/object" } })),
  };
};
