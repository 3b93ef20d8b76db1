import { Type } from "typebox";
import { Base64Url, Compact, Instant, PublicKey, UserRef, closed } from "./envelope.ts";

const Empty = closed({});

/** Which app asks. A version is "major.minor.build". */
export const AppRef = closed({ appName: Type.String({ maxLength: 32 }), version: Type.String({ pattern: "^[0-9]{1,5}(\\.[0-9]{1,5}){2}$" }) });

/** What is known of updates of an app; `type` MANDATORY locks every other request out. */
export const UpdateState = closed({
  status: Type.Enum(["kOk", "kUpdateAvailable", "kUpdateNecessary"]),
  updateType: Type.Enum(["NONE", "OPTIONAL", "MANDATORY"]),
  updateUrl: Type.String(),
  infoUrl: Type.String(),
  /** SHA-256 of the package, base64url; empty where a store delivers. */
  updateDigest: Base64Url,
  /** Seconds until the update becomes mandatory; 0 when it is or never will be. */
  expiresInSeconds: Type.Integer({ minimum: 0 }),
  /** Signed manifest (JWS) of the same facts; empty without an update. */
  manifest: Type.String(),
});

/** What a login or activation found beside its own success. */
const Found = { update: UpdateState };

/** What the device signs an activation with: HMAC-SHA-256 by the code over the canonical JSON of {@link activationTranscript}. */
export interface ActivationTranscript {
  readonly tenantId: string;
  readonly userId: string;
  readonly deviceId: string;
  /** Thumbprint (RFC 7638) of the device key. */
  readonly jkt: string;
  readonly encryptionJkt: string;
  /** Base64url SHA-256 of the text of the registration record. */
  readonly recordHash: string;
  readonly appName: string;
  readonly version: string;
}

/** What a device is told of its session. */
export const sessionFields = {
  session: Type.String(),
  /** Moves on with every request but `events.wait`; the session ends there. */
  expiresAt: Instant,
  otp: Type.String(),
  user: UserRef,
  displayName: Type.String(),
  /** How many operations and messages wait. */
  waiting: Type.Integer({ minimum: 0 }),
  /** Where `events.subscribe` and `events.wait` begin. */
  after: Type.Integer({ minimum: 0 }),
  /** True: fetch a seed with `offline.seed` (none yet, or its counter is used up). */
  seedWanted: Type.Boolean(),
  ...Found,
} as const;
const Session = closed(sessionFields);

