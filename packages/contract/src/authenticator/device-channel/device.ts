import { Type } from "typebox";
import { Base64Url, Compact, Instant, closed } from "./envelope.ts";
import { AppRef, UpdateState } from "./identity.ts";

const Empty = closed({});
const owner = Type.Enum(["DEVICE", "USER", "GROUP"]);
const uint32 = Type.Integer({ minimum: 0, maximum: 0xff_ff_ff_ff });
const PropertyRef = { owner, key: Type.String({ maxLength: 1000 }) };

export const deviceRequests = {
  /** Server events from now on, on this WebSocket: those after `after` first, then each as it happens. Needs a WebSocket. */
  "events.subscribe": { payload: closed({ after: Type.Integer({ minimum: 0 }) }), reply: Empty, session: "needed" },

  /** The same for POST: answers at once with what is there, else holds until something happens or `waitMs` passed. */
  "events.wait": {
    payload: closed({ after: Type.Integer({ minimum: 0 }), waitMs: Type.Integer({ minimum: 0, maximum: 25_000 }) }),
    reply: closed({ events: Type.Array(Type.Unknown()) }),
    session: "needed",
  },

  /** GetProperty. GROUP is the tenant's. Values travel as bytes; `kPropertyNotExists` when there is none, `kAccessDenied` when it is not for apps. */
  "property.get": {
    payload: closed(PropertyRef),
    reply: closed({
      data: Base64Url,
      propertyType: Type.Enum(["OCTET_STRING", "UTF8_STRING"]),
      propertyTtl: uint32,
      propertyFlags: uint32,
      version: Type.Integer(),
    }),
    session: "needed",
  },

  /**
   * SetProperty. `version` is the one read before, 0 for a new one; without it whatever is there is replaced. A version
   * that is not the newest: the device wins for DEVICE, and `kNegative` says that the server does for USER and GROUP (12.10).
   */
  "property.set": {
    payload: closed({
      ...PropertyRef,
      data: Base64Url,
      propertyType: Type.Enum(["OCTET_STRING", "UTF8_STRING"]),
      propertyTtl: uint32,
      propertyFlags: uint32,
      version: Type.Optional(Type.Integer({ minimum: 0 })),
    }),
    reply: closed({ version: Type.Integer() }),
    session: "needed",
  },

  /** SetPushToken: `APN:`, `FCM:`, `FCMF:`, `HPK:` or `WEB:` (ruling 17). */
  "push.set": { payload: closed({ pushToken: Type.String({ maxLength: 4000 }) }), reply: Empty, session: "needed" },

  /** SetDeviceName; a name another device of the user has answers kInvalidParameter (authenticator.md, section 3). */
  "device.name": { payload: closed({ deviceName: Type.String({ minLength: 1, maxLength: 64 }) }), reply: Empty, session: "needed" },

  /** GetDeviceInformation, and the key the server knows. */
  "device.get": { payload: Empty, reply: closed({ deviceId: Type.String(), deviceName: Type.String(), jkt: Type.String() }), session: "needed" },

  /** GetUpdateInformation. */
  "update.get": { payload: closed({ tenantId: Type.String({ maxLength: 200 }), app: AppRef }), reply: UpdateState, session: "none" },

  /** RequestToken: a token of this server for `audience`, signed, short-lived, bound to the device key (`cnf.jkt`). */
  "token.request": {
    payload: closed({ audience: Type.String({ minLength: 1, maxLength: 500 }) }),
    reply: closed({ token: Compact, expiresAt: Instant }),
    session: "needed",
  },

  /**
   * A new seed for offline codes, 32 bytes as JWE (ECDH-ES+A256KW, A256GCM) to the device's encryption key; the counter starts
   * at 0 and the seed before it is void. The device masks it with Argon2id(PIN, salt) and keeps no way to check it.
   */
  "offline.seed": {
    payload: Empty,
    reply: closed({ seedId: Type.String(), sealed: Compact, atc: Type.Integer(), codes: Type.Integer() }),
    session: "needed",
  },

  /** What the server knows of the counter: codes left before a resynchronisation is wanted. */
  "offline.get": {
    payload: Empty,
    reply: closed({ atc: Type.Integer(), codesLeft: Type.Integer(), expired: Type.Boolean() }),
    session: "needed",
  },
} as const;
