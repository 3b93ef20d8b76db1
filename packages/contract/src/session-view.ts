import { Type, type Static } from "typebox";
import { Challenge } from "./challenge.ts";
import { Theme } from "./experience.ts";
import { Failure, Remediation } from "./failure.ts";
import { CredentialField, InstitutionCard } from "./institution.ts";
import { JobType } from "./job-type.ts";
import { ManagedConnection, ManageNotice } from "./managed-connection.ts";

const closed = { additionalProperties: false } as const;
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

/** An account offered on the account screen. `masked` is already masked; `balance` is a decimal string or null. */
export const OfferedAccount = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    /** Group heading: `deposit`, `card`, `loan`, `investment`, `pension`, `property`, `other`. */
    group: Type.Enum(["deposit", "card", "loan", "investment", "pension", "property", "other"]),
    masked: Type.String(),
    balance: Nullable(Type.String()),
    currency: Type.String(),
    eligible: Type.Boolean(),
    /** Why it cannot be chosen; null when eligible. */
    reason: Nullable(Type.Enum(["closed", "no_data_for_job"])),
  },
  closed,
);
export type OfferedAccount = Static<typeof OfferedAccount>;

/** A connection made in this session, as the success screen names it. */
export const AddedConnection = Type.Object(
  {
    connectionId: Type.String(),
    institutionName: Type.String(),
    accounts: Type.Integer(),
    /** End of the consent, ISO 8601. */
    consentExpiresAt: Type.String(),
  },
  closed,
);
export type AddedConnection = Static<typeof AddedConnection>;

/** The step a session is at: what the widget draws, and nothing it has to work out. */
export const StepView = Type.Union([
  Type.Object({ at: Type.Literal("consent"), canGoBack: Type.Boolean() }, closed),
  Type.Object({ at: Type.Literal("search"), term: Type.String(), canLeave: Type.Boolean() }, closed),
  Type.Object(
    {
      at: Type.Literal("unavailable"),
      reason: Type.Enum(["down", "not_connectable"]),
      canChooseOther: Type.Boolean(),
      /** The way back leads to what is connected. */
      canGoToList: Type.Boolean(),
      /** The person asked to be told when the bank is back. */
      watched: Type.Boolean(),
    },
    closed,
  ),
  Type.Object(
    {
      at: Type.Literal("sign_in"),
      fields: Type.Array(CredentialField),
      failure: Nullable(Failure),
      attemptsLeft: Nullable(Type.Integer()),
      canGoBack: Type.Boolean(),
    },
    closed,
  ),
  Type.Object({ at: Type.Literal("mfa"), challenges: Type.Array(Challenge), failure: Nullable(Failure), canGoBack: Type.Boolean() }, closed),
  Type.Object(
    {
      at: Type.Literal("oauth"),
      /** The bank's address to open on the click; null while it is being prepared. */
      url: Nullable(Type.String()),
      launched: Type.Boolean(),
      canGoBack: Type.Boolean(),
    },
    closed,
  ),
  Type.Object({ at: Type.Literal("connecting"), phase: Type.Enum(["signing_in", "finding_accounts", "getting_data"]) }, closed),
  Type.Object({ at: Type.Literal("accounts"), selection: Type.Enum(["one", "many"]), accounts: Type.Array(OfferedAccount) }, closed),
  Type.Object(
    {
      at: Type.Literal("duplicate"),
      /** The accounts that are connected already. */
      accounts: Type.Array(OfferedAccount),
    },
    closed,
  ),
  Type.Object(
    {
      at: Type.Literal("approval"),
      /** What is asked on the person's device: to give, renew or end a consent. */
      question: Type.Enum(["grant", "renew", "revoke"]),
      /** `preparing` until the device was asked, `open` until it answers; the rest ended without a yes. */
      state: Type.Enum(["preparing", "open", "refused", "timed_out", "cancelled", "no_device", "too_many", "failed"]),
      /** Two digits that the device asks for; null before it was asked. */
      number: Nullable(Type.String()),
      /** ISO 8601. */
      deadline: Nullable(Type.String()),
      bank: Type.String(),
      accounts: Type.Array(Type.Object({ name: Type.String(), masked: Type.String() }, closed)),
      /** End of the consent, ISO 8601; null where one is to end. */
      until: Nullable(Type.String()),
      canChooseOther: Type.Boolean(),
      canGoToList: Type.Boolean(),
    },
    closed,
  ),
  Type.Object({ at: Type.Literal("review"), added: Type.Array(AddedConnection), canAddAnother: Type.Boolean(), canManage: Type.Boolean() }, closed),
  Type.Object(
    {
      at: Type.Literal("manage"),
      connections: Type.Array(ManagedConnection),
      /** What is being done to which connection, or null. */
      working: Nullable(Type.Object({ connectionId: Type.String(), what: Type.Enum(["removing", "renewing", "revoking", "syncing"]) }, closed)),
      failure: Nullable(Failure),
      notice: Nullable(ManageNotice),
      canGoBack: Type.Boolean(),
      /** A bank can be connected from here. */
      canConnect: Type.Boolean(),
    },
    closed,
  ),
  Type.Object(
    {
      at: Type.Literal("error"),
      failure: Failure,
      remediation: Remediation,
      /** Short code a person can read to support. */
      supportCode: Type.String(),
      canRetry: Type.Boolean(),
      canChooseOther: Type.Boolean(),
      /** The other way out leads to what is connected. */
      canGoToList: Type.Boolean(),
    },
    closed,
  ),
  Type.Object(
    {
      at: Type.Literal("ended"),
      reason: Type.Enum(["complete", "exit", "timeout", "error"]),
      /** Where the browser goes now, for links opened without an SDK; null when a host listens. */
      redirectTo: Nullable(Type.String()),
    },
    closed,
  ),
]);
export type StepView = Static<typeof StepView>;

