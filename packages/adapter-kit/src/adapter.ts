import type {
  Challenge,
  ChallengeKind,
  CredentialField,
  Failure,
  JobType,
  PersonPresent,
  ProviderAccount,
  ProviderOwner,
  ProviderTransaction,
} from "@drawbridge/contract";
import type { Secret } from "./secret.ts";

/** What happened when the person (or their return from the bank) was presented to the provider. */
export type SignInOutcome =
  | { readonly outcome: "signed_in"; readonly access: Secret }
  /** `state` continues this sign-in; `pollAfterMs` set: nothing to answer, ask again then (push approval). */
  | {
      readonly outcome: "challenged";
      readonly state: Secret;
      readonly challenges: readonly Challenge[];
      readonly pollAfterMs: number | null;
      /** True when the last answer was wrong and the same question stands again. */
      readonly rejected: boolean;
    }
  | FailedOutcome;

/** An expected failure, in our vocabulary. `detail` is for logs and never holds a secret. */
export interface FailedOutcome {
  readonly outcome: "failed";
  readonly failure: Failure;
  readonly detail: string;
  readonly attemptsLeft?: number;
}

/** Where a push stands that is answered on a device of ours. */
export type PushDecision = "asked" | "approved" | "refused";

/** Sign-in by a form of ours: credentials, or the short form of an asset provider. */
export interface CredentialFlow {
  readonly fields: (institutionId: string) => readonly CredentialField[];
  readonly start: (input: { readonly institutionId: string; readonly credentials: ReadonlyMap<string, Secret> }) => Promise<SignInOutcome>;
  /** Answers by challenge id; empty for a poll. */
  readonly answer: (input: { readonly state: Secret; readonly answers: ReadonlyMap<string, Secret> }) => Promise<SignInOutcome>;
  /**
   * A push of this provider may be put to the person on a device of ours: `asked` before it is, then how they answered. The next poll
   * finds the result. Missing: only the provider's own app can answer.
   */
  readonly confirmPush?: (input: {
    readonly state: Secret;
    readonly decision: PushDecision;
  }) => Promise<{ readonly outcome: "told" } | FailedOutcome>;
}

/** Sign-in at the bank's own pages. `state` of the result is a secret that `complete` needs again. */
export interface RedirectFlow {
  readonly start: (input: {
    readonly institutionId: string;
    /** Where the bank sends the browser back to. */
    readonly redirectUri: string;
    /** Opaque value the bank echoes; finds our session. */
    readonly correlation: string;
    readonly consentExpiresAt: Date;
  }) => Promise<{ readonly outcome: "redirect"; readonly url: string; readonly state: Secret } | FailedOutcome>;
  readonly complete: (input: {
    readonly state: Secret;
    /** Query parameters of the return. */
    readonly params: Readonly<Record<string, string>>;
  }) => Promise<SignInOutcome>;
}

/** Expected result of one read. `access` replaces the stored one when the provider rotated it. */
export type ReadOutcome<T> =
  | { readonly outcome: "read"; readonly items: readonly T[]; readonly nextCursor: string | null; readonly access: Secret }
  | FailedOutcome;

/** One page request over a signed-in connection. */
export interface ReadRequest {
  readonly access: Secret;
  readonly cursor: string | null;
  /** For whom it is read at this moment; left out: nobody is there, and the provider is not told of anybody. */
  readonly person?: PersonPresent;
}

/** A provider, with only the abilities it has: a missing capability is a missing key. */
export interface Adapter {
  readonly id: string;
  readonly displayName: string;
  /** Origins this adapter talks to, and that a person may be sent to. */
  readonly origins: readonly string[];
  readonly jobs: readonly JobType[];
  readonly challenges: readonly ChallengeKind[];
  readonly credentials?: CredentialFlow;
  readonly redirect?: RedirectFlow;
  readonly accounts: { readonly list: (request: ReadRequest & { readonly withNumbers: boolean }) => Promise<ReadOutcome<ProviderAccount>> };
  readonly owners?: { readonly list: (request: ReadRequest) => Promise<ReadOutcome<ProviderOwner>> };
  readonly transactions?: {
    readonly list: (
      request: ReadRequest & { readonly accountStableId: string; readonly from: Date; readonly to: Date },
    ) => Promise<ReadOutcome<ProviderTransaction>>;
  };
  /** Ends access at the provider; safe to repeat. */
  readonly revoke?: (access: Secret) => Promise<{ readonly outcome: "revoked" } | FailedOutcome>;
}

/** What every adapter is given; it reaches nothing else. */
export interface AdapterDeps {
  /** Fetch limited to the adapter's declared origins, 30 s, 32 MB. Throws `EgressError` on refusal or time-out. */
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Date;
  readonly log: { readonly warn: (data: object, message: string) => void };
}

/** Marks a value as an adapter and checks nothing at run time; the conformance suite does. */
export const defineAdapter = (adapter: Adapter): Adapter => adapter;
