import { decodeJwt } from "jose";
import { expect } from "vitest";
import { nobodyAnswers, type CibaStage } from "./ciba-stage.ts";
import { expectKeys, readDiscovery } from "./discovery.ts";
import { later, type Answer, type Wrong } from "./fapi-client.ts";
import { breakSignature, newPair, seconds, type Twist } from "./signing.ts";

type At = () => CibaStage;

const MINUTE_S = 60;

const isRefused = ({ status, body }: Answer, ...errors: readonly string[]): void => {
  expect([400, 401]).toContain(status);
  expect(errors).toContain(body["error"]);
};

/** Tokens, as soon as the server has heard of the answer. */
const tokensOf = async (at: At, authReqId: unknown, wrong: Wrong = {}): Promise<Answer> => {
  const asked: Answer[] = [];
  await expect.poll(async () => asked.push(await at().redeem(authReqId, wrong)) && asked.at(-1)?.body["error"]).not.toBe("authorization_pending");
  return asked.at(-1) ?? expect.fail("nobody asked");
};

const expectDiscovery = async (issuer: string): Promise<void> => {
  const document = await readDiscovery(issuer);
  expect(document).toMatchObject({
    backchannel_authentication_endpoint: `${issuer}/backchannel`,
    backchannel_token_delivery_modes_supported: ["poll", "ping"],
    backchannel_authentication_request_signing_alg_values_supported: expect.arrayContaining(["PS256", "ES256"]),
    backchannel_user_code_parameter_supported: expect.any(Boolean),
    grant_types_supported: expect.arrayContaining(["urn:openid:params:grant-type:ciba"]),
  });
  await expectKeys(document);
};

/** Modules about requests and their answers. */
export const answerModules = (at: At) => ({
  "discovery-end-point-verification": () => expectDiscovery(at().issuer),
  "": async () => {
    const { status, body } = await at().ask();
    expect([status, body]).toEqual([200, { auth_req_id: expect.any(String), expires_in: 300 }]);
    await at().answer("OK");
    const tokens = await tokensOf(at, body["auth_req_id"]);
    expect(tokens).toMatchObject({ status: 200, body: { token_type: "DPoP", access_token: expect.any(String) } });
    expect(decodeJwt(String(tokens.body["id_token"]))).toMatchObject({ iss: at().issuer, aud: at().poll.id, acr: "key", sub: expect.any(String) });
    isRefused(await at().redeem(body["auth_req_id"]), "invalid_grant");
  },
  "user-rejects-authentication": async () => {
    const { body } = await at().ask();
    await at().answer("CANCEL");
    isRefused(await tokensOf(at, body["auth_req_id"]), "access_denied");
  },
  "multiple-call-to-token-endpoint": async () => {
    const { body } = await at().ask({ more: nobodyAnswers });
    for (let asked = 0; asked < 5; asked += 1) isRefused(await at().redeem(body["auth_req_id"]), "authorization_pending", "slow_down");
  },
  "auth-req-id-expired": async () => {
    const { body } = await at().ask({ more: { ...nobodyAnswers, requested_expiry: 30 } });
    expect(body["expires_in"]).toBe(30);
    await later(31, async () => isRefused(await at().redeem(body["auth_req_id"]), "expired_token"));
  },
  "ensure-authorization-request-with-binding-message-succeeds": async () => {
    await at().ask({ more: { binding_message: "1234" } });
    expect(await at().answer("CANCEL")).toContain("1234");
  },
  "ensure-authorization-request-with-potentially-bad-binding-message": async () => {
    const message =
      "1234 \u{1f44d}\u{1f3ff} 品川 Lorem ipsum dolor sit amet, consectetur adipiscing elit; an overlong message that no device can show";
    isRefused(await at().ask({ more: { binding_message: message } }), "invalid_binding_message");
  },
  "ensure-other-scope-order-succeeds": async () => {
    const { body } = await at().ask({ more: { scope: "accounts:read openid" } });
    await at().answer("OK");
    expect((await tokensOf(at, body["auth_req_id"])).status).toBe(200);
  },
  "ensure-requested-expiry-as-string-succeeds": async () => {
    const { body } = await at().ask({ more: { ...nobodyAnswers, requested_expiry: "30" } });
    expect(body["expires_in"]).toBe(30);
  },
});

/** Modules about signed requests. */
export const askedModules = (at: At) => {
  const refused = (object: () => Twist) => async (): Promise<void> => isRefused(await at().ask({ object: object() }), "invalid_request");
  const claims = (changed: () => Readonly<Record<string, unknown>>) => refused(() => ({ claims: changed() }));
  return {
    "ensure-request-object-missing-aud-fails": claims(() => ({ aud: undefined })),
    "ensure-request-object-bad-aud-fails": claims(() => ({ aud: "https://elsewhere.example" })),
    "ensure-request-object-missing-iss-fails": claims(() => ({ iss: undefined })),
    "ensure-request-object-bad-iss-fails": claims(() => ({ iss: "somebody" })),
    "ensure-request-object-missing-exp-fails": claims(() => ({ exp: undefined })),
    "ensure-request-object-expired-exp-fails": claims(() => ({ exp: seconds() - 5 * MINUTE_S })),
    "ensure-request-object-exp-is-70-minutes-in-future-fails": claims(() => ({ exp: seconds() + 70 * MINUTE_S })),
    "ensure-request-object-missing-iat-fails": claims(() => ({ iat: undefined })),
    "ensure-request-object-missing-nbf-fails": claims(() => ({ nbf: undefined })),
    "ensure-request-object-nbf-is-10-minutes-in-future-fails": claims(() => ({ nbf: seconds() + 10 * MINUTE_S, exp: seconds() + 15 * MINUTE_S })),
    "ensure-request-object-nbf-is-70-minutes-in-past-fails": claims(() => ({ nbf: seconds() - 70 * MINUTE_S })),
    "ensure-request-object-missing-jti-fails": claims(() => ({ jti: undefined })),
    "ensure-request-object-signature-algorithm-is-none-fails": refused(() => ({ header: { alg: "none" } })),
    "ensure-request-object-signature-algorithm-is-bad-fails": refused(() => ({ header: { alg: "PS384" } })),
    "ensure-request-object-signature-algorithm-is-RS256-fails": refused(() => ({ header: { alg: "RS256" } })),
    "ensure-request-object-signed-by-other-client-fails": refused(() => ({ key: at().ping.keys.privateKey })),
    "ensure-authorization-request-with-multiple-hints-fails": async () =>
      isRefused(await at().ask({ more: { id_token_hint: "a.b.c" } }), "invalid_request"),
    "ensure-unsigned-backchannel-authorization-request-fails": async () => isRefused(await at().ask({ signed: false }), "invalid_request"),
  };
};

