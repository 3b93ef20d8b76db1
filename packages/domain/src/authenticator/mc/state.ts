import type {
  AppVersion,
  AstError,
  AstEventName,
  McStateName,
  MinimumKeyProtection,
  StatusType,
  UserDetails,
  UserIdentifier,
} from "@drawbridge/contract";

/** What the tenant and the device allow; settled when the MC is made. */
export interface McProfile {
  readonly environments: readonly ("SSMS" | "Maverick")[];
  readonly platform: "Mobile" | "Desktop";
  readonly pinPolicy: PinPolicy;
  /** The app is for people of this tenant alone; null: of any. */
  readonly fixedTenant: string | null;
  /** How well the key store keeps its keys; "ALLOW_VIRTUAL_SMART_CARD" unless given: in software. */
  readonly keyProtection?: MinimumKeyProtection;
  /** A banner that is out is said again after GetState (rule D13). */
  readonly reofferBanner?: boolean;
}

/** Which PINs may be set. The server never sees one, so the device judges. */
export interface PinPolicy {
  readonly minLength: number;
  readonly maxLength: number;
  readonly digitsOnly: boolean;
}

/** The app the MC runs in, as Start named it. */
export interface McApp {
  readonly locale: string;
  readonly version: AppVersion;
  readonly appName: string;
  /** What the app was configured with; GetInformation tells it. */
  readonly appConfig?: Readonly<Record<string, string>>;
}

/** A call whose result is still to come. `byReply`: its result event settles it; else it has been acknowledged. */
export interface McCall {
  readonly id: string;
  readonly name: AstEventName;
  readonly byReply: boolean;
}

/** A prompt that waits for its answer; the deadline is the server's. */
export interface McPrompt {
  readonly name: AstEventName;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly deadline: Date | null;
  readonly callId: string | null;
}

/** Which of the three ways a user comes onto the device. */
export type EnrolPurpose = "activation" | "reactivation" | "add_user";

/** What waits on the server for this person. */
export interface McOffer {
  readonly kind: "TRANSACTION" | "DISPLAY_MESSAGE";
  readonly id: string;
  readonly banner: string;
  readonly deadline: Date | null;
}

/** What is shown for confirmation. */
export interface McDisplay {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly numberMatch: string | null;
}

/** What the open flow has to remember. Secrets in it are dropped as soon as the flow ends (rule D9). */
export type McFlow =
  | {
      readonly kind: "enrol";
      readonly purpose: EnrolPurpose;
      readonly user: UserIdentifier | null;
      readonly code: string | null;
      readonly origin: IdleState;
    }
  | { readonly kind: "delete"; readonly origin: IdleState }
  | { readonly kind: "change_pin" }
  | { readonly kind: "offer"; readonly offer: McOffer }
  | { readonly kind: "operation"; readonly id: string; readonly deadline: Date; readonly display: McDisplay | null; readonly tokenTries: number };

/** The three states in which no flow is open. */
export type IdleState = "ACTIVATION_REQUIRED" | "LOGIN_REQUIRED" | "LOGGED_IN";

/** A piece of work of the device that somebody waits for. */
export interface McRun {
  readonly call: McCall;
  readonly kind: McRunKind;
  /** A login is wanted right after. */
  readonly autoLogin: boolean;
  /** Whose login it is. */
  readonly user?: UserIdentifier;
}

/** Names of the runs that block input (rule D8). */
export type McRunKind =
  | "enrol"
  | "login"
  | "offline_login"
  | "credential"
  | "delete"
  | "operation_start"
  | "operation_pin"
  | "operation_token"
  | "operation_accept"
  | "operation_refuse"
  | "operation_timeout"
  | "message"
  | "change_pin";

/** What is known of updates. */
export interface McUpdate {
  readonly status: "kOk" | "kUpdateAvailable" | "kUpdateNecessary";
  readonly updateUrl: string;
  readonly infoUrl: string;
  readonly updateType: "NONE" | "OPTIONAL" | "MANDATORY";
  readonly updateDigest: string;
  readonly expiresInSeconds: number;
}

/** Everything an MC knows of itself. The one who holds it runs the effects of each step. */
export interface McState {
  readonly at: McStateName;
  readonly suspendedFrom: McStateName | null;
  readonly profile: McProfile;
  readonly app: McApp | null;
  readonly users: readonly UserDetails[];
  /** Who is logged in. */
  readonly user: UserIdentifier | null;
  /** Who last logged in with success. */
  readonly lastUser: UserIdentifier | null;
  readonly prompt: McPrompt | null;
  readonly busy: boolean;
  /** The last Acknowledge, while nothing has followed it (rule D10). */
  readonly acknowledged: string | null;
  readonly open: readonly McCall[];
  readonly running: McRun | null;
  /** Calls that were acknowledged and whose result is still to come, beside everything else. */
  readonly background: readonly McCall[];
  readonly flow: McFlow | null;
  /** A message on the screen, until it is closed. */
  readonly openMessage: string | null;
  readonly update: McUpdate | null;
  /** An update was made ready and may be executed. */
  readonly updateReady: boolean;
  /** Tries left as the server last said. */
  readonly retryCounter: number;
  readonly resyncArmed: boolean;
  /** Server time minus ours (rule D14). */
  readonly clockOffsetMs: number;
}

/** One event to the UI. */
export interface McEmission {
  readonly name: AstEventName;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The call that caused it. */
  readonly callId: string | null;
  /** The event is that call's reply: it settles here and nowhere else. */
  readonly settles: boolean;
  readonly error?: AstError;
}

