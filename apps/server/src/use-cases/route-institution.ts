import { createHash } from "node:crypto";
import { failureNames, type JobType, type RoutingDecision, type RoutingPreferences } from "@drawbridge/contract";
import { isOutage, mayCall, routeProvider, type ChosenInstitution, type ProviderOffer, type Routed } from "@drawbridge/domain";
import { breakers, connectionRoutes, newIdAt, type Queryable, type SignInRecord } from "@drawbridge/storage";
import type { Offers } from "../institutions/directory.ts";
import { printId } from "../ids.ts";
import type { Deps } from "./deps.ts";
import { offersIn, type Offering } from "./search-institutions.ts";
import { chosenBy } from "./resolve-institution.ts";
import { clockOf } from "./tenant-clock.ts";

/** Whose choice it is, and of what. */
export interface RouteRequest {
  readonly tenantId: string;
  readonly userId: string;
  /** Native id or slug. */
  readonly institutionId: string;
  readonly jobTypes: readonly JobType[];
  /** The one a host asked for; null: any. */
  readonly aggregator: string | null;
  readonly preferences: RoutingPreferences;
  /** What a link wants of institutions, by their number; absent: nothing. */
  readonly settings?: Offering["settings"];
}

/** Looks up an institution a person chose and decides who fetches its data; null: unknown. */
export const routeInstitution = async (deps: Deps, db: Queryable, request: RouteRequest): Promise<ChosenInstitution | null> => {
  const found = offersIn(deps, { settings: new Map(), ...request }, request.institutionId);
  if (!found) return null;
  const { decision, fallbacks } = await decide(deps, db, { request, found });
  const by = (aggregator: string | null): ChosenInstitution => chosenBy(deps, found, aggregator);
  return { ...by(decision.aggregator), routing: decision, fallbacks: fallbacks.map(by) };
};

/** The same decision with nothing chosen: what would happen, and why; null: unknown. */
export const explainRoute = async (deps: Deps, request: RouteRequest): Promise<RoutingDecision | null> => {
  const found = deps.directory.offers(request.institutionId, request.jobTypes);
  return found && (await decide(deps, deps.storage.pool, { request, found })).decision;
};

interface Choice {
  readonly request: RouteRequest;
  readonly found: Offers;
}

const decide = async (deps: Deps, db: Queryable, choice: Choice): Promise<Routed> => {
  const { request, found } = choice;
  const { institution } = found;
  const { institutionAggregatorVolumeMap: volumes = {} } = request.preferences;
  return routeProvider({
    offers: await describe(deps, db, choice),
    only: request.aggregator,
    isTest: institution.record.isTest,
    preferences: request.preferences,
    volume: volumes[printId("ins", institution.id)] ?? volumes[institution.record.slug] ?? null,
    draw: drawOf(choice),
  });
};

/** The same person, institution and data always fall on the same place, in every process (widget-and-data.md, "sticky"). */
const drawOf = ({ request, found }: Choice): number => {
  const key = JSON.stringify([request.tenantId, request.userId, found.institution.id, request.jobTypes.toSorted()]);
  return createHash("sha256").update(key).digest().readUIntBE(0, 6) / 2 ** 48;
};

/** Where there is a choice, what is known of those to choose from. */
const describe = async (deps: Deps, db: Queryable, choice: Choice): Promise<readonly ProviderOffer[]> => {
  const offers = choice.found.offers.map(({ provider, support }) => ({ aggregator: provider.provider, support }));
  const unknown = { failing: false, successRate: null, medianSeconds: null };
  if (offers.length < 2) return offers.map((offer) => ({ ...offer, ...unknown }));
  const failing = await failingOf(deps, db, choice);
  const records = await recordsOf(deps, db, choice);
  return offers.map((offer) => ({ ...offer, ...unknown, ...records.get(offer.aggregator), failing: failing.has(offer.aggregator) }));
};

const failingOf = async (deps: Deps, db: Queryable, { request, found }: Choice): Promise<ReadonlySet<string>> => {
  const now = clockOf(deps, request.tenantId);
  const keys = found.offers.map(({ provider }) => ({ scope: request.tenantId, provider: provider.provider, institutionId: found.institution.id }));
  const known = await breakers(db).all(keys);
  return new Set(known.filter((breaker) => mayCall(breaker, now) === "no").map(({ provider }) => provider));
};

const RECORD_MS = 30 * 24 * 60 * 60 * 1000; // long enough for a quiet institution, short enough to forgive
const outages = failureNames.filter(isOutage);

const recordsOf = async (deps: Deps, db: Queryable, { request, found }: Choice): Promise<ReadonlyMap<string, Omit<SignInRecord, "aggregator">>> => {
  const { success = 0, duration = 0 } = request.preferences.weights ?? {};
  if (success === 0 && duration === 0) return new Map();
  const since = newIdAt(new Date(deps.now().getTime() - RECORD_MS), 0);
  const institution = printId("ins", found.institution.id);
  const signIns = await connectionRoutes(db).signIns(request.tenantId, { institution, since, failures: outages, timed: duration > 0 });
  return new Map(signIns.map(({ aggregator, ...record }) => [aggregator, record]));
};
