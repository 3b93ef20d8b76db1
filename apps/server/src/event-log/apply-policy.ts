import { createHmac } from "node:crypto";
import { defaultLogPolicy, LogPolicy } from "@drawbridge/contract";
import { redactEvent, type Hash } from "@drawbridge/domain";
import { analyticsReader, eventLog, eventPartitions, idempotencyKeys, tenants, type Expiry, type LogEntry, type Tx } from "@drawbridge/storage";
import { Value } from "typebox/value";
import { keepFacts } from "../analytics/keep-facts.ts";
import type { Deps } from "../use-cases/deps.ts";
import { saveSettings } from "../use-cases/save-settings.ts";
import type { Kms } from "../vault/kms.ts";

const POLICY = "logPolicy";
const REDACTED_TO = "logRedactedTo"; // the last event that was looked at
const DAY_MS = 86_400_000;
const LATE_MS = 600_000; // what commits later than it was noted is not passed over
const PAGE = 1_000;
const FORGOTTEN_AT_ONCE = 5_000;

type PolicyDeps = Pick<Deps, "storage" | "kms" | "now">;

/** A tenant's policy. */
export const readPolicy = async ({ storage }: Pick<Deps, "storage">, tenantId: string): Promise<LogPolicy> => {
  const stored = await tenants(storage.pool).setting(tenantId, POLICY);
  return Value.Check(LogPolicy, stored) ? stored : defaultLogPolicy;
};

/** Sets a tenant's policy; the whole log is looked at anew. What was hashed or dropped does not come back. */
export const savePolicy = (deps: Deps, tenantId: string, policy: LogPolicy): Promise<void> =>
  saveSettings(deps, tenantId, { name: POLICY, settings: policy, also: (tx) => tenants(tx).saveSetting(tenantId, REDACTED_TO, null) });

/** Keyed for each tenant: whoever has the log alone cannot try terms out, nor compare tenants. */
export const hashOf = (kms: Kms, tenantId: string): Hash => {
  const key = kms.derive(`drawbridge-log-${tenantId}`);
  return (text) => createHmac("sha256", key).update(text).digest("hex").slice(0, 24);
};

const redactPage = async (tx: Tx, entries: readonly LogEntry[], redact: (entry: LogEntry) => unknown): Promise<void> => {
  const changed = entries.flatMap((entry) => {
    const data = redact(entry);
    return data === entry.data ? [] : [{ id: entry.id, data, sessionId: entry.sessionId }];
  });
  if (changed.length === 0) return;
  await eventLog(tx).redact(changed);
  await analyticsReader(tx).lock();
  await keepFacts(tx, [...new Set(changed.flatMap(({ sessionId }) => sessionId ?? []))]);
};

const redactTenant = async ({ storage, kms, now }: PolicyDeps, tenantId: string, policy: LogPolicy): Promise<void> => {
  if (policy.searchTerms === "keep" && policy.accountIds === "keep") return;
  const hash = hashOf(kms, tenantId);
  const notedBefore = new Date(now().getTime() - policy.redactAfterDays * DAY_MS - LATE_MS);
  for (;;) {
    const done = await storage.transaction(async (tx) => {
      const seen = await tenants(tx).setting(tenantId, REDACTED_TO);
      const after = typeof seen === "string" ? seen : undefined;
      const entries = await eventLog(tx).page({ tenantId, notedBefore }, { order: "oldest", after, limit: PAGE });
      await redactPage(tx, entries, ({ data }) => redactEvent(data, policy, hash));
      const last = entries.at(-1);
      if (last) await tenants(tx).saveSetting(tenantId, REDACTED_TO, last.id);
      return entries.length < PAGE;
    });
    if (done) return;
  }
};

/** Takes out of the log what a person typed who is being erased; the ids that stay there name nobody any more. */
export const dropTyped = async (
  { kms }: Pick<Deps, "kms">,
  tx: Tx,
  { tenantId, id }: { readonly tenantId: string; readonly id: string },
): Promise<void> => {
  const policy: LogPolicy = { ...defaultLogPolicy, searchTerms: "drop", accountIds: "keep" };
  const hash = hashOf(kms, tenantId);
  for (let after: string | undefined; ;) {
    const entries = await eventLog(tx).page({ tenantId, userId: id }, { order: "oldest", after, limit: PAGE });
    await redactPage(tx, entries, ({ data }) => redactEvent(data, policy, hash));
    after = entries.at(-1)?.id;
    if (entries.length < PAGE) return;
  }
};

const expiryOf = ({ now }: PolicyDeps, tenantId: string, { retentionDays }: LogPolicy): readonly Expiry[] =>
  retentionDays === null ? [] : [{ tenantId, before: new Date(now().getTime() - retentionDays * DAY_MS) }];

const forgetOld = async ({ storage }: PolicyDeps, { tenantId, before }: Expiry): Promise<void> => {
  while ((await eventLog(storage.pool).forget(tenantId, before, FORGOTTEN_AT_ONCE)) === FORGOTTEN_AT_ONCE);
};

/** A month that nobody wants to keep goes at once; of the others the rows go one by one. */
const keepMonths = ({ storage, now }: PolicyDeps, expiries: readonly Expiry[]): Promise<void> =>
  storage.transaction(async (tx) => {
    const partitions = eventPartitions(tx);
    if (!(await partitions.tryLock())) return;
    await partitions.makeAhead(now());
    await partitions.dropExpired(now(), expiries);
  });

/** Redacts and forgets what the tenants' policies say, page by page; a killed run goes on where it was. */
export const applyPolicies = async (deps: PolicyDeps): Promise<void> => {
  const expiries: Expiry[] = [];
  for (const tenantId of await tenants(deps.storage.pool).withSetting(POLICY)) {
    const policy = await readPolicy(deps, tenantId);
    await redactTenant(deps, tenantId, policy);
    expiries.push(...expiryOf(deps, tenantId, policy));
  }
  await keepMonths(deps, expiries);
  await idempotencyKeys(deps.storage.pool).forgetOld();
  for (const expiry of expiries) await forgetOld(deps, expiry);
};
