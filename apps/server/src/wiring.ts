import { randomInt } from "node:crypto";
import { join } from "node:path";
import { createSandboxAdapter } from "@drawbridge/adapter-sandbox";
import type { Adapter } from "@drawbridge/adapter-kit";
import type { InstitutionProvider, Storage } from "@drawbridge/storage";
import type { FastifyBaseLogger } from "fastify";
import { isLoopbackDevelopment, type Config } from "./config.ts";
import { createDeviceNews } from "./devices/channel/device-news.ts";
import { adapterFetch } from "./egress/adapter-fetch.ts";
import { createKeyEgress } from "./egress/key-egress.ts";
import { createWebhookEgress } from "./egress/webhook-egress.ts";
import { createWebPushSender } from "./push/web-push-sender.ts";
import type { PushSender } from "./push/push-sender.ts";
import { withDeeds } from "./operators/deed-of-request.ts";
import { createMetrics } from "./operations/metrics.ts";
import { traceAdapter } from "./operations/trace-adapter.ts";
import { noTracing, type Tracing } from "./operations/tracing.ts";
import { createLogTail } from "./event-log/log-tail.ts";
import { standardGroups } from "./auth-groups.ts";
import { createIdentity } from "./faces/connections/identity/identity.ts";
import { createGroupTokens } from "./http/group-tokens.ts";
import { limitsWith } from "./http/limits.ts";
import { createRateLimits } from "./http/rate-limit.ts";
import { createDirectory } from "./institutions/directory.ts";
import { openKeptIndex } from "./institutions/kept-index.ts";
import type { Deps } from "./use-cases/deps.ts";
import { createReminderPlans } from "./use-cases/reminder-plans.ts";
import type { SandboxControl } from "./use-cases/sandbox-control.ts";
import { createTenantClocks } from "./use-cases/tenant-clock.ts";
import { openFileKms, type Kms } from "./vault/kms.ts";
import { createLaunchTokens } from "./vault/launch-token.ts";
import { createVault } from "./vault/vault.ts";

/** What is already running when the server is put together. */
export interface Parts {
  readonly config: Config;
  readonly storage: Storage;
  readonly log: FastifyBaseLogger;
  /** Known only once the server listens. */
  readonly origin: () => string;
  readonly bankOrigin: string;
  /** Known only once the console listens; the server's own unless given. */
  readonly consoleOrigin?: () => string;
  readonly adapterTimeoutMs?: number;
  /** None unless given. */
  readonly tracing?: Tracing;
  /** Providers beside the sandbox. */
  readonly adapters?: readonly Adapter[];
  /** Roads to devices beside Web Push. */
  readonly pushSenders?: readonly PushSender[];
  /** The sandbox bank beside this server; its moods can be set. */
  readonly sandboxBank?: SandboxControl | Promise<SandboxControl>;
  /** Never unless given. */
  readonly isStopping?: () => boolean;
  /** Chance, in [0, 1). */
  readonly random?: () => number;
  readonly now?: () => Date;
}

const LONGEST_QUESTION_MS = 15_000; // somebody waits behind it; sums and indexed filters take a fraction of a second

const machineClock = (): Date => new Date();
const chance = (): number => randomInt(2 ** 32) / 2 ** 32;

const adaptersOf = (
  { bankOrigin, log, adapterTimeoutMs, adapters = [], now = machineClock, tracing = noTracing }: Parts,
  kms: Kms,
): ReadonlyMap<string, Adapter> => {
  const sandbox = createSandboxAdapter({
    bankOrigin,
    clientKey: kms.client.privateKey,
    fetch: adapterFetch([bankOrigin], adapterTimeoutMs),
    now,
    log,
  });
  return new Map([sandbox, ...adapters].map((adapter) => [adapter.id, traceAdapter(adapter, tracing)]));
};

/** Puts the server together: the one place where packages of one group meet. */
export const wire = async (parts: Parts): Promise<Deps> => {
  const kms = await openFileKms(join(parts.config.dataDir, "kms.json"));
  const adapters = adaptersOf(parts, kms);
  const serves = ({ provider, supportsOauth }: InstitutionProvider): boolean => {
    const adapter = adapters.get(provider);
    return Boolean(supportsOauth ? adapter?.redirect : adapter?.credentials);
  };
  const directory = await createDirectory(parts.storage, serves, openKeptIndex(join(parts.config.dataDir, "institution-search")));
  const vault = createVault(kms);
  const logTail = await createLogTail(parts.storage, (error) => parts.log.error({ err: error }, "the log could not be followed"));
  const loopback = isLoopbackDevelopment(parts.config) ? "allowed" : "refused";
  const webhookEgress = createWebhookEgress({ loopback });
  const keyEgress = createKeyEgress({ loopback });
  const now = parts.now ?? machineClock;
  const webPush = createWebPushSender({ egress: webhookEgress, keys: kms.devices.push, origin: parts.origin, now });
  return {
    storage: withDeeds(parts.storage),
    directory,
    adapters,
    vault,
    identity: await createIdentity({ storage: parts.storage, vault, kms, origin: parts.origin, keyEgress }),
    kms,
    launchTokens: createLaunchTokens(kms),
    webhookEgress,
    keyEgress,
    pushSenders: [webPush, ...(parts.pushSenders ?? [])],
    origin: parts.origin,
    consoleOrigin: parts.consoleOrigin ?? parts.origin,
    loopbackDevelopment: isLoopbackDevelopment(parts.config),
    groupTokens: createGroupTokens(parts.config.authGroups ?? standardGroups),
    directoryTenants: parts.config.directoryTenants ?? null,
    cookieReach: parts.config.cookieReach ?? "cross-site",
    rateLimits: createRateLimits(parts.storage, limitsWith(parts.config.rateLimits ?? {})),
    now,
    longestQuestionMs: LONGEST_QUESTION_MS,
    tenantClocks: await createTenantClocks(parts.storage),
    reminderPlans: createReminderPlans(parts.storage),
    deviceNews: await createDeviceNews(parts.storage),
    logTail,
    metrics: createMetrics(parts.storage, logTail),
    tracing: parts.tracing ?? noTracing,
    metricsToken: parts.config.metricsToken ?? null,
    isStopping: parts.isStopping ?? (() => false),
    random: parts.random ?? chance,
    sandboxBank: (await parts.sandboxBank) ?? null,
    log: parts.log,
  };
};