export const identityRequests = {
  /** A nonce for the first proof. The one request without proof. */
  "nonce.get": { payload: Empty, reply: Empty, session: "none" },

  /** Asks what the tenant offers before anything is known of the device: environments, PIN rule, updates. An unknown tenant answers like a known one with nothing special. */
  hello: {
    payload: closed({ tenantId: Type.String({ maxLength: 200 }), app: AppRef }),
    reply: closed({
      environments: Type.Array(Type.Enum(["SSMS", "MAVERICK"])),
      pinPolicy: closed({ minLength: Type.Integer(), maxLength: Type.Integer(), digitsOnly: Type.Boolean() }),
      ...Found,
    }),
    session: "none",
  },

  /**
   * First half of activation, reactivation and adding a user. `code` is the activation code as typed (20 characters in 4
   * groups; its checksum is the MC's to check first); `registrationRequest` is OPAQUE's first message. The device key of
   * the proof becomes the device's key. For a reactivation `deviceId` names the device; else the server gives one.
   * A wrong code, unknown user, spent or foreign code answers kWrongCredentials and counts against the code, and so does a missing
   * or wrong one-time password of a code that goes with one.
   */
  "activation.start": {
    payload: closed({
      user: UserRef,
      code: Type.String({ maxLength: 40 }),
      oneTimePassword: Type.Optional(Type.String({ maxLength: 20 })),
      purpose: Type.Enum(["activation", "reactivation", "add_user"]),
      deviceId: Type.Optional(Type.String({ maxLength: 60 })),
      registrationRequest: Type.String({ maxLength: 2000 }),
      app: AppRef,
    }),
    reply: closed({ activationId: Type.String(), deviceId: Type.String(), registrationResponse: Type.String(), expiresAt: Instant, ...Found }),
    session: "none",
  },

  /**
   * Second half; consumes the code in the transaction that makes the device (or gives it a new PIN record). `binding` is
   * base64url HMAC-SHA-256, key = the code's 20 characters as ASCII without dashes, over the canonical JSON of an
   * {@link ActivationTranscript}: keys cannot be swapped on the way. `encryptionKey` is a second key of the device, for
   * ECDH-ES: envelopes and the offline seed come under it. Log in afterwards with `login.start` (that is autoLogin).
   */
  "activation.finish": {
    payload: closed({
      activationId: Type.String({ maxLength: 60 }),
      code: Type.String({ maxLength: 40 }),
      registrationRecord: Type.String({ maxLength: 4000 }),
      encryptionKey: PublicKey,
      deviceName: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
      binding: Base64Url,
    }),
    reply: closed({
      deviceId: Type.String(),
      user: UserRef,
      displayName: Type.String(),
      deviceName: Type.String(),
      /** True: the code let its person register this version of the app. */
      appRegistered: Type.Optional(Type.Boolean()),
      ...Found,
    }),
    session: "none",
  },

  /** Activation with a one-time token of the tenant (12.2): no code, no PIN. The device may log in with `login.key` afterwards (that is autoLogin). */
  "activation.token": {
    payload: closed({
      user: UserRef,
      token: Compact,
      encryptionKey: PublicKey,
      deviceName: Type.Optional(Type.String({ maxLength: 64 })),
      app: AppRef,
    }),
    reply: closed({ deviceId: Type.String(), user: UserRef, displayName: Type.String(), deviceName: Type.String(), ...Found }),
    session: "none",
  },

  /**
   * First half of a login with PIN: OPAQUE's `startLoginRequest`; credential id and record are those of the device. The
   * failure is counted here, before the PIN can be known to be right, and taken back by `login.finish`: so a try that
   * is never finished is a wrong one. While locked it answers kTemporaryLocked and never reaches the PIN. Unknown users and
   * devices, and a device id with another key, get a well-formed answer that no PIN opens.
   */
  "login.start": {
    payload: closed({ user: UserRef, deviceId: Type.String({ maxLength: 60 }), startLoginRequest: Type.String({ maxLength: 2000 }), app: AppRef }),
    reply: closed({ attemptId: Type.String(), loginResponse: Type.String() }),
    session: "none",
  },

  /**
   * Second half. `finishLoginRequest` is null when OPAQUE refused the PIN on the device: the reply then says the tries
   * left. `atc` is sent when the ATC resynchronisation is armed: the server's counter becomes the larger one. Success
   * gives the session: its token travels in `session` of later requests with `ath` in their proofs.
   */
  "login.finish": {
    payload: closed({
      attemptId: Type.String({ maxLength: 60 }),
      finishLoginRequest: Type.Union([Type.String({ maxLength: 2000 }), Type.Null()]),
      atc: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })),
    }),
    reply: Session,
    session: "none",
  },

  /**
   * LoginWithToken and OfflineLogin: the device key alone, within ninety days of a login with PIN or token (then kNoTokenDataAvailable); a
   * change of PIN on any device ends that. Where the tenant lets nobody stay logged in it answers kOfflineNotActivated.
   */
  "login.key": { payload: closed({ user: UserRef, deviceId: Type.String({ maxLength: 60 }), app: AppRef }), reply: Session, session: "none" },

  /** Whether the tenant's rule and the lock of the PIN would let such a login happen; asked before the person is asked for anything (12.5). */
  "login.key.check": { payload: closed({ user: UserRef, deviceId: Type.String({ maxLength: 60 }) }), reply: Empty, session: "none" },

  /** LoginWithToken, long form: a one-time token the tenant's back end got for this person (`POST /v1/users/{id}/device-tokens`). */
  "login.token": {
    payload: closed({ user: UserRef, deviceId: Type.String({ maxLength: 60 }), token: Compact, app: AppRef }),
    reply: Session,
    session: "none",
  },

  /** Ends the session. */
  "session.end": { payload: Empty, reply: Empty, session: "needed" },

  /** The person did something on the screen: the five minutes begin anew. */
  "session.keep": { payload: Empty, reply: closed({ expiresAt: Instant }), session: "needed" },

  /** Change of PIN, first half: a login with the old PIN and a registration of the new one side by side; counted like a login. */
  "pin.start": {
    payload: closed({ startLoginRequest: Type.String({ maxLength: 2000 }), registrationRequest: Type.String({ maxLength: 2000 }) }),
    reply: closed({ attemptId: Type.String(), loginResponse: Type.String(), registrationResponse: Type.String() }),
    session: "needed",
  },

  /** Second half: proof of the old PIN and the new record, in one step. Other sessions of the user end. */
  "pin.finish": {
    payload: closed({
      attemptId: Type.String({ maxLength: 60 }),
      finishLoginRequest: Type.Union([Type.String({ maxLength: 2000 }), Type.Null()]),
      registrationRecord: Type.Union([Type.String({ maxLength: 4000 }), Type.Null()]),
    }),
    reply: Empty,
    session: "needed",
  },

  /** Takes the device off the server after its keys were wiped; the device key proves whose it is. Again: the same answer. */
  "device.remove": { payload: closed({ deviceId: Type.String({ maxLength: 60 }) }), reply: Empty, session: "none" },

  /** Makes a user nobody knows, with a code to activate it (12.10). */
  "user.anonymous": {
    payload: closed({ tenantId: Type.String({ maxLength: 200 }) }),
    reply: closed({ user: UserRef, activationCode: Type.String() }),
    session: "none",
  },
} as const;