const withoutAssertion = { form: { client_assertion: undefined, client_assertion_type: undefined } };

/** Modules about who asks. */
export const authenticationModules = (at: At) => {
  const failures = ["invalid_client", "invalid_request"] as const;
  const rs256 = { assertion: { header: { alg: "RS256" } } };
  const wrongs = async (): Promise<readonly Wrong[]> => [
    ...[
      { iss: undefined },
      { iss: "somebody" },
      { sub: undefined },
      { sub: "somebody" },
      { aud: undefined },
      { jti: undefined },
      { exp: undefined },
    ].map((claims) => ({ assertion: { claims } })),
    ...["https://elsewhere.example", `${at().issuer}/backchannel`, `${at().issuer}/token`, [at().issuer]].map((aud) => ({
      assertion: { claims: { aud } },
    })),
    { assertion: { claims: { iat: seconds() - 360, exp: seconds() - 300 } } },
    { assertion: { claims: { iat: seconds() + 75, nbf: seconds() + 75, exp: seconds() + 135 } } },
    { assertion: { header: { alg: "none" } } },
    { assertion: { after: breakSignature } },
    { assertion: { key: (await newPair("PS256")).privateKey } },
  ];
  return {
    "ensure-wrong-auth-req-id-in-token-endpoint-request": async () => {
      isRefused(await at().redeem("nobodys"), "invalid_grant");
      const { body } = await at().ask({ more: nobodyAnswers });
      isRefused(await at().redeem(body["auth_req_id"], { client: at().ping }), "invalid_grant");
    },
    "ensure-without-client-assertion-in-token-endpoint-request": async () =>
      isRefused(await at().redeem("any", { form: { ...withoutAssertion.form, client_id: at().poll.id } }), ...failures),
    "ensure-without-client-assertion-in-backchannel-authorization-request": async () =>
      isRefused(await at().ask({ form: { ...withoutAssertion.form, client_id: at().poll.id } }), ...failures),
    "ensure-client-assertion-signature-algorithm-in-backchannel-authorization-request-is-RS256-fails": async () =>
      isRefused(await at().ask(rs256), "invalid_client"),
    "ensure-client-assertion-signature-algorithm-in-token-endpoint-request-is-RS256-fails": async () =>
      isRefused(await at().redeem("any", rs256), "invalid_client"),
    "ensure-client-assertion-with-iss-aud-to-token-endpoint-succeeds": async () => isRefused(await at().redeem("any"), "invalid_grant"),
    "ensure-invalid-client-assertions-in-backchannel-authorization-request-fail": async () => {
      for (const wrong of await wrongs()) isRefused(await at().ask(wrong), ...failures);
      const early = { iat: seconds() + 8, nbf: seconds() + 8, exp: seconds() + 68 };
      expect((await at().ask({ more: nobodyAnswers, assertion: { claims: early } })).status).toBe(200);
    },
  };
};

/** Modules about the client that is told. */
export const pingModules = (at: At) => {
  /** An approval whose ping is answered so; how often that was, once its tokens were got. */
  const pinged = async (answer: Parameters<CibaStage["notified"]["answer"]>[0]): Promise<number> => {
    at().notified.answer(answer);
    const { body } = await at().ask({ client: at().ping });
    const line = `/ping Bearer note ${JSON.stringify({ auth_req_id: body["auth_req_id"] })}`;
    const count = (): number =>
      at()
        .notified.pings()
        .filter((one) => one === line).length;
    await at().answer("OK");
    await expect.poll(count).toBeGreaterThan(0);
    expect((await tokensOf(at, body["auth_req_id"], { client: at().ping })).status).toBe(200);
    return count();
  };
  const status = (code: number) => async (): Promise<void> => expect(await pinged((response) => response.writeHead(code).end())).toBe(1);
  return {
    "ping-backchannel-notification-endpoint-response-has-body": async () =>
      expect(await pinged((response) => response.writeHead(200, { "content-type": "application/json" }).end('{"some": "body"}'))).toBe(1),
    "ping-backchannel-notification-endpoint-response-401": status(401),
    "ping-backchannel-notification-endpoint-response-403": status(403),
    "ping-with-mtls-ciba-notification-endpoint-response-401-and-require-server-does-not-retry": async () => {
      await status(401)();
      await expect.poll(at().openWork).toBe(0);
    },
    "ping-backchannel-notification-endpoint-return-redirect-request": async () => {
      const redirect = { location: "/elsewhere" };
      expect(await pinged((response) => response.writeHead(302, redirect).end())).toBe(1);
      expect(
        at()
          .notified.pings()
          .filter((one) => one.startsWith("/elsewhere")),
      ).toEqual([]);
    },
  };
};
