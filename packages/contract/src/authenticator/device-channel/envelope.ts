import { Type, type Static, type TSchema } from "typebox";

/** Where the channel is: a WebSocket, or one POST per request. */
export const DEVICE_CHANNEL_PATH = "/device/v1/events";

/** Public keys of the server: receipts, offers, tokens and pushes are signed with one of them. */
export const DEVICE_KEYS_PATH = "/device/v1/keys";

/** Key a browser subscribes to Web Push with: `{publicKey}`, its `applicationServerKey` as base64url. */
export const DEVICE_PUSH_KEY_PATH = "/device/v1/push-key";

/** Version of the protocol between the MC and the server. */
export const DEVICE_CHANNEL_VERSION = 1;

/** Milliseconds a waiting POST (`events.wait`) is held at most. */
export const LONGEST_WAIT_MS = 25_000;

/** An object of the channel: fields it does not name are refused. */
export const closed = <Fields extends Record<string, TSchema>>(fields: Fields) => Type.Object(fields, { additionalProperties: false });

/** Bytes as base64url without padding. */
export const Base64Url = Type.String({ pattern: "^[A-Za-z0-9_-]*$", maxLength: 100_000 });

/** A compact JWS or JWE. */
export const Compact = Type.String({ pattern: "^[A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]*){2,4}$", maxLength: 100_000 });

/** ISO 8601 in UTC. Deadlines are absolute and the server's (D14). */
export const Instant = Type.String({ minLength: 20, maxLength: 30 });

/** Public P-256 key. */
export const PublicKey = closed({
  kty: Type.Literal("EC"),
  crv: Type.Literal("P-256"),
  x: Type.String({ minLength: 43, maxLength: 43 }),
  y: Type.String({ minLength: 43, maxLength: 43 }),
});

/** The pair that names a user: the tenant's slug, and the external id or else `usr_…`. */
export const UserRef = closed({ tenantId: Type.String({ maxLength: 200 }), userId: Type.String({ maxLength: 200 }) });

/**
 * OPAQUE on both sides: `@serenity-kit/opaque` without custom identifiers, and on the device with this key stretching. The
 * credential id is the server's affair. Session and export keys are base64url texts of the library; HMAC and HKDF take
 * their bytes.
 */
export const DEVICE_KEY_STRETCHING = "memory-constrained";

/** Statuses the server decides; the MC maps each to the nearest one of the result event it sends. */
export const channelStatuses = [
  "kOk",
  "kUpdateAvailable",
  "kUpdateNecessary",
  "kRegisterApp",
  "kUnknownClientType",
  "kWrongCredentials",
  "kActivationCodeExpired",
  "kInvalidPin",
  "kInvalidNewPinFormat",
  "kInvalidToken",
  "kTemporaryLocked",
  "kPinBlocked",
  "kLockedUser",
  "kLockedCertificate",
  "kUnknownCertificate",
  "kMismatchedUser",
  "kUserIdAlreadyExists",
  "kUserCancel",
  "kUserConfirmationTimeout",
  "kServerCancel",
  "kInvalidState",
  "kInvalidParameter",
  "kNotSupported",
  "kLoginRequired",
  "kOfflineNotActivated",
  "kNoTokenDataAvailable",
  "kPropertyNotExists",
  "kInvalidKeyLength",
  "kNotUnique",
  "kTextTooLong",
  "kReadOnly",
  "kAccessDenied",
  "kNegative",
  "kCannotAcquireTokenData",
  "kFailed",
  "kInternalError",
] as const;
export const ChannelStatus = Type.Enum(channelStatuses);
export type ChannelStatus = (typeof channelStatuses)[number];

/**
 * One request. `proof` is a DPoP proof (RFC 9449) by the device key, made anew for every request and for each try:
 * header `{typ: "dpop+jwt", alg: "ES256", jwk}`, claims `{htm: "POST", htu: <origin of the server> + DEVICE_CHANNEL_PATH, iat, jti,
 * nonce, req, ath?}`. `nonce` is the newest one of this server (`nonce.get`, or the `nonce` of any reply); `req` is the
 * base64url SHA-256 of the canonical JSON (RFC 8785) of `{id, name, payload}`, so that a proof never fits another
 * request; `ath` is the base64url SHA-256 of `session`, and present with it. On the WebSocket `htm` is "POST", too:
 * the proof belongs to the request, not to the road. `nonce.get` alone needs no proof.
 */
export const DeviceRequest = closed({
  v: Type.Literal(DEVICE_CHANNEL_VERSION),
  id: Type.String({ minLength: 1, maxLength: 64 }),
  name: Type.String({ maxLength: 60 }),
  proof: Type.Optional(Compact),
  /** The session's token, from `login.finish`. */
  session: Type.Optional(Type.String({ maxLength: 200 })),
  payload: Type.Unknown(),
});
export type DeviceRequest = Static<typeof DeviceRequest>;

/** Why a request was refused, beside its status. `USE_NONCE`: send it again with the reply's nonce. */
export const deviceRefusals = ["USE_NONCE", "PROOF_REFUSED", "SESSION_ENDED", "RATE_LIMITED", "UNKNOWN_REQUEST", "REFUSED"] as const;

/** A refusal. The lock members are present whenever the PIN was asked for (11.1). */
export const ChannelError = closed({
  status: ChannelStatus,
  refusal: Type.Enum(deviceRefusals),
  /** As in section 7: 500000030 is "retries exceeded" of the server; 0 when there is none. */
  errorCode: Type.Integer(),
  reportId: Type.String(),
  description: Type.String(),
  /** PIN tries left. */
  retryCounter: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Seconds until the next try. */
  retryDelay: Type.Optional(Type.Integer({ minimum: 0 })),
  /** True before the very last try (RTS art. 4(4)). */
  lastTry: Type.Optional(Type.Boolean()),
  /** Of an administrator's lock: who, why, who may lift it, and until when. */
  lock: Type.Optional(
    closed({
      by: Type.String(),
      reason: Type.String(),
      liftableBy: Type.String(),
      until: Type.Union([Instant, Type.Null()]),
    }),
  ),
});
export type ChannelError = Static<typeof ChannelError>;

const reply = { v: Type.Literal(DEVICE_CHANNEL_VERSION), re: Type.String(), serverTime: Instant, nonce: Type.String() };

/** The answer to a request: `re` is its id. `nonce` is for the next proof, `serverTime` for the clock offset. */
export const DeviceReply = Type.Union([
  closed({ ...reply, ok: Type.Literal(true), payload: Type.Unknown() }),
  closed({ ...reply, ok: Type.Literal(false), error: ChannelError }),
]);
export type DeviceReply = Static<typeof DeviceReply>;
