import type { Failure, LoggedEvent } from "@drawbridge/contract";
import { projectFailure } from "@drawbridge/domain";
import { alertText } from "./alert-text.ts";
import { readData, type EventFacts } from "../event-facts.ts";
import { routeOf } from "./route.ts";

/** What the messages of a link say beside the event itself. */
export interface ConnectContext {
  readonly mode: "full" | "lite" | "fix";
  readonly partnerNo: number;
  readonly customerNo: number;
  /** Epoch ms of the link. */
  readonly timestamp: number;
  readonly ttl: number;
  readonly experience: string | null;
  readonly sessionHex: string;
  readonly idFormat: "number" | "string";
}

type Message = Readonly<Record<string, unknown>>;

interface Projection {
  readonly facts: EventFacts;
  readonly context: ConnectContext;
  /** Prints an id in the format of the experience (connect-events.md, R2). */
  readonly id: (no: number | undefined) => number | string | null;
}

const user = (action: string, fields: Message): Message => ({ type: "user", data: { action, ...fields } });

const codeOf = (failure: Failure | null): number | null => failure && projectFailure(failure).connectCode;

const begun = { accounts: null, accountIds: [], success: null, errorCode: null } as const;
const challenged = { accounts: null, accountIds: [], success: true, errorCode: null } as const;
const failedWith = (failure: Failure | null) => ({ accounts: null, accountIds: [], success: false, errorCode: codeOf(failure) });
const found = ({ accounts }: EventFacts) => ({
  accounts: accounts.length, accountIds: accounts.map(({ no }) => String(no)), success: true, errorCode: null,
});

const attempt = (action: string, { facts, id }: Projection, outcome: Message): Message =>
  user(action, { institutionId: id(facts.institution?.no), ...outcome });

const adding = ({ facts, id }: Projection, login: number | undefined, outcome: Message): Message =>
  user(facts.oauth ? "OAuthAddAccounts" : "AddAccounts", { institutionId: id(facts.institution?.no), institutionLoginId: id(login), ...outcome });

const link = ({ context, id }: Projection) => ({
  customerId: id(context.customerNo), partnerId: id(context.partnerNo), timestamp: context.timestamp, ttl: context.ttl,
});

const oauth = (action: string, { facts, id }: Projection, failure: Failure | null): Message =>
  user(action, { institutionId: id(facts.institution?.no), success: failure === null, errorCode: codeOf(failure) });

const alert = ({ facts, id }: Projection): Message => {
  const failure = facts.failure ?? "unexpected";
  const about = facts.institution ? { institutionId: id(facts.institution.no), institutionName: facts.institution.name } : {};
  return user("DisplayAlert", { alertType: "ERROR", ...alertText(failure), errorCode: codeOf(failure), data: { details: failure }, ...about });
};

const ends: Readonly<Record<string, { readonly code: number; readonly message: Message }>> = {
  complete: { code: 200, message: { type: "done", data: { code: 200, reason: "complete", reportData: [] } } },
  exit: { code: 100, message: { type: "cancel", data: { code: 100, reason: "exit" } } },
  timeout: { code: 1440, message: { type: "error", data: { code: 1440, reason: "timeout" } } },
  error: { code: 500, message: { type: "error", data: { code: 500, reason: "error" } } },
};

const ended = (projection: Projection): readonly Message[] => {
  const { facts, context, id } = projection;
  const end = ends[facts.reason ?? ""];
  if (!end) return []; // abandoned: nobody is there to hear it
  const { mode, experience, sessionHex } = context;
  const { customerId, partnerId, timestamp, ttl } = link(projection);
  const event = { reason: facts.reason, customerId, partnerId, timestamp, ttl, experience, sessionId: sessionHex, code: end.code, type: mode, product: "aggregation" };
  void id;
  return mode === "lite" ? [end.message] : [user("End", event), end.message];
};

type Row = (projection: Projection) => readonly Message[];

const rows: Readonly<Partial<Record<LoggedEvent["type"], Row>>> = {
  "session.started": (p) => [
    user("Initialize", {
      ...link(p), type: p.context.mode, experience: p.context.experience, sessionId: p.context.sessionHex, product: "aggregation", borrowerType: "primary",
    }),
  ],
  "institution.searched": ({ facts }) =>
    facts.term.length >= 3 ? [user("SearchInstitutions", { searchTerm: facts.term, resultCount: facts.resultCount, attempts: facts.attempts })] : [],
  "institution.selected": ({ facts, id }) => [user("SelectInstitution", { institutionId: id(facts.institution?.no), supported: facts.supported })],
  "sign_in.started": (p) => [attempt("SignInAttempt", p, begun)],
  "sign_in.succeeded": (p) => [attempt("SignInAttempt", p, found(p.facts))],
  "sign_in.challenged": (p) => [attempt("SignInAttempt", p, challenged)],
  "sign_in.failed": (p) => [attempt("SignInAttempt", p, failedWith(p.facts.failure))],
  "mfa.started": (p) => [attempt("MfaAttempt", p, begun)],
  "mfa.succeeded": (p) => [attempt("MfaAttempt", p, found(p.facts))],
  "mfa.challenged": (p) => [attempt("MfaAttempt", p, challenged)],
  "mfa.failed": (p) => [attempt("MfaAttempt", p, failedWith(p.facts.failure))],
  "oauth.launched": (p) => (p.facts.blocked ? [] : [oauth("LaunchOAuth", p, null)]),
  "oauth.returned": (p) => [oauth("OAuthSignInAttempt", p, null)],
  "oauth.failed": (p) => [oauth("OAuthSignInAttempt", p, p.facts.failure)],
  "accounts.adding": (p) => (p.facts.oauth ? [] : [adding(p, undefined, begun)]),
  "accounts.added": (p) => [adding(p, p.facts.connection?.no, found(p.facts))],
  "accounts.add_failed": (p) => [adding(p, undefined, failedWith(p.facts.failure))],
  "alert.shown": (p) => [alert(p)],
  "accounts.submitted": (p) => [
    user("SubmitAccounts", {
      ...link(p), type: p.context.mode, experience: p.context.experience, sessionId: p.context.sessionHex, product: "aggregation",
      accounts: p.facts.accounts.length, accountIds: p.facts.accounts.map(({ no }) => String(no)),
    }),
  ],
  "session.timed_out": (p) => {
    const { ttl: _ttl, ...rest } = link(p);
    return [user("SessionTimeout", { ...rest, sessionId: p.context.sessionHex })];
  },
  "session.ended": ended,
  "step.changed": ({ facts }) => routeOf(facts),
};

/** Messages of the Lite stream, which names fewer actions (connect-events.md, 8.2). */
const liteActions: ReadonlySet<string> = new Set(["MfaAttempt", "AddAccounts", "DisplayAlert", "SessionTimeout"]);

const actionOf = (message: Message): string | null => {
  const { data } = message;
  const action = typeof data === "object" && data !== null && "action" in data ? data.action : null;
  return typeof action === "string" ? action : null;
};

/** What a host of a Connect link may see of one logged event, in order (connect-events.md, sections 6 to 8). */
export const projectConnect = (event: LoggedEvent, context: ConnectContext): readonly Message[] => {
  const id = (no: number | undefined) => (no === undefined ? null : context.idFormat === "string" ? String(no) : no);
  const messages = rows[event.type]?.({ facts: readData(event.data), context, id }) ?? [];
  if (context.mode !== "lite") return messages;
  return messages.filter((message) => message["type"] !== "user" || liteActions.has(actionOf(message) ?? ""));
};
