import type {
  AddedConnection,
  Challenge,
  CredentialField,
  DraftEvent,
  Failure,
  InstitutionCard,
  JobType,
  ManageNotice,
  OfferedAccount,
  PersonInput,
  RoutingDecision,
} from "@drawbridge/contract";

/** An id with the number some faces print instead. */
export interface Ref {
  readonly id: string;
  readonly no: number;
}

/** What a session is for (design.md, section 2). Reauth, reconsent and refresh repair a connection that is there. */
export type Journey = "connect" | "reauth" | "reconsent" | "refresh" | "manage";

/** The connection a journey repairs, with the accounts it has; its id never changes. */
export interface Repair {
  readonly connection: Ref;
  readonly accounts: readonly Ref[];
  readonly journey: "reauth" | "reconsent" | "refresh";
  /** What was connected for, and what is asked beside it. */
  readonly jobTypes: readonly JobType[];
  /** Where it began: the link itself, the manage screen, or accounts that turned out to be connected already. */
  readonly origin: "link" | "manage" | "duplicate";
}

/** A connection of the same person whose accounts were found again. */
export interface Existing {
  readonly repair: Repair;
  /** Accounts found now, and the ones they already are. */
  readonly matches: readonly { readonly foundId: string; readonly account: Ref }[];
}

/** What a tenant may want answered on the person's device. */
export type ApprovalQuestion = "grant" | "renew" | "revoke";

/** What an approval is for: what happens once it is given. */
export type ApprovalGoal =
  | { readonly kind: "add"; readonly accountIds: readonly string[] }
  | { readonly kind: "revoke"; readonly connection: Ref }
  | { readonly kind: "remove"; readonly removal: Removal }
  | { readonly kind: "renew"; readonly renewal: Renewal };

/** Permissions that are renewed in one go, each by a consent of its own: the one at hand, those to come, the banks that are done. */
export interface Renewal {
  readonly connection: Ref;
  readonly rest: readonly Ref[];
  readonly done: readonly string[];
}

/** A question as it was put to the device. */
export interface AskedApproval {
  readonly operationId: string;
  /** Two digits that both screens show. */
  readonly number: string;
  /** ISO, by the machine's clock: the page counts down to it. */
  readonly deadline: string;
  readonly bank: string;
  readonly accounts: readonly { readonly name: string; readonly masked: string }[];
  /** End of the consent, ISO; null: it is about ending one. */
  readonly until: string | null;
}

/** How an approval ended without a yes; the last three never reached a device. */
export type ApprovalEnd = "refused" | "timed_out" | "cancelled" | "no_device" | "too_many" | "failed";

/** What a link fixes about its flow. */
export interface FlowSettings {
  readonly journey: Journey;
  /** Consent is a step before sign-in; otherwise a section of the sign-in and hand-off screens. */
  readonly consentStep: boolean;
  /** False when the link names the institution: no search, no way back to it. */
  readonly search: boolean;
  readonly selection: "none" | "one" | "many";
  readonly addAnother: boolean;
  /** Failed attempts after which the session ends (connect-events.md, R5). */
  readonly maxFailures: number;
  /** What is to be approved on a device. Absent on sessions begun before there were approvals: nothing. */
  readonly approvals?: readonly ApprovalQuestion[];
}

/** An institution with the way in, as resolved when it was chosen. */
export interface ChosenInstitution {
  readonly card: InstitutionCard;
  readonly signIn: "form" | "redirect";
  readonly fields: readonly CredentialField[];
  /** Who fetches its data (design.md, "aggregator"); null: nobody. */
  readonly aggregator: string | null;
  /** Why that one; absent where none was chosen, as in a repair. */
  readonly routing?: RoutingDecision;
  /** The same institution by those who are asked when this one fails to start, in order. */
  readonly fallbacks?: readonly ChosenInstitution[];
}

/** One open try; its outcome event carries the same id. */
export interface Attempt {
  readonly id: string;
  readonly kind: "sign_in" | "mfa" | "oauth" | "removal";
}

/** An account found at the bank, with our ids. */
export type FoundAccount = OfferedAccount & { readonly no: number };

/** What was connected so far in the session. */
export type Connected = AddedConnection & {
  readonly ref: Ref;
  readonly refs: readonly Ref[];
  /** Older transactions are still to be read. */
  readonly historyPending: boolean;
};

/** How the accounts of a repaired connection compare with what it had. */
export interface RepairReport {
  readonly matched: readonly Ref[];
  readonly added: readonly Ref[];
  readonly lost: readonly Ref[];
}

/** What the person asked to remove: some accounts of a connection, or all of it. */
export interface Removal {
  readonly connection: Ref;
  readonly institution: Readonly<Record<string, unknown>>;
  readonly accounts: readonly Ref[];
  /** Nothing of the connection is left. */
  readonly whole: boolean;
}

/** What is being done to one connection on the manage screen. */
export type Working =
  | { readonly what: "removing"; readonly removal: Removal }
  | { readonly what: "renewing"; readonly renewal: Renewal }
  | { readonly what: "revoking" | "syncing"; readonly connection: Ref };

