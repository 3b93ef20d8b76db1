import { firstWindow, type Connected, type FetchWindow, type FlowEffect, type Ref, type Repair, type RepairReport } from "@drawbridge/domain";
import { accounts, connections, consents, newId, owners, syncedAccounts, type Tx } from "@drawbridge/storage";
import { Secret } from "@drawbridge/adapter-kit";
import { Value } from "typebox/value";
import { parseId, printId } from "../ids.ts";
import { Envelope } from "../vault/vault.ts";
import { accessPurpose } from "./ask-bank.ts";
import { keepTrue } from "./keep-true.ts";
import { connectedBefore } from "./connected-before.ts";
import { fetchData, historyStart, type FetchedData } from "./read-all.ts";
import { readForPerson } from "./read-for-person.ts";
import { readLink } from "./read-link.ts";
import { sessionPurpose, type EffectAnswer, type EffectRun } from "./effect-run.ts";
import { recordConnect } from "./record-connect.ts";
import { approvalFor, type ConsentApproval } from "./consent-approval-of.ts";
import { contentOf } from "./session-content.ts";
import { storeTransactions } from "./store-sync.ts";
import { clockOf } from "./tenant-clock.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

const unexpected: EffectAnswer = { fact: { type: "failed", failure: "unexpected", attemptsLeft: null } };

type Adding = Extract<FlowEffect, { kind: "add_accounts" }>;

/** Fetches what the job types ask for and stores connection, consent and data in one transaction. */
export const addAccounts = async (run: EffectRun, { accountIds, operationId }: Adding): Promise<EffectAnswer> => {
  const { deps, session, adapter } = run;
  const { secrets, flow } = contentOf(session);
  const connectionId = flow.connection && parseId("con", flow.connection.id);
  if (!connectionId) return unexpected;
  const done = await connectedBefore(run, connectionId);
  if (done) return savedAnswer(flow.repair, done);
  const access = secrets.access ? deps.vault.open(secrets.access, sessionPurpose(session, "access")) : await accessThere(run, connectionId);
  if (!access) return { fact: { type: "failed", failure: "access_revoked", attemptsLeft: null } };
  const link = await readLink(deps, session);
  const jobTypes = flow.repair?.jobTypes ?? link.jobTypes;
  const wanted = new Set(accountIds.map((id) => parseId("acc", id)));
  const known = await accounts(deps.storage.pool).ofConnection(session.tenantId, connectionId);
  const chosen = known.filter(({ id }) => wanted.has(id));
  const stableIds = new Set(chosen.map(({ stableId }) => stableId));
  const at = clockOf(deps, session.tenantId);
  const historyFrom = link.options.historyFrom === undefined ? null : new Date(link.options.historyFrom);
  const start = historyStart(jobTypes, at, historyFrom);
  const window = start && firstWindow(start, at);
  const answer = await fetchData(readForPerson(adapter, link.options.person ?? null), {
    access,
    jobTypes,
    stableIds,
    now: at,
    ...(window && { from: window.from }),
  });
  if (answer.outcome === "failed") return { fact: { type: "failed", failure: answer.failure, attemptsLeft: null } };
  const approval = await approvalFor(run, operationId);
  if (approval === "missing") return unexpected; // no connection without its receipt (J1)
  const store = {
    approval,
    connectionId,
    ...keepTrue(answer, { currencies: null, at }),
    at,
    window,
    consentDays: link.consentDays,
    jobTypes,
    historyFrom,
  };
  const connected = await deps.storage.transaction((tx) => storeAll(run, tx, store));
  if (!connected) return unexpected; // removed while the bank was answering
  return savedAnswer(flow.repair, connected);
};

const savedAnswer = (repair: Repair | null, connected: Connected): EffectAnswer => ({
  fact: { type: "data_saved", connected, ...(repair && { report: reportOf(repair, connected.refs) }) },
});

/** Whoever renews without the bank goes on with the access that is there. */
const accessThere = async ({ deps, session }: EffectRun, connectionId: string): Promise<Secret | null> => {
  const connection = await connections(deps.storage.pool).byId(session.tenantId, connectionId);
  return connection && Value.Check(Envelope, connection.accessSealed) ? deps.vault.open(connection.accessSealed, accessPurpose(connection)) : null;
};

const reportOf = ({ accounts: before }: Repair, now: readonly Ref[]): RepairReport => ({
  matched: now.filter(({ id }) => before.some((one) => one.id === id)),
  added: now.filter(({ id }) => !before.some((one) => one.id === id)),
  lost: before.filter(({ id }) => !now.some((one) => one.id === id)),
});

