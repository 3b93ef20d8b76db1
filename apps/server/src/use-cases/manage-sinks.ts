import type { NewSink, SinkChange } from "@drawbridge/contract";
import { eventLog, eventSinks, newId, type EventSink, type LogPlace, type Tenant } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import { parseId } from "../ids.ts";
import { endOfLog, sinkPlugIns } from "../sinks/deliver-sink.ts";
import { sealSecrets } from "../sinks/sink-secrets.ts";
import type { Deps } from "./deps.ts";

const MOST_SINKS = 20; // of a tenant
const FIRST_PLACE: LogPlace = { tx: "0", id: "00000000-0000-0000-0000-000000000000" };

const standardUrls = { segment: "https://api.segment.io", posthog: "https://us.i.posthog.com" } as const;

const urlOf = (wish: NewSink): string => wish.url ?? (wish.kind === "segment" || wish.kind === "posthog" ? standardUrls[wish.kind] : "");

const filled = (values: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

const secretsOf = (wish: NewSink): Readonly<Record<string, string>> => {
  switch (wish.kind) {
    case "segment":
    case "posthog":
      return { key: wish.key };
    case "otlp_logs":
      return wish.headers ?? {};
    case "nats":
      return filled({ user: wish.user, password: wish.password, token: wish.token });
  }
};

const placeOf = async (deps: Deps, tenant: Tenant, from: string): Promise<LogPlace> => {
  if (from === "now") return endOfLog(deps);
  if (from === "beginning") return FIRST_PLACE;
  const id = parseId("evt", from);
  const tx = id && (await eventLog(deps.storage.pool).txOf(tenant.id, id));
  if (!id || !tx) throw new AppError("VALIDATION_FAILED", { detail: "from: the log has no such event" });
  return { tx, id };
};

/** Sets up a sink, after its address was looked up and found public. */
export const createSink = async (deps: Deps, tenant: Tenant, wish: NewSink): Promise<EventSink> => {
  const url = urlOf(wish);
  const refused = await sinkPlugIns[wish.kind].check({ egress: deps.webhookEgress }, url);
  if (refused) throw new AppError("SINK_URL_REFUSED", { detail: refused });
  const sinks = eventSinks(deps.storage.pool);
  if ((await sinks.list(tenant.id)).length >= MOST_SINKS) throw new AppError("WRONG_STATE", { detail: `a tenant has at most ${MOST_SINKS} sinks` });
  const owner = { id: newId(), tenantId: tenant.id };
  const sink = {
    ...owner,
    kind: wish.kind,
    url: new URL(url).href,
    subject: wish.kind === "nats" ? wish.subject : null,
    sealed: sealSecrets(deps.vault, owner, secretsOf(wish)),
    eventTypes: wish.eventTypes ?? ["*"],
    description: wish.description ?? "",
    createdAt: deps.now(),
    at: await placeOf(deps, tenant, wish.from ?? "now"),
  };
  await deps.storage.transaction((tx) => eventSinks(tx).create(sink));
  return { ...sink, paused: false, lastSuccessAt: null, batch: 0, failures: 0, lastError: null, nextTryAt: null };
};

/** The sink if it is the tenant's. */
export const findSink = async (deps: Deps, tenant: Tenant, id: string | null): Promise<EventSink> => {
  const sink = id && (await eventSinks(deps.storage.pool).ofTenant(tenant.id, id));
  if (!sink) throw new AppError("NOT_FOUND");
  return sink;
};

/** Pauses a sink, lets it go on where it was, or changes what it is sent from here on. */
export const changeSink = async (
  deps: Deps,
  { tenant, id }: { readonly tenant: Tenant; readonly id: string | null },
  change: SinkChange,
): Promise<EventSink> => {
  const sink = id && (await deps.storage.transaction((tx) => eventSinks(tx).change(tenant.id, id, change)));
  if (!sink) throw new AppError("NOT_FOUND");
  return sink;
};

/** Removes a sink with its keys. */
export const removeSink = async (deps: Deps, tenant: Tenant, id: string | null): Promise<void> => {
  if (!id || !(await deps.storage.transaction((tx) => eventSinks(tx).remove(tenant.id, id)))) throw new AppError("NOT_FOUND");
};
