import type { Adapter } from "@drawbridge/adapter-kit";
import type { Storage } from "@drawbridge/storage";
import type { Identity } from "../faces/connections/identity/identity.ts";
import type { KeyEgress } from "../egress/key-egress.ts";
import type { Egress } from "../egress/webhook-egress.ts";
import type { PushSender } from "../push/push-sender.ts";
import type { Metrics } from "../operations/metrics.ts";
import type { Tracing } from "../operations/tracing.ts";
import type { LogTail } from "../event-log/log-tail.ts";
import type { CookieReach } from "../http/handle.ts";
import type { GroupTokens } from "../http/group-tokens.ts";
import type { RateLimits } from "../http/rate-limit.ts";
import type { Directory } from "../institutions/directory.ts";
import type { DeviceNews } from "../devices/channel/device-news.ts";
import type { Kms } from "../vault/kms.ts";
import type { LaunchTokens } from "../vault/launch-token.ts";
import type { Vault } from "../vault/vault.ts";
import type { ReminderPlans } from "./reminder-plans.ts";
import type { SandboxControl } from "./sandbox-control.ts";
import type { TenantClocks } from "./tenant-clock.ts";

/** What every use case is given; built once in the wiring. */
export interface Deps {
  readonly storage: Storage;
  readonly directory: Directory;
  readonly adapters: ReadonlyMap<string, Adapter>;
  readonly vault: Vault;
  readonly kms: Kms;
  readonly launchTokens: LaunchTokens;
  /** The way to the keys that clients publish. */
  readonly keyEgress: KeyEgress;
  readonly webhookEgress: Egress;
  /** How devices are woken, one for each kind of push token. */
  readonly pushSenders: readonly PushSender[];
  /** Origin of this server as people reach it. */
  readonly origin: () => string;
  /** Origin of the console. */
  readonly consoleOrigin: () => string;
  readonly loopbackDevelopment: boolean;
  /** Bearer tokens of the three groups of the widget face. */
  readonly groupTokens: GroupTokens;
  /** Clients and tokens of the Connections face. */
  readonly identity: Identity;
  readonly cookieReach: CookieReach;
  /** Slugs of the tenants that may change the directory; null: the first tenant. */
  readonly directoryTenants: readonly string[] | null;
  readonly rateLimits: RateLimits;
  /** Machine time; what a tenant's clock says is `clockOf`. */
  readonly now: () => Date;
  /** After this a page of numbers is given up. */
  readonly longestQuestionMs: number;
  readonly tenantClocks: TenantClocks;
  /** When ends of consents are told. */
  readonly reminderPlans: ReminderPlans;
  /** Wakes whoever waits for news of a device. */
  readonly deviceNews: DeviceNews;
  /** Hears of new events. */
  readonly logTail: LogTail;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** What `/metrics` asks for; null: none was set up. */
  readonly metricsToken: string | null;
  /** True from the moment the server was told to stop. */
  readonly isStopping: () => boolean;
  /** In [0, 1). */
  readonly random: () => number;
  /** Changes what the sandbox bank does; null: there is none beside this server. */
  readonly sandboxBank: SandboxControl | null;
  readonly log: { readonly warn: (data: object, message: string) => void; readonly error: (data: object, message: string) => void };
}