/** Where the session is. */
export type FlowStep =
  | { readonly at: "consent" }
  | { readonly at: "search" }
  | { readonly at: "unavailable"; readonly reason: "down" | "not_connectable"; readonly watched?: boolean }
  | { readonly at: "sign_in"; readonly failure: Failure | null; readonly attemptsLeft: number | null }
  | { readonly at: "mfa"; readonly challenges: readonly Challenge[]; readonly failure: Failure | null }
  | { readonly at: "oauth"; readonly url: string; readonly launched: boolean }
  | { readonly at: "connecting"; readonly phase: "signing_in" | "finding_accounts" | "getting_data" }
  | { readonly at: "accounts"; readonly accounts: readonly FoundAccount[] }
  | { readonly at: "duplicate"; readonly accounts: readonly FoundAccount[]; readonly existing: Existing }
  | {
      readonly at: "approval";
      readonly question: ApprovalQuestion;
      readonly goal: ApprovalGoal;
      readonly asked: AskedApproval | null;
      readonly attemptId: string | null;
      readonly ended: ApprovalEnd | null;
    }
  | { readonly at: "review" }
  | { readonly at: "manage"; readonly working: Working | null; readonly failure: Failure | null; readonly notice: ManageNotice | null }
  | { readonly at: "error"; readonly failure: Failure; readonly supportCode: string }
  | { readonly at: "ended"; readonly reason: EndReason };

/** Why a session ended; `abandoned` is written by the due scan only. */
export type EndReason = "complete" | "exit" | "timeout" | "error" | "abandoned";

/** All a session remembers. Secrets are not here: they live sealed beside it. */
export interface FlowState {
  readonly settings: FlowSettings;
  readonly step: FlowStep;
  readonly term: string;
  readonly searches: number;
  readonly failures: number;
  readonly institution: ChosenInstitution | null;
  readonly connection: Ref | null;
  readonly attempt: Attempt | null;
  readonly found: readonly FoundAccount[];
  readonly added: readonly Connected[];
  readonly consentGiven: boolean;
  /** The connection to repair; null when the session makes new ones. */
  readonly repair: Repair | null;
}

/** Work for the outside; its result comes back as a `FlowFact` that names the effect's id. */
export type FlowEffect =
  | { readonly kind: "sign_in" }
  | { readonly kind: "answer" }
  | { readonly kind: "poll"; readonly afterMs: number }
  | { readonly kind: "complete_oauth" }
  | { readonly kind: "discover" }
  | {
      readonly kind: "request_approval";
      readonly question: ApprovalQuestion;
      /** Id of the connection it is about. */
      readonly connection: string;
      readonly accountIds: readonly string[];
      /** What was fetched goes as well. */
      readonly deletes: boolean;
    }
  /** `operationId`: the approval it rests on, where one is wanted. */
  | { readonly kind: "add_accounts"; readonly accountIds: readonly string[]; readonly operationId?: string }
  | { readonly kind: "remove_accounts"; readonly connectionId: string; readonly accountIds: readonly string[] }
  | { readonly kind: "revoke_consent"; readonly connectionId: string }
  /** `operationId`: the approval it rests on; null: none is wanted. */
  | { readonly kind: "renew_consent"; readonly connectionId: string; readonly operationId: string | null }
  | { readonly kind: "sync"; readonly connectionId: string };

/** What the outside reports back. */
export type FlowFact =
  | { readonly type: "challenged"; readonly challenges: readonly Challenge[]; readonly pollAfterMs: number | null; readonly rejected: boolean }
  | { readonly type: "signed_in" }
  | { readonly type: "oauth_returned" }
  | { readonly type: "launch_failed"; readonly failure: Failure }
  | { readonly type: "accounts_found"; readonly accounts: readonly FoundAccount[]; readonly existing: Existing | null }
  | { readonly type: "approval_requested"; readonly asked: AskedApproval }
  | { readonly type: "approval_ended"; readonly operationId: string | null; readonly outcome: "accepted" | ApprovalEnd }
  | { readonly type: "data_saved"; readonly connected: Connected; readonly report?: RepairReport }
  | { readonly type: "managed"; readonly notice: ManageNotice }
  | { readonly type: "failed"; readonly failure: Failure; readonly attemptsLeft: number | null }
  | { readonly type: "time_over"; readonly present: boolean };

/** Inputs for which the server looks something up. */
type LookedUp =
  | "institution_chosen"
  | "search_settled"
  | "removal_requested"
  | "revocation_requested"
  | "sync_requested"
  | "repair_requested"
  | "renewals_requested";

/** A person's input with what the server looked up for it. */
export type FlowInput =
  | Exclude<PersonInput, { type: LookedUp | "stay" }>
  | { readonly type: "search_settled"; readonly term: string; readonly resultCount: number }
  | { readonly type: "institution_chosen"; readonly institution: ChosenInstitution }
  | { readonly type: "removal_requested"; readonly removal: Removal }
  | { readonly type: "revocation_requested" | "sync_requested"; readonly connection: Ref }
  | { readonly type: "renewals_requested"; readonly connections: readonly Ref[] }
  | { readonly type: "repair_requested"; readonly repair: Repair; readonly institution: ChosenInstitution }
  | FlowFact;

/** Values the machine may not make itself. `connection` is set when the input opens one. */
export interface FlowContext {
  readonly newId: string;
  readonly supportCode: string;
  readonly connection: Ref | null;
  readonly consent: { readonly jobTypes: readonly string[]; readonly consentDays: number };
  readonly user: Ref;
  /** Address of ours that leads to the bank's own sign-in page, made fresh on every opening. */
  readonly launchUrl: string;
}

/** Answer of one step: the state to store, what happened, and what to do next. `null`: not possible here. */
export interface FlowResult {
  readonly state: FlowState;
  readonly events: readonly DraftEvent[];
  readonly effect: FlowEffect | null;
}