interface Store {
  /** What the person approved on a device; null: that was not wanted. */
  readonly approval: ConsentApproval | null;
  readonly connectionId: string;
  readonly fetched: FetchedData;
  readonly refused: number;
  readonly at: Date;
  /** What was read of the past; null: no transactions. */
  readonly window: FetchWindow | null;
  readonly consentDays: number;
  /** The consent reaches back no further; null: as far as its jobs. */
  readonly historyFrom: Date | null;
  readonly jobTypes: readonly string[];
}

const storeAll = async (run: EffectRun, tx: Tx, store: Store): Promise<Connected | null> => {
  const { deps, session } = run;
  const { connectionId, fetched } = store;
  const { tenantId, userId } = session;
  const now = store.at;
  await connections(tx).lock(tenantId, connectionId); // before its accounts, as every sync does: two at once wait and do not block each other
  const { saved, lost } = await storeAccounts(run, tx, store);
  const [deltas = []] = await storeTransactions(tx, [{ tenantId, fetched, from: store.window?.from ?? null, at: now, accounts: saved }]);
  await owners(tx).replace(connectionId, fetched.owners);
  const expiresAt = await appendConsent(run, tx, store);
  const purpose = { tenantId, userId, ownerId: connectionId, purpose: "access" } as const;
  const accessSealed = deps.vault.seal(fetched.access, purpose);
  const complete = fetched.incomplete.length === 0 && store.refused === 0;
  const error = complete ? null : "sync_partial";
  const connection = await connections(tx).activate(tenantId, connectionId, { accessSealed, jobTypes: store.jobTypes, error, at: now });
  if (!connection) return null;
  const { repair } = contentOf(session).flow;
  const olderUntil = repair ? connection.olderUntil : (store.window?.olderUntil ?? null);
  await recordConnect(deps, tx, {
    connection,
    sync: {
      trigger: repair?.journey ?? "connect",
      complete,
      deltas,
      lost,
      accounts: saved.map(({ id, stableId }) => ({ accountId: id, providerId: stableId })),
      olderUntil,
    },
  });
  return {
    connectionId: printId("con", connectionId),
    institutionName: contentOf(session).flow.institution?.card.name ?? "",
    accounts: saved.length,
    consentExpiresAt: expiresAt.toISOString(),
    ref: { id: printId("con", connectionId), no: connection.no },
    refs: saved.map(({ id, no }) => ({ id: printId("acc", id), no })),
    historyPending: olderUntil !== null,
  };
};

/** What the person allowed with this; answers until when. */
const appendConsent = async ({ session }: EffectRun, tx: Tx, store: Store): Promise<Date> => {
  const expiresAt = store.approval?.expiresAt ?? new Date(store.at.getTime() + store.consentDays * DAY_MS);
  await consents(tx).append({
    id: store.approval?.consentId ?? newId(),
    tenantId: session.tenantId,
    userId: session.userId,
    connectionId: store.connectionId,
    jobTypes: store.jobTypes,
    historyFrom: store.historyFrom,
    givenAt: store.at,
    expiresAt,
    operationId: store.approval?.operationId ?? null,
    effectId: contentOf(session).pending?.id ?? null,
    text: { locale: session.locale, version: 1 },
  });
  return expiresAt;
};

const storeAccounts = async ({ deps, session }: EffectRun, tx: Tx, { connectionId, fetched, at }: Store) => {
  const { tenantId, userId } = session;
  const rows = fetched.accounts.map((account) => {
    const purpose = { tenantId, userId, ownerId: connectionId, purpose: "account_number" } as const;
    const number = account.number === null ? null : deps.vault.seal(new Secret(account.number), purpose);
    return { ...account, id: newId(), number };
  });
  const saved = await accounts(tx).upsertMany({ tenantId, connectionId, rows });
  // Accounts a repair did not find again keep what they have.
  const before = contentOf(session).flow.repair?.accounts.flatMap(({ id }) => parseId("acc", id) ?? []) ?? [];
  await accounts(tx).select(tenantId, connectionId, [...before, ...saved.map(({ id }) => id)]);
  const found = new Set(saved.map(({ id }) => id));
  const known = await syncedAccounts(tx).sharedOf([connectionId]);
  const lost = known.filter(({ id, lostAt }) => before.includes(id) && !found.has(id) && lostAt === null).map(({ id }) => id);
  await syncedAccounts(tx).setLost(lost, at);
  await syncedAccounts(tx).setLost([...found], null);
  return { saved, lost };
};
