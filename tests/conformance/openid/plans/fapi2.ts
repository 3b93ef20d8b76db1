import type { Plan } from "../plan.ts";

const security = {
  "discovery-end-point-verification": "discovery names what the profile asks for",
  "happy-flow": "a pushed request ends with tokens bound to the client's key, and data",
  "user-rejects-authentication": "a refusal comes back with state and iss",
  "ensure-authorization-request-without-state-success": "state is not needed, and none comes back",
  "ensure-authorization-request-without-nonce-success": "a nonce is not needed",
  "ensure-authorization-request-with-64-char-nonce-success": "a nonce of 64 characters comes back",
  "ensure-other-scope-order-succeeds": "scopes in another order are accepted",
  "test-claims-parameter-identity-claims": "claims of the ID token that are not offered are left out, and the request succeeds",
  "access-token-type-header-case-sensitivity": "the scheme of a token may be written in any case",
  "check-dpop-proof-nbf-exp": "a proof may have nbf and exp",
  "ensure-dpopproof-with-iat-10seconds-before-succeeds": "a client's clock may be 10 seconds behind",
  "ensure-dpopproof-with-iat-10seconds-after-succeeds": "a client's clock may be 10 seconds ahead",
  "ensure-mismatched-dpop-jkt-fails": "dpop_jkt of another key than the proof's is refused",
  "ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt": "a code pushed with a proof is redeemed with the same key alone",
  "ensure-token-endpoint-fails-with-mismatched-dpop-jkt": "a code for one key (dpop_jkt) is not redeemed with another",
  "ensure-dpopproof-at-par-endpoint-binding-success": "a proof at the pushed request binds the code",
  "ensure-dpop-auth-code-binding-success": "dpop_jkt binds the code",
  "ensure-different-nonce-inside-and-outside-request-object": "the pushed nonce counts, not the one in the address",
  "ensure-different-state-inside-and-outside-request-object": "the pushed state counts, not the one in the address",
  "state-only-outside-request-object-not-used": "a state in the address alone does not count",
  "ensure-authorization-request-with-long-nonce": "a nonce of 384 characters comes back whole",
  "ensure-authorization-request-with-long-state": "a state of 1000 characters comes back whole",
  "ensure-request-object-without-redirect-uri-fails": "a pushed request names its redirect_uri",
  "plain-fapi-tolerate-unregistered-redirect-uri": "a pushed request may not bring an address of its own",
  "ensure-unsigned-authorization-request-without-using-par-fails": "a request that was not pushed is refused",
  "ensure-redirect-uri-in-authorization-request": "a redirect_uri in the address does not stand in for the pushed one",
  "ensure-response-type-code-idtoken-fails": "no ID token comes in the address",
  "ensure-response-type-token-fails": "no access token comes in the address",
  "ensure-client-id-in-token-endpoint": "another client's id beside the assertion is refused",
  "ensure-holder-of-key-required": "no tokens without a proof of the key",
  "ensure-authorization-code-is-bound-to-client": "a code is worth nothing to another client",
  "attempt-reuse-authorization-code-after-one-second": "a code is refused a second after its use, and what it gave is taken back",
  "ensure-token-endpoint-fails-with-expired-auth-code": "a code is refused after 60 seconds",
  "ensure-client-assertion-in-token-endpoint": "no tokens without a client assertion",
  "ensure-client-assertion-with-exp-is-5-minutes-in-past-fails": "an assertion that is over is refused",
  "ensure-client-assertion-with-wrong-aud-fails": "an assertion for somebody else is refused",
  "ensure-client-assertion-with-no-sub-fails": "an assertion without sub is refused",
  "ensure-signed-client-assertion-with-RS256-fails": "an assertion with RS256 is refused",
  "ensure-invalid-client-assertions-fail": "every assertion with one thing wrong is refused, a right one is not",
  "dpop-negative-tests": "every proof with one thing wrong reads nothing, a right one does",
  "refresh-token": "a refresh token works for its client and its key alone, and again",
  "par-ensure-reused-request-uri-prior-to-auth-completion-succeeds": "a request may be opened twice before it is answered",
  "par-attempt-reuse-request_uri": "a request that was answered cannot be opened again",
  "par-attempt-to-use-expired-request_uri": "a pushed request is over after its time",
  "par-attempt-to-use-request_uri-for-different-client": "another client's request is refused",
  "par-authorization-request-containing-request_uri-form-param": "a pushed request names no request_uri",
  "par-attempt-invalid-http-method": "requests are pushed by POST alone",
  "par-ensure-pkce-required": "a request without PKCE is refused",
  "ensure-pkce-code-verifier-required": "a code is not redeemed without its verifier",
  "incorrect-pkce-code-verifier-rejected": "a code is not redeemed with another verifier",
  "par-plain-pkce-rejected": "plain PKCE is refused",
  "par-without-duplicate-parameters": "client_id and request_uri are enough in the address",
} as const;

