import { isDeepStrictEqual } from "node:util";
import {
  clockEvents,
  connectionState,
  nextCheckAt,
  nextSyncAt,
  recommendedAction,
  transitionActor,
  usualPlan,
  type ClockEvents,
  type ClockFacts,
  type ConnectionFacts,
  type TransitionCause,
} from "@drawbridge/domain";
import { dueConnections, type Connection, type EventRow, type Tx } from "@drawbridge/storage";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { recordEvents } from "../webhooks/record-events.ts";
import { connectionRows, type ConnectionEvent } from "./connection-events.ts";
import { healthOf, type KnownHealth } from "./connection-health.ts";
import type { Deps } from "./deps.ts";
import type { TenantPlans } from "./reminder-plans.ts";
import { clockOf } from "./tenant-clock.ts";

const NullableText = Type.Union([Type.String(), Type.Null()]);

/** The state that was last told; `row` is the table's row that led. */
const ToldState = Type.Object({
  status: Type.String(),
  extendedStatus: NullableText,
  error: NullableText,
  action: Type.String(),
  row: Type.String(),
});
type ToldState = Static<typeof ToldState>;

const Told = Type.Object({
  state: Type.Optional(ToldState),
  expiryRemindedAt: Type.Optional(NullableText),
  expiryToldFor: Type.Optional(NullableText),
  refreshRemindedAt: Type.Optional(NullableText),
  /** By plans other than the usual one. */
  remindedBy: Type.Optional(Type.Record(Type.String(), Type.String())),
  revoked: Type.Optional(Type.Boolean()),
});
type Told = Static<typeof Told>;

const dateOf = (text: string | null | undefined): Date | null => (text ? new Date(text) : null);

/** What only the person can mend. */
const forPerson: ReadonlySet<string> = new Set(["reauth", "reconsent", "refresh", "contact_support"]);

interface Look {
  readonly connection: Connection;
  readonly health: KnownHealth;
  readonly told: Told;
  readonly now: Date;
  readonly trigger: string;
  readonly attended?: boolean | undefined;
  readonly plans: TenantPlans;
}

const remindedOf = ({ expiryRemindedAt, remindedBy = {} }: Told): Readonly<Record<string, Date>> => ({
  ...Object.fromEntries(Object.entries(remindedBy).map(([plan, at]) => [plan, new Date(at)])),
  ...(expiryRemindedAt && { [usualPlan.name]: new Date(expiryRemindedAt) }),
});

/** Failure clocks of the facts stand still already; here the moments behind them count. */
const clockFactsOf = ({ connection, health: { facts }, told, plans }: Look): ClockFacts => ({
  kind: facts.kind,
  expiresAt: facts.consentRevokedAt ? null : facts.expiresAt,
  staleAfterDays: facts.staleAfterDays,
  lastUpdatedAt: facts.lastUpdatedAt,
  failingSince: connection.failingSince,
  pausedSince: connection.failingPausedSince,
  plans: plans.all,
  expiryReminded: remindedOf(told),
  expiryToldFor: dateOf(told.expiryToldFor),
  refreshRemindedAt: dateOf(told.refreshRemindedAt),
});

const stateOf = (facts: ConnectionFacts, now: Date) => {
  const settled = { ...facts, syncRunning: false }; // a sync that runs is told by its own events
  const { status, extendedStatus, error } = connectionState(settled, now);
  const lead = recommendedAction(settled, now);
  return { state: { status, extendedStatus, error, action: lead.action, row: lead.row } satisfies ToldState, lead };
};

const isRevoked = ({ connection, health: { facts } }: Look): boolean => facts.consentRevokedAt !== null || connection.failure === "access_revoked";

const isChanged = (before: ToldState | null | undefined, after: ToldState): boolean =>
  Boolean(before) &&
  (before?.status !== after.status ||
    before.error !== after.error ||
    before.extendedStatus !== after.extendedStatus ||
    (before.row === "P0") !== (after.row === "P0")); // a pause is no state of the vendor's

/** Before the end it is coming, after it the person is still awaited. */
const reminderOf = ({ plans }: Look, { remindBy, daysLeft }: ClockEvents, consent: ConnectionEvent["data"]): ConnectionEvent => ({
  type: daysLeft !== null && daysLeft <= 0 ? "connection.reauth_due" : "connection.expiring",
  data: { ...consent, daysLeft, leadTimes: { tenant: plans.own.name, due: remindBy } },
});

const eventsOf = (look: Look, after: ReturnType<typeof stateOf>): readonly ConnectionEvent[] => {
  const {
    told: { state: before, revoked },
    health: { facts },
    now,
    trigger,
  } = look;
  const { state, lead } = after;
  const due = clockEvents(clockFactsOf(look), now);
  const recommended = {
    action: lead.action,
    row: lead.row,
    reason: lead.reason,
    alternatives: lead.alternatives,
    notBefore: lead.notBefore?.toISOString() ?? null,
  };
  const data = { trigger, actor: transitionActor(look), before: before ?? null, after: state, recommendedAction: recommended };
  const consent = { ...data, expiresAt: facts.expiresAt?.toISOString() ?? null, tppConsent: facts.tppConsent };
  const list: readonly (ConnectionEvent | false | null | undefined)[] = [
    due.remindBy.length > 0 && reminderOf(look, due, consent),
    due.expired && { type: "connection.expired", data: consent },
    isRevoked(look) && !revoked && { type: "connection.revoked", data: { ...data, by: facts.consentRevokedAt ? "user" : "bank" } },
    isChanged(before, state) && { type: "connection.updated", data },
    before && forPerson.has(state.action) && before.action !== state.action && { type: "connection.attention_required", data },
    before?.status === "error" && state.status !== "error" && { type: "connection.recovered", data },
    due.refreshAfterDays !== null && { type: "connection.refresh_due", data: { ...data, daysSinceUpdate: due.refreshAfterDays } },
  ];
  return list.filter((one): one is ConnectionEvent => Boolean(one));
};

