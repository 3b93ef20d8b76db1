import { createHash } from "node:crypto";
import { jobTypes as allJobs, type Failure, type ProviderTransaction } from "@drawbridge/contract";
import { nextWindow } from "@drawbridge/domain";
import type { Secret } from "@drawbridge/adapter-kit";
import type { Consent, Connection, SyncStage } from "@drawbridge/storage";
import { Value } from "typebox/value";
import { Envelope, type Purpose } from "../vault/vault.ts";
import type { Deps } from "./deps.ts";
import { keepTrue } from "./keep-true.ts";
import { fetchData, historyStart, type FetchedData } from "./read-all.ts";
import type { AnsweredSync, SyncAnswer, SyncWork } from "./sync-work.ts";
import { clockOf } from "./tenant-clock.ts";
import { readForPerson } from "./read-for-person.ts";
import { trackAccess } from "./track-access.ts";

/** What the access of a connection is sealed for. */
export const accessPurpose = ({ tenantId, userId, id }: Pick<Connection, "tenantId" | "userId" | "id">): Purpose => ({
  tenantId,
  userId,
  ownerId: id,
  purpose: "access",
});

type StandingConsent = (Pick<Consent, "expiresAt" | "historyFrom"> & { readonly revokedAt: Date | null }) | null;

/** Asks the bank for one sync, and judges what it sent; nothing is stored here. */
export const askBank = async (deps: Deps, work: SyncWork, consent: StandingConsent): Promise<AnsweredSync> => {
  try {
    return await ask(deps, work, consent);
  } catch (cause) {
    deps.log.error({ err: cause, connectionId: work.connection.id }, "sync failed unexpectedly");
    return refused(work, "unexpected");
  }
};

const refused = (work: SyncWork, failure: Failure, access: Secret | null = null): AnsweredSync => ({
  work,
  answer: { outcome: "failed", failure, access },
  stages: [{ stage: "connect", result: "failed", code: failure }],
});

const ask = async (deps: Deps, work: SyncWork, consent: StandingConsent): Promise<AnsweredSync> => {
  const { connection, shared } = work;
  const now = clockOf(deps, connection.tenantId);
  if (!consent || consent.revokedAt) return refused(work, "access_revoked");
  if (consent.expiresAt <= now) return refused(work, "consent_expired");
  const adapter = deps.adapters.get(connection.provider);
  if (!adapter) return refused(work, "not_supported");
  if (!Value.Check(Envelope, connection.accessSealed)) return refused(work, "access_revoked");
  const access = deps.vault.open(connection.accessSealed, accessPurpose(connection));
  const tracked = trackAccess(readForPerson(adapter, work.run.person ?? null), access);
  const jobTypes = allJobs.filter((job) => connection.jobTypes.includes(job));
  const start = historyStart(jobTypes, now, consent.historyFrom);
  const from = start && nextWindow(start, connection).from;
  const listed = { count: 0 };
  const counting = {
    ...tracked.adapter,
    accounts: {
      list: async (request: Parameters<typeof adapter.accounts.list>[0]) => {
        const page = await tracked.adapter.accounts.list(request);
        if (page.outcome === "read") listed.count += page.items.length;
        return page;
      },
    },
  };
  const stableIds = new Set(shared.map(({ stableId }) => stableId));
  const fetched = await fetchData(counting, { access, jobTypes, stableIds, now, ...(from && { from }) });
  if (fetched.outcome === "failed") return refused(work, fetched.failure, tracked.newest());
  return judge(work, { fetched, from, at: now, listed: listed.count, before: access });
};

interface Fetched {
  readonly fetched: FetchedData;
  readonly from: Date | null;
  readonly at: Date;
  /** Accounts the bank sent, ours or not. */
  readonly listed: number;
  /** The access it was asked with; an adapter that keeps it gives the same one back. */
  readonly before: Secret;
}

/** Keeps what can be true. An answer with accounts but none of ours is somebody else's: nothing of it is kept. */
const judge = (work: SyncWork, { fetched, from, at, listed, before }: Fetched): AnsweredSync => {
  if (work.shared.length > 0 && fetched.accounts.length === 0 && listed > 0) return refused(work, "provider_failed", fetched.access);
  const currencies = new Map(work.shared.map(({ stableId, currency }) => [stableId, currency]));
  const kept = keepTrue(fetched, { currencies, at });
  const seen = new Set(fetched.accounts.map(({ stableId }) => stableId));
  const lost = work.shared.filter(({ stableId }) => !seen.has(stableId)).map(({ id }) => id);
  const answer: SyncAnswer = {
    outcome: "data",
    ...kept,
    from,
    at,
    hash: hashOf(kept.fetched, from),
    lost,
    access: fetched.access === before ? null : fetched.access,
  };
  return { work, answer, stages: stagesOf(work, kept.fetched, kept.refused) };
};

const stagesOf = ({ run }: SyncWork, { incomplete, accounts }: FetchedData, wrong: number): readonly SyncStage[] => [
  { stage: "connect", result: "ok", code: null },
  { stage: "fetch_accounts", result: "ok", code: String(accounts.length) },
  {
    stage: run.trigger === "history" ? "fetch_full" : "fetch_recent",
    result: incomplete.length + wrong > 0 ? "partial" : "ok",
    code: wrong > 0 ? "data_refused" : null,
  },
  { stage: "finish", result: "ok", code: null },
];

/** The same data has the same hash, whatever window it was read with. */
const hashOf = ({ accounts, owners, transactions, incomplete }: FetchedData, from: Date | null): string => {
  const rows: (readonly [string, readonly ProviderTransaction[]])[] = [...transactions];
  return createHash("sha256")
    .update(JSON.stringify([accounts, owners, rows, incomplete, from === null]))
    .digest("base64url");
};
