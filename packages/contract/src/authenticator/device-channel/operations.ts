import { Type, type Static } from "typebox";
import { Base64Url, Compact, Instant, closed } from "./envelope.ts";

const Empty = closed({});
const OperationRef = closed({ operationId: Type.String({ maxLength: 60 }) });

/** How an operation stands. The last five are final, and the first of them to be reached stays. */
export const operationStates = ["CREATED", "PUSHED", "OFFERED", "RETRIEVED", "ACCEPTED", "REJECTED", "TIMEOUT", "CANCELLED", "FAILED"] as const;
export const OperationState = Type.Enum(operationStates);
export type OperationState = (typeof operationStates)[number];

/** Why a person refused. */
export const rejectReasons = ["unknown", "incorrect_data", "unexpected_operation", "not_me"] as const;

/** What waits for the person, without a word of its content: it only wakes the screen. */
export const DeviceOffer = closed({
  kind: Type.Enum(["TRANSACTION", "DISPLAY_MESSAGE"]),
  /** `op_…` or `msg_…`. */
  id: Type.String(),
  /** Short text of the banner. */
  banner: Type.String(),
  /** Null: it waits until it is read. */
  deadline: Type.Union([Instant, Type.Null()]),
});
export type DeviceOffer = Static<typeof DeviceOffer>;

/**
 * What the server signed about an operation (claims of `signed`, a JWS of type `ast-operation+jws`). Its canonical JSON, hashed
 * with SHA-256, is the operation hash that PIN proofs are bound to. `dataHash` and `textHash` are base64url SHA-256 of
 * the canonical JSON of the operation's data, and of the UTF-8 bytes of the text.
 */
export const OperationClaims = closed({
  txId: Type.String(),
  tenant: Type.String(),
  user: Type.String(),
  deviceId: Type.String(),
  dataHash: Base64Url,
  textHash: Base64Url,
  nonce: Type.String(),
  deadline: Instant,
});
export type OperationClaims = Static<typeof OperationClaims>;

/**
 * What the device signs: a compact JWS, ES256 by the device key, header `{alg, typ: "ast-approval+jws", kid: <thumbprint>}`, whose
 * payload is exactly the canonical JSON of this. `displayedTextHash` is over the text that was shown, and null when the
 * person refused before it was; an acceptance without it, or with another, is refused (RTS art. 5).
 */
export const ApprovalClaims = closed({
  txId: Type.String(),
  tenant: Type.String(),
  user: Type.String(),
  deviceId: Type.String(),
  dataHash: Base64Url,
  displayedTextHash: Type.Union([Base64Url, Type.Null()]),
  decision: Type.Enum(["ACCEPTED", "REJECTED"]),
  /** Why, when refused. */
  reason: Type.Union([Type.Enum(rejectReasons), Type.Null()]),
  iat: Type.Integer(),
  nonce: Type.String(),
  deadline: Instant,
});
export type ApprovalClaims = Static<typeof ApprovalClaims>;

/** What is shown for confirmation. `numberMatch` is null, or two digits the other screen shows as well. */
export const OperationDisplay = closed({
  text: Type.String(),
  /** The operation's data as given: amount, payee, accounts, consent. */
  data: Type.Record(Type.String(), Type.Unknown()),
  numberMatch: Type.Union([Type.String(), Type.Null()]),
});

/** How an operation ended, or that it has not. */
const Standing = closed({ state: OperationState, decidedAt: Type.Union([Instant, Type.Null()]), receipt: Type.Union([Compact, Type.Null()]) });

export const operationRequests = {
  /** Everything that waits for this device, oldest first: asked after login, after a reconnect and whenever no flow is open. */
  "offers.list": { payload: Empty, reply: closed({ offers: Type.Array(DeviceOffer) }), session: "needed" },

  /** StartTransaction. Says which factor is wanted; with none, what to show is in the reply already. Settled ones answer kUserConfirmationTimeout or kServerCancel. */
  "operation.start": {
    payload: OperationRef,
    reply: closed({
      factor: Type.Enum(["PIN", "TOKEN", "NONE"]),
      signed: Compact,
      deadline: Instant,
      display: Type.Union([OperationDisplay, Type.Null()]),
    }),
    session: "needed",
  },

  /** ProvidePIN, first half: a new OPAQUE login, counted like every other use of the PIN. */
  "operation.pin.start": {
    payload: closed({ operationId: Type.String({ maxLength: 60 }), startLoginRequest: Type.String({ maxLength: 2000 }) }),
    reply: closed({ attemptId: Type.String(), loginResponse: Type.String() }),
    session: "needed",
  },

  /**
   * Second half. `proof` is base64url HMAC-SHA-256 over the 32 bytes of the operation hash, key = HKDF-SHA-256(OPAQUE session
   * key, no salt, info "ast/operation/v1", 32 bytes): the PIN was given for this operation. The reply is what to show.
   */
  "operation.pin.finish": {
    payload: closed({
      attemptId: Type.String({ maxLength: 60 }),
      finishLoginRequest: Type.Union([Type.String({ maxLength: 2000 }), Type.Null()]),
      proof: Type.Union([Base64Url, Type.Null()]),
    }),
    reply: closed({ display: OperationDisplay, deadline: Instant }),
    session: "needed",
  },

  /** ProvideToken: the code another party gave the person. Three tries, then the operation fails. */
  "operation.token": {
    payload: closed({ operationId: Type.String({ maxLength: 60 }), token: Type.String({ maxLength: 200 }) }),
    reply: closed({ display: OperationDisplay, deadline: Instant }),
    session: "needed",
  },

  /** DisplayConfirmation and every refusal: the device's signature. Late answers get the settled outcome with its status. */
  "operation.answer": {
    payload: closed({ operationId: Type.String({ maxLength: 60 }), approval: Compact }),
    reply: Standing,
    session: "needed",
  },

  /** The screen's own timer ran out. */
  "operation.timeout": { payload: OperationRef, reply: Standing, session: "needed" },

  /** How it stands, after an unknown outcome. */
  "operation.get": { payload: OperationRef, reply: Standing, session: "needed" },

  /** StartDisplayMessage: the text; delivered, not yet read. */
  "message.open": {
    payload: closed({ messageId: Type.String({ maxLength: 60 }) }),
    reply: closed({ text: Type.String(), kind: Type.Enum(["INFO", "WARNING", "ERROR"]) }),
    session: "needed",
  },

  /** The person closed the message: the read receipt. */
  "message.read": { payload: closed({ messageId: Type.String({ maxLength: 60 }) }), reply: Empty, session: "needed" },
} as const;
