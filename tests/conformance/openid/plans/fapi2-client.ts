import type { Plan } from "../plan.ts";

const client = {
  "client-test-happy-path": "the client signs in and reads, also where the server wants a nonce in its proofs",
  "client-test-happy-path-no-dpop-nonce": "the client signs in and reads where it does not",
  "client-test-discovery-issuer-mismatch": "a discovery document of another issuer is refused before anything is pushed",
  "client-test-invalid-iss": "an ID token of another issuer is refused",
  "client-test-invalid-aud": "an ID token for somebody else is refused",
  "client-test-invalid-secondary-aud": "an ID token that is for somebody else, too, is refused",
  "client-test-invalid-null-alg": "an unsigned ID token is refused",
  "client-test-invalid-alternate-alg": "an ID token of another algorithm than the registered one is refused",
  "client-test-invalid-expired-exp": "an ID token that is over is refused",
  "client-test-invalid-missing-exp": "an ID token without exp is refused",
  "client-test-invalid-missing-aud": "an ID token without aud is refused",
  "client-test-invalid-missing-iss": "an ID token without iss is refused",
  "client-test-valid-aud-as-array": "aud may be a list of one",
  "client-test-invalid-nonce": "an ID token of another request is refused",
  "client-test-invalid-missing-nonce": "an ID token of no request is refused",
  "client-test-invalid-authorization-response-iss": "an answer of another issuer is refused, and its code goes nowhere",
  "client-test-remove-authorization-response-iss": "an answer of no issuer is refused, and its code goes nowhere",
  "client-test-ensure-authorization-response-with-invalid-state-fails": "an answer to another request is refused, and its code goes nowhere",
  "client-test-ensure-authorization-response-with-invalid-missing-state-fails": "an answer to no request is refused, and its code goes nowhere",
  "client-test-token-endpoint-response-without-expires_in": "tokens may come without expires_in",
  "client-test-token-type-case-insensitivity": "token_type may be written in any case",
  "client-test-rs-dpop-auth-scheme-case-insensitivity": "a challenge of the resource server may be written in any case",
  "client-refresh-token-test": "a token that is over is refreshed, with the key it is bound to",
} as const;

/** The FAPI 2.0 Security Profile (final) for the client of a bank. */
export const clientPlan: Plan<keyof typeof client> = {
  name: "fapi2-security-profile-final-client-test-plan",
  variant:
    "client_auth_type=private_key_jwt, sender_constrain=dpop, fapi_profile=plain_fapi, fapi_client_type=oidc, authorization_request_type=simple",
  under: "the connect server as client of a bank (the sandbox adapter's redirect flow)",
  prefix: "fapi2-security-profile-final-",
  ported: client,
  omitted: [
    { reason: "mTLS is not used (sender_constrain=dpop)", modules: ["client-test-happy-path-no-mtls-endpoint-aliases"] },
    {
      reason: "grant management is not used (grant_management=disabled)",
      modules: [
        "client-test-grant-management-happy-path",
        "client-test-grant-management-query-and-revoke",
        "client-test-grant-management-invalid-grant-id-fails",
      ],
    },
  ],
};

const jarm = {
  "client-test-ensure-jarm-without-iss-fails": "an answer signed by nobody by name is refused",
  "client-test-ensure-jarm-with-invalid-iss-fails": "an answer signed for another issuer is refused",
  "client-test-ensure-jarm-without-aud-fails": "an answer signed for nobody is refused",
  "client-test-ensure-jarm-with-invalid-aud-fails": "an answer signed for another client is refused",
  "client-test-ensure-jarm-without-exp-fails": "an answer signed for ever is refused",
  "client-test-ensure-jarm-with-expired-exp-fails": "a signed answer that is over is refused",
  "client-test-ensure-jarm-with-invalid-sig-fails": "an answer with a broken signature is refused",
  "client-test-ensure-jarm-signature-is-not-none": "an unsigned JWT as answer is refused",
} as const;

/** Signed answers (JARM): the client asks for none, so it takes none. */
export const jarmPlan: Plan<keyof typeof jarm> = {
  name: "fapi2-message-signing-final-client-test-plan",
  variant: "as above; the modules of fapi_response_mode=jarm, against a client that never asks for signed answers and so refuses each of them",
  under: "the connect server as client of a bank (the sandbox adapter's redirect flow)",
  prefix: "fapi2-security-profile-final-",
  ported: jarm,
  omitted: [],
};