/** A piece of work for the device; its end comes back as an input with the same call id. Secrets live in it, never in an event. */
export type McEffect =
  | {
      readonly kind: "enrol";
      readonly callId: string;
      readonly purpose: EnrolPurpose;
      readonly user: UserIdentifier;
      readonly proof: EnrolProof;
      readonly autoLogin: boolean;
    }
  | { readonly kind: "login"; readonly callId: string; readonly user: UserIdentifier; readonly pin: string; readonly resync: boolean }
  | { readonly kind: "login_with_token"; readonly callId: string; readonly payload: Readonly<Record<string, unknown>>; readonly user: UserIdentifier }
  | { readonly kind: "offline_login"; readonly callId: string; readonly user: UserIdentifier }
  | { readonly kind: "delete_users"; readonly callId: string; readonly users: readonly UserIdentifier[] }
  | { readonly kind: "start_operation"; readonly callId: string; readonly operationId: string }
  | { readonly kind: "prove_operation_pin"; readonly callId: string; readonly operationId: string; readonly pin: string }
  | { readonly kind: "give_operation_token"; readonly callId: string; readonly operationId: string; readonly token: string }
  | {
      readonly kind: "answer_operation";
      readonly callId: string;
      readonly operationId: string;
      readonly decision: "ACCEPTED" | "REJECTED";
      readonly shownText: string | null;
      readonly reason: string | null;
    }
  | { readonly kind: "time_out_operation"; readonly callId: string; readonly operationId: string }
  | { readonly kind: "open_message"; readonly callId: string; readonly messageId: string }
  | { readonly kind: "close_message"; readonly messageId: string }
  | { readonly kind: "change_pin"; readonly callId: string; readonly currentPin: string; readonly newPin: string }
  | {
      readonly kind: "request";
      readonly callId: string;
      readonly name: AstEventName;
      readonly payload: Readonly<Record<string, unknown>>;
      readonly user: UserIdentifier | null;
    }
  | { readonly kind: "list_offers" }
  | { readonly kind: "end_session" }
  | { readonly kind: "restart" };

/** What the person proves with when they come onto the device. */
export type EnrolProof = { readonly kind: "code"; readonly code: string; readonly pin: string } | { readonly kind: "token"; readonly token: string };

/** How a piece of work ended. Members beside the status are present where the kind of work gives them. */
export interface McOutcome {
  readonly status: StatusType;
  readonly error?: AstError;
  readonly retryCounter?: number;
  readonly retryDelay?: number;
  /** More for the screen: the last try, who locked and why. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** The user who is on the device now. */
  readonly enrolled?: UserDetails;
  /** The session that is open now. */
  readonly login?: McLogin;
  readonly update?: McUpdate;
  /** What another tenant offers, whom the app is for from now on. */
  readonly profile?: McProfile;
  readonly deadline?: Date;
  readonly factor?: "PIN" | "TOKEN" | "NONE";
  readonly display?: McDisplay | null;
  readonly text?: string;
  /** Parameters of the result event of a plain request. */
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** A session that was opened. */
export interface McLogin {
  readonly user: UserIdentifier;
  readonly otp: string;
  readonly claims: Readonly<Record<string, string>> | null;
}

/** What reaches an MC: calls of its UI, ends of its work, words of the server, and time. */
export type McInput =
  | { readonly type: "call"; readonly id: string; readonly name: string; readonly payload: unknown; readonly now: Date }
  | { readonly type: "done"; readonly callId: string; readonly outcome: McOutcome; readonly now: Date }
  | { readonly type: "restarted"; readonly users: readonly UserDetails[]; readonly now: Date }
  | { readonly type: "offers"; readonly offers: readonly McOffer[]; readonly now: Date }
  | { readonly type: "operation_ended"; readonly operationId: string; readonly status: StatusType; readonly now: Date }
  | { readonly type: "alert"; readonly status: StatusType; readonly errorCode: number; readonly description: string; readonly now: Date }
  | { readonly type: "session_ended"; readonly now: Date }
  | { readonly type: "connection"; readonly state: "CONNECTED" | "CONNECTION_LOST" | "NOT_REACHABLE" | "DISCONNECTED"; readonly now: Date }
  | { readonly type: "clock"; readonly offsetMs: number; readonly now: Date }
  | { readonly type: "profile"; readonly profile: McProfile; readonly now: Date }
  | { readonly type: "idle"; readonly now: Date }
  | { readonly type: "tick"; readonly now: Date }
  | { readonly type: "suspend"; readonly now: Date }
  | { readonly type: "resume"; readonly now: Date };

/** What follows from an input: the new state, events for the UI in their order, and work. */
export interface McStep {
  readonly state: McState;
  readonly emits: readonly McEmission[];
  readonly effects: readonly McEffect[];
}

/** An MC before its first Start. */
export const initialMcState = (profile: McProfile, users: readonly UserDetails[], lastUser: UserIdentifier | null = null): McState => ({
  at: "UNINITIALISED",
  suspendedFrom: null,
  profile,
  app: null,
  users,
  user: null,
  lastUser,
  prompt: null,
  busy: false,
  acknowledged: null,
  open: [],
  running: null,
  background: [],
  flow: null,
  openMessage: null,
  update: null,
  updateReady: false,
  retryCounter: 0,
  resyncArmed: false,
  clockOffsetMs: 0,
});
