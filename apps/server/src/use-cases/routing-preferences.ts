import { RoutingPreferences, usualRouting, type Volume } from "@drawbridge/contract";
import { tenants, type Queryable } from "@drawbridge/storage";
import { Value } from "typebox/value";
import { AppError } from "../http/app-error.ts";
import type { Deps } from "./deps.ts";
import { saveSettings } from "./save-settings.ts";

// Also read by linkContexts, with everything else behind a session.
const ROUTING = "routing";

/** What a tenant set of its aggregators. */
export const readRouting = async (db: Queryable, tenantId: string): Promise<RoutingPreferences> => {
  const stored = await tenants(db).setting(tenantId, ROUTING);
  return Value.Check(RoutingPreferences, stored) ? stored : usualRouting;
};

/** Checks preferences and keeps them; they hold from the next choice on. */
export const saveRouting = async (deps: Deps, tenantId: string, wanted: RoutingPreferences): Promise<RoutingPreferences> => {
  const problem = unknownAggregator(deps, wanted) ?? unknownInstitution(deps, wanted) ?? wrongVolume(wanted) ?? twice(deps, wanted);
  if (problem) throw new AppError("VALIDATION_FAILED", { detail: problem });
  await saveSettings(deps, tenantId, { name: ROUTING, settings: wanted });
  return wanted;
};

/** Every table of parts, with its name. */
const volumesOf = ({ defaultAggregatorVolume, institutionAggregatorVolumeMap = {} }: RoutingPreferences): readonly (readonly [string, Volume])[] => [
  ...(defaultAggregatorVolume ? [["defaultAggregatorVolume", defaultAggregatorVolume] as const] : []),
  ...Object.entries(institutionAggregatorVolumeMap).map(([name, volume]) => [`institutionAggregatorVolumeMap.${name}`, volume] as const),
];

const unknownAggregator = (deps: Deps, wanted: RoutingPreferences): string | null => {
  const named = [
    ...(wanted.defaultAggregator === undefined ? [] : [["defaultAggregator", wanted.defaultAggregator] as const]),
    ...wanted.supportedAggregators.map((name) => ["supportedAggregators", name] as const),
    ...volumesOf(wanted).flatMap(([where, volume]) => Object.keys(volume).map((name) => [where, name] as const)),
    ...Object.keys(wanted.prices ?? {}).map((name) => ["prices", name] as const),
  ];
  const unknown = named.find(([, name]) => !deps.adapters.has(name));
  return unknown ? `${unknown[0]}: ${unknown[1]} is none of [${[...deps.adapters.keys()].join(", ")}]` : null;
};

const unknownInstitution = (deps: Deps, wanted: RoutingPreferences): string | null => {
  const named = [
    ...wanted.hiddenInstitutions.map((name) => ["hiddenInstitutions", name] as const),
    ...wanted.recommendedInstitutions.map((name) => ["recommendedInstitutions", name] as const),
    ...Object.keys(wanted.institutionAggregatorVolumeMap ?? {}).map((name) => ["institutionAggregatorVolumeMap", name] as const),
  ];
  const unknown = named.find(([, name]) => !deps.directory.resolve(name, []));
  return unknown ? `${unknown[0]}: ${unknown[1]} does not exist` : null;
};

const sumOf = (volume: Volume): number => Object.values(volume).reduce((sum, part) => sum + part, 0);

const wrongVolume = (wanted: RoutingPreferences): string | null => {
  const wrong = volumesOf(wanted).find(([, volume]) => Math.abs(sumOf(volume) - 100) > 0.001); // thirds cannot be written exactly
  return wrong ? `${wrong[0]}: the parts make ${sumOf(wrong[1])}, not 100` : null;
};

/** An id and a slug of one institution are two names of one table. */
const twice = (deps: Deps, { institutionAggregatorVolumeMap = {} }: RoutingPreferences): string | null => {
  const names = Object.keys(institutionAggregatorVolumeMap);
  const ids = names.map((name) => deps.directory.resolve(name, [])?.uuid);
  const again = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  return again === -1 ? null : `institutionAggregatorVolumeMap: ${names[again]} is there twice`;
};