const toldAfter = (look: Look, state: ToldState): Told => {
  const due = clockEvents(clockFactsOf(look), look.now);
  const {
    told,
    now,
    health: { facts },
  } = look;
  const others = due.remindBy.filter((plan) => plan !== usualPlan.name);
  const remindedBy = { ...told.remindedBy, ...Object.fromEntries(others.map((plan) => [plan, now.toISOString()])) };
  return {
    state,
    revoked: isRevoked(look),
    expiryRemindedAt: due.remindBy.includes(usualPlan.name) ? now.toISOString() : (told.expiryRemindedAt ?? null),
    ...(Object.keys(remindedBy).length > 0 && { remindedBy }),
    expiryToldFor: due.expired ? (facts.expiresAt?.toISOString() ?? null) : (told.expiryToldFor ?? null),
    refreshRemindedAt: due.refreshAfterDays === null ? (told.refreshRemindedAt ?? null) : now.toISOString(),
  };
};

/** Ends the schedule of what cannot be synced, and starts it again for what can. */
const scheduleOf = (deps: Deps, { connection, health: { facts }, now }: Look, state: ToldState): Date | null => {
  const over = state.extendedStatus !== null || facts.consentRevokedAt !== null;
  if (over || connection.parked) return null;
  if (connection.nextSyncAt || (connection.syncLeaseUntil && connection.syncLeaseUntil > deps.now())) return connection.nextSyncAt;
  if (state.status === "never") return now; // the first data is what everybody waits for
  const outcome = state.error === null || state.error === "resync" ? "synced" : "try_later";
  const personal = state.error === "credentials_error" || state.error === "mfa_required";
  return nextSyncAt({
    kind: facts.kind,
    singleSyncOnly: facts.singleSyncOnly,
    outcome: personal ? "needs_user" : outcome,
    failures: Math.max(connection.failures, 1),
    failingSince: facts.failingSince,
    expiresAt: facts.expiresAt,
    budget: { day: connection.budgetDay, attended: connection.budgetAttended, unattended: connection.budgetUnattended },
    now,
    random: deps.random(),
  });
};

/**
 * When to look again. Each success moves that moment, and moving it costs a write in every index: a look that comes
 * early finds nothing to tell, so an earlier one stands.
 */
const checkAfter = (look: Look, told: Told): Date | null => {
  const { connection, now, trigger } = look;
  const wanted = nextCheckAt(clockFactsOf({ ...look, told }), now);
  const planned = trigger === "clock" ? null : connection.nextCheckAt; // of a look of the clock it is the end of its claim
  return wanted && planned && planned > now && planned <= wanted ? planned : wanted;
};

interface Settled {
  readonly told: Told;
  readonly nextCheckAt: Date | null;
  readonly nextSyncAt: Date | null;
}

const isSettled = (connection: Connection, next: Settled): boolean =>
  connection.nextCheckAt?.getTime() === next.nextCheckAt?.getTime() &&
  connection.nextSyncAt?.getTime() === next.nextSyncAt?.getTime() &&
  isDeepStrictEqual(connection.told, next.told);

/**
 * Looks at connections of one tenant after something happened to them: tells each change of their state once, each
 * reminder once, and says when to look again. They are locked and as they stand now; call it in the transaction that
 * changed them.
 */
export const settleConnections = async (
  deps: Deps,
  tx: Tx,
  { tenantId, locked, ...cause }: TransitionCause & { readonly tenantId: string; readonly locked: readonly Connection[] },
): Promise<void> => {
  const now = clockOf(deps, tenantId);
  const known = await healthOf(deps, tx, locked);
  const plans = await deps.reminderPlans.of(tenantId);
  const rows: EventRow[] = [];
  const saved = locked.flatMap((connection) => {
    const health = known.get(connection.id);
    if (!health) return [];
    const look: Look = { connection, health, told: Value.Check(Told, connection.told) ? connection.told : {}, now, ...cause, plans };
    const after = stateOf(health.facts, now);
    rows.push(...connectionRows(deps, connection, eventsOf(look, after)));
    const told = toldAfter(look, after.state);
    const next = { told, nextCheckAt: checkAfter(look, told), nextSyncAt: scheduleOf(deps, look, after.state) };
    return isSettled(connection, next) ? [] : [{ id: connection.id, ...next }];
  });
  if (saved.length > 0) await dueConnections(tx).saveTold(saved);
  await recordEvents(tx, rows);
};

/** The same for connections whose rows are still to be locked and read. */
export const settleConnectionsById = async (
  deps: Deps,
  tx: Tx,
  { tenantId, ids, trigger }: { readonly tenantId: string; readonly ids: readonly string[]; readonly trigger: string },
): Promise<void> => {
  const locked = [...(await dueConnections(tx).lockMany(ids)).values()].filter(({ status }) => status === "active");
  await settleConnections(deps, tx, { tenantId, locked, trigger });
};
