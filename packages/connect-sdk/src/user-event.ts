import { isRecord } from "./record.ts";

/** Keys that name the link and its owner. */
interface LinkFields {
  readonly customerId: number | string;
  readonly partnerId: number | string;
  readonly timestamp: number;
  readonly ttl: number;
  readonly type: "full" | "lite" | "fix";
  readonly experience: string | null;
  readonly sessionId: string;
  readonly product: string;
}

/** Keys of an attempt and its outcome: `success` is null while it has only begun. */
interface AttemptFields {
  readonly institutionId: number | string;
  readonly accounts: number | null;
  readonly accountIds: readonly string[];
  readonly success: boolean | null;
  readonly errorCode: number | null;
}

interface LoginFields extends AttemptFields {
  readonly institutionLoginId: number | string | null;
}

interface LaunchFields {
  readonly institutionId: number | string;
  readonly success: boolean;
  readonly errorCode: number | null;
}

interface AlertFields {
  readonly alertType: string;
  readonly title: string;
  readonly message: string;
  readonly errorCode: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly institutionId?: number | string;
  readonly institutionName?: string;
}

/** An event's place in the event log, where the experience asks for `enrichment`. */
export interface Enrichment {
  readonly eventId: string;
  readonly seq: number;
  readonly occurredAt: string;
  readonly attemptId: string | null;
  readonly step: string;
}

/** What the person did or met, told while it happens. */
export type UserEvent = { readonly drawbridge?: Enrichment } & Told;

type Told =
  | ({ readonly action: "Initialize"; readonly borrowerType: string } & LinkFields)
  | {
      readonly action: "SearchInstitutions";
      readonly searchTerm: string;
      readonly resultCount: number;
      readonly attempts: number;
    }
  | {
      readonly action: "SelectInstitution";
      readonly institutionId: number | string;
      readonly supported: boolean;
    }
  | ({ readonly action: "SignInAttempt" | "MfaAttempt" } & AttemptFields)
  | ({ readonly action: "LaunchOAuth" | "OAuthSignInAttempt" } & LaunchFields)
  | ({ readonly action: "OAuthAddAccounts" | "AddAccounts" | "RemoveAccounts" } & LoginFields)
  | ({ readonly action: "FixSignInAttempt" | "FixMfaAttempt" } & LoginFields)
  | ({ readonly action: "DisplayAlert" } & AlertFields)
  | ({
      readonly action: "SubmitAccounts";
      readonly accounts: number;
      readonly accountIds: readonly string[];
    } & LinkFields)
  | ({ readonly action: "SessionTimeout" } & Pick<LinkFields, "customerId" | "partnerId" | "timestamp" | "sessionId">)
  | ({ readonly action: "End"; readonly reason: string; readonly code: number } & LinkFields);

/** The name of a user event. */
export type UserAction = UserEvent["action"];

const actions: Readonly<Record<UserAction, true>> = {
  Initialize: true,
  SearchInstitutions: true,
  SelectInstitution: true,
  SignInAttempt: true,
  MfaAttempt: true,
  LaunchOAuth: true,
  OAuthSignInAttempt: true,
  OAuthAddAccounts: true,
  AddAccounts: true,
  RemoveAccounts: true,
  FixSignInAttempt: true,
  FixMfaAttempt: true,
  DisplayAlert: true,
  SubmitAccounts: true,
  SessionTimeout: true,
  End: true,
};

/** Whether a value is a user event, told by its action; the page is trusted for the rest of its own event. */
export const isUserEvent = (value: unknown): value is UserEvent =>
  isRecord(value) && typeof value["action"] === "string" && Object.hasOwn(actions, value["action"]);