/** A session as its widget sees it: pushed on every change, returned by every input. */
export const SessionView = Type.Object(
  {
    sessionId: Type.String(),
    /** Grows by one with every change; an input names the revision it saw. */
    revision: Type.Integer(),
    vocabulary: Type.Enum(["connect", "widget"]),
    tenant: Type.Object({ name: Type.String(), policyUrl: Nullable(Type.String()) }, closed),
    jobTypes: Type.Array(JobType),
    /** Length of the consent that will be recorded, in days. */
    consentDays: Type.Integer(),
    /** True: consent is a step of its own; false: a section of the sign-in and hand-off screens. */
    consentStep: Type.Boolean(),
    /** Origins a message may be posted to; `loopback` adds every http origin of localhost and 127.0.0.1. */
    hosts: Type.Object({ origins: Type.Array(Type.String()), loopback: Type.Boolean(), targetOrigin: Nullable(Type.String()) }, closed),
    /** Key the browser seals secrets to (ECDH P-256, JWK), and its id. */
    vault: Type.Object({ keyId: Type.String(), publicKey: Type.Record(Type.String(), Type.String()), binding: Type.String() }, closed),
    institution: Nullable(InstitutionCard),
    /** Hard end of the session, ISO 8601. */
    expiresAt: Type.String(),
    /** Idle limit in ms; null while the idle clock stands still. */
    idleMs: Nullable(Type.Integer()),
    locale: Type.String(),
    /** The tenant's looks; null theme: the default colours. */
    brand: Type.Object({ logo: Nullable(Type.String()), consentIcon: Nullable(Type.String()), theme: Nullable(Theme) }, closed),
    step: StepView,
  },
  closed,
);
export type SessionView = Static<typeof SessionView>;

/**
 * A value sealed in the browser (security.md, "Credentials and tokens at rest", 1): ephemeral ECDH P-256,
 * HKDF-SHA-256, AES-256-GCM. All parts base64url. AAD is `<session binding>|<field name>`.
 */
export const SealedField = Type.Object(
  {
    name: Type.String({ maxLength: 100 }),
    keyId: Type.String({ maxLength: 100 }),
    ephemeralKey: Type.String({ maxLength: 200 }),
    nonce: Type.String({ maxLength: 32 }),
    ciphertext: Type.String({ maxLength: 8192 }),
  },
  closed,
);
export type SealedField = Static<typeof SealedField>;

