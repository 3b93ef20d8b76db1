import type { LoggedEvent } from "@drawbridge/contract";
import { projectFailure, tookSignIn } from "@drawbridge/domain";
import { readData, type EventFacts } from "../event-facts.ts";

/** What the messages of a widget say beside the event itself. */
export interface WidgetContext {
  readonly userId: string;
  /** The link repairs a connection that is there. */
  readonly repairs: boolean;
}

type Message = Readonly<Record<string, unknown>>;

const steps: Readonly<Record<string, string>> = {
  consent: "consent",
  search: "search",
  unavailable: "institutionDisabled",
  sign_in: "enterCreds",
  mfa: "mfa",
  oauth: "enterCreds",
  connecting: "connecting",
  accounts: "mfa",
  duplicate: "existingMember",
  review: "connected",
  error: "actionableError",
};

type Row = (facts: EventFacts, context: WidgetContext, step: string) => readonly Message[];

const message = (type: string, metadata?: Message): Message => (metadata ? { type: `connect/${type}`, metadata } : { type: `connect/${type}` });

const member = (facts: EventFacts, { userId }: WidgetContext): Message => {
  const id = facts.connection?.id ?? null;
  return {
    aggregator: facts.institution?.aggregator ?? null,
    member_guid: id,
    user_guid: userId,
    connectionId: id,
    aggregatorUserId: userId,
    ucpInstitutionId: facts.institution?.slug ?? null,
  };
};

const status = (facts: EventFacts, context: WidgetContext, number: number): readonly Message[] => [
  message("memberStatusUpdate", { ...member(facts, context), connection_status: number, connectionStatus: number }),
];

/** Why a visit to the bank's own page failed; null: nobody was there, or it has no reason of its own. */
const oauthReasonOf = ({ oauth, failure }: EventFacts) => (oauth && failure ? projectFailure(failure).oauthReason : null);

/** The person's own no at the bank is told by its reason alone (widget-and-data.md, 6.3 and 15.21). */
const refused: Row = (facts, context) => {
  const reason = facts.failure && projectFailure(facts.failure).oauthReason;
  return reason === "DENIED" || reason === "CANCELLED" ? [] : failed(facts, context);
};

const failed = (facts: EventFacts, context: WidgetContext): readonly Message[] => {
  const number = facts.failure && projectFailure(facts.failure).widgetStatus;
  return number === null ? [] : status(facts, context, number);
};

const CONNECTED = 6;
const CHALLENGED = 3;
const CREATED = 0;

const memberOf = ({ connection }: EventFacts, number: number | null): Message => ({ member: { guid: connection?.id, connection_status: number } });

const alert: Row = (facts) => {
  if (!facts.failure || !facts.connection) return [];
  const { widgetStatus } = projectFailure(facts.failure);
  const guid = facts.connection.id;
  if (facts.failure === "no_usable_accounts") return [message("invalidData", { member: { guid, code: 1000 } })];
  const reason = oauthReasonOf(facts);
  if (reason !== null) return [message("oauthError", { member_guid: guid, error_reason: reason })];
  return widgetStatus === null ? [] : [message("memberError", memberOf(facts, widgetStatus))];
};

/** The main button of what `alert` told; that of a visit to the bank has no message. */
const alertAnswered: Row = (facts) => {
  if (!facts.failure || !facts.connection) return [];
  if (facts.failure === "no_usable_accounts") return [message("invalidData/primaryAction")];
  const { widgetStatus } = projectFailure(facts.failure);
  return oauthReasonOf(facts) !== null || widgetStatus === null ? [] : [message("memberError/primaryAction", memberOf(facts, widgetStatus))];
};

const stepName = (step: string | null, facts: EventFacts): string | undefined =>
  step === "error" && oauthReasonOf(facts) !== null ? "oauthError" : steps[step ?? ""];

