import { Type } from "typebox";
import { Base64Url, Instant, PublicKey, closed } from "./envelope.ts";
import { AppRef, sessionFields } from "./identity.ts";

const Empty = closed({});
const tenantId = Type.String({ maxLength: 200 });
const clientId = Type.String({ minLength: 1, maxLength: 100 });
const deviceId = Type.String({ maxLength: 60 });
/** PKCE (RFC 7636): 43 to 128 unreserved characters. */
const CodeVerifier = Type.String({ pattern: "^[A-Za-z0-9._~-]{43,128}$" });
const CodeChallenge = Type.String({ pattern: "^[A-Za-z0-9_-]{43}$" });

/** Audience of a one-time token that opens the widget. */
export const WIDGET_AUDIENCE = "urn:drawbridge:widget";
/** Type of a one-time widget token in a token exchange (RFC 8693). */
export const WIDGET_TOKEN_TYPE = "urn:drawbridge:params:oauth:token-type:widget-token";
/** Grant name of the token exchange (RFC 8693). */
export const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
/** Path of the identity server's token endpoint. */
export const IDENTITY_TOKEN_PATH = "/identity/oidc/token";

/** A session that a sign-in at the identity provider opened, with the device it is of. */
const Entered = closed({
  ...sessionFields,
  deviceId: Type.String(),
  deviceName: Type.String(),
  astClientId: Type.String(),
  /** Level of the sign-in: "0" for somebody nobody knows. */
  acr: Type.Enum(["0", "1"]),
});

export const iamRequests = {
  /**
   * GetAstClientData: makes this installation known to the identity provider. `nonce` and `encryptionKey` are for the client data:
   * a JWT that the device key signs (`ast-client+jwt`: tenant, app, nonce), encrypted to the server. `astClientId` is null until a
   * person was linked.
   */
  "client.register": {
    payload: closed({ tenantId, app: AppRef, deviceId: Type.Optional(deviceId) }),
    reply: closed({
      astClientId: Type.Union([Type.String(), Type.Null()]),
      nonce: Type.String(),
      encryptionKey: closed({ ...PublicKey.properties, kid: Type.String() }),
    }),
    session: "none",
  },

  /** SetAuthorisationCode: redeems a code with its verifier. Whatever comes of it, the code is used up. Activation and login in one. */
  "client.redeem": {
    payload: closed({ tenantId, clientId, code: Type.String({ maxLength: 500 }), codeVerifier: CodeVerifier, encryptionKey: PublicKey, app: AppRef }),
    reply: Entered,
    session: "none",
  },

  /** EnrollAnonymousUser: a person nobody knows, with this device, logged in. */
  "client.anonymous": { payload: closed({ tenantId, clientId, encryptionKey: PublicKey, app: AppRef }), reply: Entered, session: "none" },

  /** An authorization code of the identity server for another client of the tenant, bound to the device key (RFC 9449, `dpop_jkt`). */
  "client.code": {
    payload: closed({
      clientId,
      audience: Type.String({ minLength: 1, maxLength: 500 }),
      scope: Type.String({ maxLength: 500 }),
      codeChallenge: CodeChallenge,
    }),
    reply: closed({ code: Type.String(), redirectUri: Type.String(), expiresAt: Instant }),
    session: "needed",
  },

  /** GetIamAccessTokenClaims: what is true of the person and their session now, as text; never a token. */
  "claims.get": { payload: Empty, reply: closed({ claims: Type.Record(Type.String(), Type.String()) }), session: "needed" },

  /** SetLocales: the languages of the person of this device, the first one first. */
  "locales.set": {
    payload: closed({ deviceId, locales: Type.Array(Type.String({ minLength: 1, maxLength: 35 }), { maxItems: 20 }) }),
    reply: closed({ locales: Type.Array(Type.String()) }),
    session: "none",
  },

  /** ProvideNonce: answers a nonce of the tenant's back end, for its action and no other, once. */
  "nonce.provide": {
    payload: closed({ tenantId, nonce: Base64Url, action: Type.String({ minLength: 1, maxLength: 200 }), deviceId: Type.Optional(deviceId) }),
    reply: Empty,
    session: "none",
  },
} as const;
