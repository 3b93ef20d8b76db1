import { isActionOf, toldSearchTerm, type ConnectPageMessage, type LoggedEvent } from "@drawbridge/contract";
import { readData } from "../event-facts.ts";
import { alertText } from "./alert-text.ts";
import { adding, launched, mfa, removing, returned, signIn } from "./attempts.ts";
import { codeOf, printNo, tell, type ConnectContext, type Row } from "./connect-context.ts";
import { changeRoute, dialogRoute, launchRoute, routeOf, searchRoute } from "./route.ts";
import { ended, started, submitted, timedOut } from "./session-messages.ts";

export type { ConnectContext } from "./connect-context.ts";

const told = new RegExp(toldSearchTerm, "u");

const searched: Row = ({ facts }) => {
  const { term, resultCount, attempts } = facts;
  const event = told.test(term) ? tell({ action: "SearchInstitutions", searchTerm: term, resultCount, attempts }) : [];
  return [...event, ...searchRoute(facts)];
};

const selected: Row = (p) => {
  const { institution, supported } = p.facts;
  return institution ? tell({ action: "SelectInstitution", institutionId: printNo(p, institution.no), supported }) : [];
};

const alerted: Row = (p) => {
  const { institution, failure } = p.facts;
  const name = failure ?? "unexpected";
  const alert = {
    action: "DisplayAlert",
    alertType: "ERROR",
    ...alertText(name, p.context.locale),
    errorCode: codeOf(name),
    data: { details: name },
  } as const;
  return tell(institution ? { ...alert, institutionId: printNo(p, institution.no), institutionName: institution.name } : alert);
};

const rows: Readonly<Partial<Record<LoggedEvent["type"], Row>>> = {
  "session.started": started,
  "institution.searched": searched,
  "institution.selected": selected,
  "sign_in.started": signIn("begin"),
  "sign_in.succeeded": signIn("done"),
  "sign_in.challenged": signIn("challenge"),
  "sign_in.failed": signIn("failed"),
  "mfa.started": mfa("begin"),
  "mfa.succeeded": mfa("done"),
  "mfa.challenged": mfa("challenge"),
  "mfa.failed": mfa("failed"),
  "oauth.launched": (p) => [...launched(p), ...launchRoute(p.facts)],
  "oauth.returned": returned("done"),
  "oauth.failed": returned("failed"),
  "accounts.adding": adding("begin"),
  "accounts.added": adding("done"),
  "accounts.add_failed": adding("failed"),
  "accounts.removing": removing("begin"),
  "accounts.removed": removing("done"),
  "accounts.remove_failed": removing("failed"),
  "accounts.submitted": submitted,
  "alert.shown": alerted,
  "step.changed": ({ facts, context }) => changeRoute(facts, context.mode),
  "dialog.opened": ({ facts }) => dialogRoute(facts),
  "dialog.closed": ({ facts }) => routeOf(facts),
  "session.timed_out": timedOut,
  "session.ended": ended,
};

const isHeard = (message: ConnectPageMessage, { mode }: ConnectContext): boolean => message.type !== "user" || isActionOf(mode, message.data.action);

/** The event's place in the log, under one key of ours. */
const enrich = (message: ConnectPageMessage, { id, seq, occurredAt, attemptId, step }: LoggedEvent): ConnectPageMessage =>
  message.type === "user" ? { ...message, data: { ...message.data, drawbridge: { eventId: id, seq, occurredAt, attemptId, step } } } : message;

/** What a host of a Connect link may see of one logged event, in order (connect-events.md, sections 6 to 8). */
export const projectConnect = (event: LoggedEvent, context: ConnectContext): readonly ConnectPageMessage[] => {
  const messages = rows[event.type]?.({ facts: readData(event.data), context }) ?? [];
  const heard = messages.filter((message) => isHeard(message, context));
  return context.enriched ? heard.map((message) => enrich(message, event)) : heard;
};