const changed = (facts: EventFacts): readonly Message[] => {
  const [previous, current] = [stepName(facts.from, facts), stepName(facts.to, facts)];
  if (!previous || !current || previous === current) return [];
  const back = current === "search" && previous !== "consent" ? [message("backToSearch", {})] : [];
  return [...back, message("stepChange", { previous, current })];
};

const bank = ({ institution }: EventFacts) => ({ guid: institution?.slug ?? null, code: institution?.slug ?? null });

const signingIn: Row = (facts, { repairs }) =>
  repairs
    ? [message("updateCredentials", { institution: bank(facts), member_guid: facts.connection?.id })]
    : [message("enterCredentials", { institution: bank(facts) })];

const answered: Row = ({ connection }) => [message("submitMFA", { member_guid: connection?.id })];

// The choice of accounts is a question of the bank to this face (widget-and-data.md, section 13).
const adding: Row = (facts, context, step) => [...(step === "accounts" ? answered(facts, context, step) : []), ...status(facts, context, CREATED)];

/** No connection came of it: there is one already in a repair. */
const notCreated = ({ institution, failure }: EventFacts, { repairs }: WidgetContext): readonly Message[] =>
  repairs || !failure || tookSignIn(failure)
    ? []
    : [message("createMemberError", { institution_guid: institution?.slug, institution_code: institution?.slug })];

const signInFailed: Row = (facts, context) => [...notCreated(facts, context), ...failed(facts, context)];

const launched: Row = (facts, context, step) => {
  const { url, connection, blocked, failure } = facts;
  if (failure) return signInFailed(facts, context, step);
  return blocked ? [] : [message("oauthRequested", { url, member_guid: connection?.id })];
};

/** What was read at once is there; with a long history on its way, that is told by a message of its own. */
const added: Row = (facts, context) => [
  ...status(facts, context, CONNECTED),
  ...(facts.historyPending ? [message("initialDataReady", { member_guid: facts.connection?.id })] : []),
  message("memberConnected", member(facts, context)),
];

const rows: Readonly<Partial<Record<LoggedEvent["type"], Row>>> = {
  "session.started": ({ initialStep }) => [message("loaded", { initial_step: steps[initialStep ?? ""] ?? "search" })],
  "institution.searched": ({ term }) => [message("institutionSearch", { query: term })],
  "institution.selected": ({ institution }) => [
    message("selectedInstitution", { name: institution?.name, guid: institution?.slug, url: institution?.url, code: institution?.slug }),
  ],
  "sign_in.started": signingIn,
  "sign_in.challenged": (facts, context) => status(facts, context, CHALLENGED),
  "sign_in.failed": signInFailed,
  "mfa.started": answered,
  "mfa.challenged": (facts, context) => status(facts, context, CHALLENGED),
  "mfa.failed": failed,
  "oauth.launched": launched,
  "oauth.failed": refused,
  "accounts.offered": (facts, context) => status(facts, context, CHALLENGED),
  "accounts.adding": adding,
  "connecting.slow": () => [message("stepChange", { previous: "connecting", current: "timeOut" })],
  "accounts.removed": ({ whole, connection }) => (whole ? [message("memberDeleted", { member_guid: connection?.id })] : []),
  "accounts.added": added,
  "accounts.add_failed": failed,
  "alert.shown": alert,
  "alert.answered": alertAnswered,
  "step.changed": changed,
  "session.timed_out": () => [message("sessionTimeout", {})],
  "session.ended": ({ reason }) =>
    reason === "complete"
      ? [message("connected/primaryAction"), message("backToSearch", {})]
      : reason === "exit"
        ? [message("backToSearch", {})]
        : [],
};

/** What a host of a widget link may see of one logged event, in order (widget-and-data.md, section 6). */
export const projectWidget = (event: LoggedEvent, context: WidgetContext): readonly Message[] =>
  rows[event.type]?.(readData(event.data), context, event.step) ?? [];