/** What a person can do at a step. Anything not possible at the current step answers 409 with the state. */
export const PersonInput = Type.Union([
  Type.Object({ type: Type.Literal("consent_given") }, closed),
  Type.Object(
    {
      type: Type.Literal("search_settled"),
      term: Type.String({ maxLength: 200 }),
    },
    closed,
  ),
  Type.Object({ type: Type.Literal("institution_chosen"), institutionId: Type.String({ maxLength: 100 }) }, closed),
  Type.Object({ type: Type.Literal("credentials_submitted"), fields: Type.Array(SealedField, { minItems: 1, maxItems: 10 }) }, closed),
  /** `name` of each sealed field is the challenge id; a multi answer is option ids joined by a comma. */
  Type.Object({ type: Type.Literal("answers_submitted"), fields: Type.Array(SealedField, { minItems: 1, maxItems: 10 }) }, closed),
  /** The bank's window was opened (`blocked`: the browser refused). */
  Type.Object({ type: Type.Literal("oauth_launched"), blocked: Type.Boolean() }, closed),
  Type.Object({ type: Type.Literal("oauth_cancelled") }, closed),
  Type.Object(
    {
      type: Type.Literal("accounts_chosen"),
      accountIds: Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 500 }),
    },
    closed,
  ),
  /** To be told when the bank is back. */
  Type.Object({ type: Type.Literal("recovery_requested") }, closed),
  Type.Object({ type: Type.Literal("another_requested") }, closed),
  Type.Object({ type: Type.Literal("manage_requested") }, closed),
  /** `accountIds`: some accounts of the connection; null: all of it. */
  Type.Object(
    {
      type: Type.Literal("removal_requested"),
      connectionId: Type.String({ maxLength: 100 }),
      accountIds: Nullable(Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 500 })),
    },
    closed,
  ),
  /** Ends the permission of a connection; what it brought stays. */
  Type.Object({ type: Type.Literal("revocation_requested"), connectionId: Type.String({ maxLength: 100 }) }, closed),
  /** Signs in again, renews or refreshes a connection from the manage screen. */
  Type.Object(
    {
      type: Type.Literal("repair_requested"),
      connectionId: Type.String({ maxLength: 100 }),
      journey: Type.Enum(["reauth", "reconsent", "refresh"]),
    },
    closed,
  ),
  /** Allows again, in one go, what several banks were allowed before. */
  Type.Object(
    {
      type: Type.Literal("renewals_requested"),
      connectionIds: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 100, uniqueItems: true }),
    },
    closed,
  ),
  Type.Object({ type: Type.Literal("sync_requested"), connectionId: Type.String({ maxLength: 100 }) }, closed),
  /** The accounts are connected already: go on with the connection they have, or add them once more. */
  Type.Object({ type: Type.Literal("existing_used") }, closed),
  Type.Object({ type: Type.Literal("added_anyway") }, closed),
  Type.Object({ type: Type.Literal("submitted") }, closed),
  Type.Object({ type: Type.Literal("retry") }, closed),
  Type.Object({ type: Type.Literal("choose_other") }, closed),
  /** The page shows something over its screen, or took it away again (null). */
  Type.Object({ type: Type.Literal("dialog_shown"), dialog: Nullable(Type.Enum(["terms_details", "exit_confirm"])) }, closed),
  /** The main button of the error screen was used; what it does is an input of its own, or a link. */
  Type.Object({ type: Type.Literal("alert_answered") }, closed),
  /** Connecting takes long; the page says so once, after 50 s. */
  Type.Object({ type: Type.Literal("connecting_slow") }, closed),
  Type.Object({ type: Type.Literal("back") }, closed),
  Type.Object({ type: Type.Literal("exit") }, closed),
  /** The person is there: restarts the idle clock, changes nothing else. */
  Type.Object({ type: Type.Literal("stay") }, closed),
  /** The page's own idle clock ran out. */
  Type.Object({ type: Type.Literal("idle_expired") }, closed),
]);
export type PersonInput = Static<typeof PersonInput>;

/** Body of `POST /session/inputs`. */
export const InputRequest = Type.Object({ revision: Type.Integer(), input: PersonInput }, closed);
export type InputRequest = Static<typeof InputRequest>;

/** What the page posts to its host because of one event, in the vocabulary of the link: often one message, at the end two. `seq` only grows. */
export interface HostMessages {
  readonly seq: number;
  readonly messages: readonly Readonly<Record<string, unknown>>[];
}
