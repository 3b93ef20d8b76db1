import type { DeviceResult, OwnDevice, StatusType, UserDetails, UserIdentifier } from "@drawbridge/contract";
import type { EnrolLink } from "./entry.ts";

/** Why a person comes onto the device. */
export type Purpose = "activation" | "add_user" | "reactivation";

/** What the MC waits for; `until` is the moment a timer ends, in milliseconds of this device's clock. */
export type Prompt =
  | { readonly ask: "start" }
  | { readonly ask: "code"; readonly purpose: Purpose }
  | { readonly ask: "new_pin"; readonly purpose: Purpose }
  | { readonly ask: "login" }
  | { readonly ask: "nothing" }
  | { readonly ask: "changed_pin" }
  | { readonly ask: "operation_pin"; readonly until: number }
  | { readonly ask: "operation_token"; readonly until: number }
  /** The sign-in is too old for what waits: another one comes first. */
  | { readonly ask: "fresh_sign_in"; readonly until: number | null }
  | { readonly ask: "confirm"; readonly until: number; readonly text: string; readonly numberMatch: string | null };

/** Something that waits for the person; a message has no deadline. */
export interface Offer {
  readonly kind: "TRANSACTION" | "DISPLAY_MESSAGE";
  readonly banner: string;
  readonly until: number | null;
}

/** An administrator's lock: who, why, and who may lift it. */
export interface OperatorLock {
  readonly by: string;
  readonly reason: string;
  readonly liftableBy: string;
  readonly until: string | null;
}

/** What went wrong with the last thing that was tried. */
export interface Trouble {
  readonly status: StatusType;
  readonly triesLeft: number | null;
  readonly lastTry: boolean;
  /** Of a refusal without a cause a person could do something about. */
  readonly reportId: string;
}

/** Why somebody cannot log in now. */
export type Lock =
  | { readonly kind: "for_a_time"; readonly until: number; readonly lastTry: boolean }
  | { readonly kind: "blocked" }
  | { readonly kind: "removed" }
  /** Set up in two steps, and nobody has confirmed it yet. */
  | { readonly kind: "waits" }
  | { readonly kind: "by_operator"; readonly whole: "user" | "device"; readonly lock: OperatorLock | null };

/** How an operation ended. */
export interface Outcome {
  readonly status: StatusType;
  readonly banner: string;
  readonly at: number;
  /** Refused as not the person's own doing. */
  readonly notMe: boolean;
}

/** Why a person refuses. */
export type RefusalReason = "unknown" | "incorrect_data" | "unexpected_operation" | "not_me";

/** What the person shares, and what they signed about it. */
export type Shared = DeviceResult<"connections.list">;

/** Where the person is among the pages nobody asks anything on. */
export type Page = "home" | "shared" | "connection" | "receipts" | "devices" | "device" | "notifications" | "offline_code" | "users";

/** Everything the screens draw. */
export interface AppState {
  readonly prompt: Prompt;
  readonly page: Page;
  /** The id of what the page is about. */
  readonly about: string | null;
  /** Null: not loaded. */
  readonly shared: Shared | null;
  readonly devices: readonly OwnDevice[] | null;
  readonly users: readonly UserDetails[];
  /** Who is logged in. */
  readonly user: UserIdentifier | null;
  /** Who was picked to log in. */
  readonly chosen: UserIdentifier | null;
  readonly busy: boolean;
  readonly line: "CONNECTED" | "CONNECTION_LOST" | "NOT_REACHABLE";
  readonly offer: Offer | null;
  /** The person asked for an operation themselves: it opens when it comes. */
  readonly asking: boolean;
  /** Why the operation on the screen was refused. */
  readonly refusedAs: RefusalReason | null;
  readonly message: string | null;
  readonly outcome: Outcome | null;
  readonly past: readonly Outcome[];
  readonly trouble: Trouble | null;
  /** By `userKey`. */
  readonly locks: Readonly<Record<string, Lock>>;
  readonly note: "session_ended" | "pin_changed" | "enrolled" | "fresh_sign_in" | "device_removed" | null;
  readonly update: { readonly type: "NONE" | "OPTIONAL" | "MANDATORY"; readonly url: string } | null;
  /** The app itself cannot run here. */
  readonly broken: boolean;
  /** The browser can put the app beside the others of the device. */
  readonly installable: boolean;
  /** The link the app was opened with, until it has done its work. */
  readonly link: EnrolLink | null;
}

/** A name of a user that fits a table. */
export const userKey = ({ tenantId, userId }: UserIdentifier): string => JSON.stringify([tenantId, userId]);

/** What to call somebody. */
export const nameOf = (users: readonly UserDetails[], user: UserIdentifier): string =>
  users.find(({ userIdentifier }) => userKey(userIdentifier) === userKey(user))?.displayUsername || user.userId;

/** What is forgotten when somebody logs in or out: it is one person's. */
export const nobodys = { page: "home", about: null, shared: null, devices: null, past: [], asking: false } as const satisfies Partial<AppState>;

/** Before the MC said anything. */
export const firstState: AppState = {
  prompt: { ask: "start" },
  ...nobodys,
  users: [],
  user: null,
  chosen: null,
  busy: false,
  line: "CONNECTED",
  offer: null,
  message: null,
  outcome: null,
  refusedAs: null,
  trouble: null,
  locks: {},
  note: null,
  update: null,
  broken: false,
  installable: false,
  link: null,
};
