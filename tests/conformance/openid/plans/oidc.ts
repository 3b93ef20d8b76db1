import type { Plan } from "../plan.ts";

const basic = {
  server: "a code flow ends with an ID token that is signed, named and for this client",
  "response-type-missing": "a request without response_type is refused",
  "ensure-request-without-nonce-succeeds-for-code-flow": "a code flow needs no nonce, and its ID token has none",
  "alternate-happy-flow": "scopes in another order are accepted",
  "display-page": "display=page is accepted",
  "display-popup": "display=popup is accepted",
  "max-age-1": "a second request is a sign-in of its own, later than the first",
  "ensure-request-with-unknown-parameter-succeeds": "an unknown parameter is ignored",
  "login-hint": "login_hint is accepted",
  "ui-locales": "ui_locales is accepted",
  "claims-locales": "claims_locales is accepted",
  "ensure-request-with-acr-values-succeeds": "acr_values is accepted",
  codereuse: "a code works once",
  "codereuse-30seconds": "a code is refused half a minute after its use, and what it gave is taken back",
  "ensure-registered-redirect-uri": "nobody is sent to an address that is not registered",
  "ensure-post-request-succeeds": "a request may come as a form",
  "server-client-secret-post": "a client may send its secret in the form",
  "unsigned-request-object-supported-correctly-or-rejected-as-unsupported": "an unsigned request object counts for a client that registered so",
  "ensure-request-object-with-redirect-uri": "the address in the request object counts, not the one beside it",
  "refresh-token": "a refresh token gives tokens of the same person, and works for its client alone",
  "ensure-request-with-valid-pkce-succeeds": "PKCE is checked where it is used",
} as const;

/** The basic profile of OpenID Connect. */
export const basicPlan: Plan<keyof typeof basic> = {
  name: "oidcc-basic-certification-test-plan",
  variant: "server_metadata=discovery, client_registration=static_client",
  under: "the identity server",
  prefix: "oidcc-",
  ported: basic,
  omitted: [
    {
      reason: "the suite registers the client at the server: clients are registered by their tenant here (the variant is static_client)",
      modules: ["idtoken-signature", "idtoken-unsigned", "request-uri-unsigned-supported-correctly-or-rejected-as-unsupported"],
    },
    {
      reason: "there is no UserInfo endpoint, and discovery names none: data are read at the resource server",
      modules: ["userinfo-get", "userinfo-post-header", "userinfo-post-body", "claims-essential"],
    },
    {
      reason: "nothing is told of who a person is: the scopes are not offered",
      modules: ["scope-profile", "scope-email", "scope-address", "scope-phone", "scope-all"],
    },
    {
      reason: "prompt can only be consent: every request is a journey of its own, and no sign-in is remembered",
      modules: ["prompt-login", "prompt-none-not-logged-in", "prompt-none-logged-in", "id-token-hint", "max-age-10000"],
    },
  ],
};

const config = { "discovery-endpoint-verification": "discovery names the issuer, its endpoints and its keys, and what it names is there" } as const;

/** The discovery profile of OpenID Connect. */
export const configPlan: Plan<keyof typeof config> = {
  name: "oidcc-config-certification-test-plan",
  variant: "server_metadata=discovery, client_registration=static_client",
  under: "the identity server",
  prefix: "oidcc-",
  ported: config,
  omitted: [],
};
