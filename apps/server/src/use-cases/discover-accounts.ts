import { acceptAccounts, accountGroup, findExisting, type Existing, type FoundAccount, type KnownConnection } from "@drawbridge/domain";
import { accounts, connections, newId, type Connection } from "@drawbridge/storage";
import type { JobType, ProviderAccount } from "@drawbridge/contract";
import { parseId, printId } from "../ids.ts";
import { readAccounts } from "./read-all.ts";
import type { Deps } from "./deps.ts";
import { readForPerson } from "./read-for-person.ts";
import { knownJobTypes, readLink } from "./read-link.ts";
import { sessionPurpose, type EffectAnswer, type EffectRun } from "./effect-run.ts";
import { contentOf } from "./session-content.ts";
import { clockOf } from "./tenant-clock.ts";

/** Lists what can be connected and gives every account its id, before the person chooses. */
export const discoverAccounts = async (run: EffectRun): Promise<EffectAnswer> => {
  const { deps, session, adapter } = run;
  const { secrets, flow } = contentOf(session);
  const connectionId = flow.connection && parseId("con", flow.connection.id);
  if (!secrets.access || !connectionId) return { fact: { type: "failed", failure: "unexpected", attemptsLeft: null } };
  const access = deps.vault.open(secrets.access, sessionPurpose(session, "access"));
  const { jobTypes, options } = await readLink(deps, session);
  const listed = await readAccounts(readForPerson(adapter, options.person ?? null), access, flow.repair?.jobTypes ?? jobTypes);
  if (listed.outcome === "failed") return { fact: { type: "failed", failure: listed.failure, attemptsLeft: null } };
  const items = await ownItems(run, connectionId, listed.items);
  const found = await storeFound(run, connectionId, items);
  const existing = flow.repair ? null : await existingOf(run, connectionId, found);
  return {
    fact: { type: "accounts_found", accounts: found.map(({ offered }) => offered), existing },
    secrets: { access: deps.vault.seal(listed.access, sessionPurpose(session, "access")) },
  };
};

/** A repair takes nothing in when none of the accounts is known: it is somebody else's login. */
const ownItems = async ({ deps, session }: EffectRun, connectionId: string, items: readonly ProviderAccount[]) => {
  const { flow } = contentOf(session);
  if (!flow.repair || flow.repair.accounts.length === 0) return items;
  const known = new Set((await accounts(deps.storage.pool).ofConnection(session.tenantId, connectionId)).map(({ stableId }) => stableId));
  const matched = items.filter(({ stableId }) => known.has(stableId));
  // On the bank's own page the person chose what to share, new accounts included.
  return matched.length > 0 && flow.institution?.signIn === "redirect" ? items : matched;
};

const storeFound = async ({ deps, session }: EffectRun, connectionId: string, items: readonly ProviderAccount[]) => {
  const { tenantId } = session;
  const rows = acceptAccounts(items, clockOf(deps, tenantId)).rows.map((item) => ({ ...item, id: newId(), number: null }));
  const stored = await deps.storage.transaction(async (tx) => {
    const connection = await connections(tx).lock(tenantId, connectionId); // before its accounts, as every sync does
    return connection ? accounts(tx).upsertMany({ tenantId, connectionId, rows }) : [];
  });
  const byStableId = new Map(stored.map((row) => [row.stableId, row]));
  return items.flatMap((item): StoredFound[] => {
    const row = byStableId.get(item.stableId);
    return row ? [{ stableId: item.stableId, offered: offer(item, row) }] : [];
  });
};

interface StoredFound {
  readonly stableId: string;
  readonly offered: FoundAccount;
}

/** The person's own connection with the same institution that has these accounts already. */
const existingOf = async ({ deps, session }: EffectRun, connectionId: string, found: readonly StoredFound[]): Promise<Existing | null> => {
  const { pool } = deps.storage;
  const { jobTypes } = await readLink(deps, session);
  const mine = await connections(pool).byId(session.tenantId, connectionId);
  const others = (await connections(pool).ofUser(session.tenantId, session.userId)).filter(
    ({ id, institutionId }) => id !== connectionId && institutionId === mine?.institutionId,
  );
  const known = await Promise.all(others.map((connection) => knownConnection(deps, connection, jobTypes)));
  return findExisting(
    found.map(({ stableId, offered: { id } }) => ({ id, stableId })),
    known,
  );
};

const knownConnection = async (deps: Deps, connection: Connection, asked: readonly JobType[]): Promise<KnownConnection> => {
  const shared = (await accounts(deps.storage.pool).ofConnection(connection.tenantId, connection.id)).filter(({ selected }) => selected);
  const refs = shared.map(({ id, no, stableId }) => ({ id: printId("acc", id), no, stableId }));
  const journey = connection.kind === "legacy" ? "refresh" : "reauth";
  const jobTypes = [...new Set([...knownJobTypes(connection.jobTypes), ...asked])];
  const ref = { id: printId("con", connection.id), no: connection.no };
  return {
    existing: { repair: { connection: ref, accounts: refs.map(({ id, no }) => ({ id, no })), journey, jobTypes, origin: "duplicate" } },
    accounts: refs,
  };
};

const offer = (item: ProviderAccount, row: { readonly id: string; readonly no: number }): FoundAccount => ({
  id: printId("acc", row.id),
  no: row.no,
  name: item.name,
  group: accountGroup(item.kind),
  masked: item.masked,
  balance: item.balance,
  currency: item.currency,
  eligible: item.status === "open",
  reason: item.status === "open" ? null : "closed",
});