/** Names of the modules of the security profile that run here. */
export type SecurityModule = keyof typeof security;

const ecosystems = {
  reason: "for another ecosystem's profile (Australia, Brazil, Saudi Arabia, CDR), not plain_fapi",
  modules: [
    "australia-connectid-ensure-invalid-purpose-fails",
    "australia-connectid-test-claims-parameter-idtoken-identity-claims",
    "brazil-ensure-bad-payment-signature-fails",
    "cdr-sharing-duration-zero",
    "cdr-negative-sharing-duration",
    "cdr-refresh-token-introspection-expiry",
    "cdr-arrangement-amendment",
    "cdr-unrecognised-arrangement-id",
    "ensure-registered-redirect-uri",
  ],
};

const grantManagement = {
  reason: "grant management is not offered (grant_management=disabled)",
  modules: [
    "grant-management-query-and-revoke",
    "grant-management-merge",
    "grant-management-replace",
    "grant-management-ensure-invalid-grant-id-fails",
    "grant-management-ensure-query-nonexistent-grant-fails",
    "grant-management-ensure-wrong-client-cannot-query-grant",
    "grant-management-ensure-wrong-client-cannot-revoke-grant",
  ],
};

/** The FAPI 2.0 Security Profile (final), for whoever is an authorization server. */
export const securityPlan = (under: string): Plan<SecurityModule> => ({
  name: "fapi2-security-profile-final-test-plan",
  variant:
    "client_auth_type=private_key_jwt, sender_constrain=dpop, fapi_profile=plain_fapi, openid=openid_connect, authorization_request_type=simple",
  under,
  prefix: "fapi2-security-profile-final-",
  ported: security,
  omitted: [ecosystems, grantManagement],
});

const signing = {
  "ensure-request-object-with-multiple-aud-succeeds": "a request object may be for others, too",
  "ensure-request-object-with-nbf-8-seconds-in-the-future-is-accepted": "a client's clock may be 8 seconds ahead",
  "ensure-request-object-without-exp-fails": "a request object says until when it is good",
  "ensure-request-object-without-nbf-fails": "a request object says from when on it is good",
  "ensure-expired-request-object-fails": "a request object that is over is refused",
  "ensure-request-object-with-bad-aud-fails": "a request object for somebody else is refused",
  "ensure-request-object-with-exp-over-60-fails": "a request object that lives longer than an hour is refused",
  "ensure-request-object-with-nbf-over-60-fails": "a request object that is older than an hour is refused",
  "ensure-signed-request-object-with-RS256-fails": "a request object with RS256 is refused",
  "ensure-request-object-signature-algorithm-is-not-none": "an unsigned request object is refused",
  "ensure-request-object-with-invalid-signature-fails": "a request object with a broken signature is refused",
  "ensure-matching-key-in-authorization-request": "a request object of another client's key is refused",
  "ensure-unsigned-request-at-par-endpoint-fails": "a client that signs its requests sends no others",
  "par-authorization-request-containing-request_uri": "a request object names no request_uri",
} as const;

/** What FAPI 2.0 Message Signing adds for the authorization server: signed requests. */
export const signingPlan: Plan<keyof typeof signing> = {
  name: "fapi2-message-signing-final-test-plan",
  variant: "as above, fapi_request_method=signed_non_repudiation, fapi_response_mode=plain_response; its other modules are those of the plan above",
  under: "the identity server",
  prefix: "fapi2-security-profile-final-",
  ported: signing,
  omitted: [
    {
      reason: "for another ecosystem's profile (Australia, Saudi Arabia), not plain_fapi",
      modules: [
        "australia-connectid-ensure-request-object-with-exp-over-10-fails",
        "australia-connectid-ensure-request-object-with-nbf-over-15-fails",
        "ksa-ensure-request-object-with-exp-over-10-fails",
        "ksa-ensure-request-object-with-nbf-over-10-fails",
      ],
    },
  ],
};
