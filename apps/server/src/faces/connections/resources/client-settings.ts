import { faceAccountTypes, FreshnessHours } from "@drawbridge/contract";
import type { ConnectionFacts } from "@drawbridge/domain";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import type { Deps } from "../../../use-cases/deps.ts";
import { LeadDays } from "../../../use-cases/reminder-plans.ts";
import type { Access } from "../access.ts";

const hours = Type.Optional(FreshnessHours);

/** Targets by type of account; a type that is absent has the usual one. */
export const FreshnessTargets = Type.Object(Object.fromEntries(faceAccountTypes.map((type) => [type, hours])), { additionalProperties: false });

/** What a client may set of these routes, among its other settings. */
export const ResourceSettings = Type.Object({
  /** False: the client runs consent screens of its own and may set `expiresAt` (connections.md, 8.2). */
  enforceUserConsent: Type.Boolean({ default: true }),
  /** True: connections without a finished sync say `never` (rulings.md 18). */
  statusNever: Type.Boolean({ default: false }),
  /** Seconds between two syncs that are asked for; null: the usual ones (connections.md, 6.2). */
  syncLimitSeconds: Type.Union([Type.Integer({ minimum: 5, maximum: 86_400 }), Type.Null()], { default: null }),
  /** Days before the end of a consent at which the client is reminded; null: the tenant's (connections.md, E5). */
  reminderLeadDays: Type.Union([LeadDays, Type.Null()], { default: null }),
  /** Hours that data of a type of account should be younger than (connections.md, E3.3); null: the usual ones. */
  freshnessTargetHours: Type.Union([FreshnessTargets, Type.Null()], { default: null }),
});
export type ResourceSettings = Static<typeof ResourceSettings>;

const defaults: ResourceSettings = {
  enforceUserConsent: true,
  statusNever: false,
  syncLimitSeconds: null,
  reminderLeadDays: null,
  freshnessTargetHours: null,
};

/** Reads them; what is missing takes its default. */
export const settingsOf = async (deps: Deps, { clientId }: Access): Promise<ResourceSettings> => {
  const client = await deps.identity.clients.find(clientId);
  const known: unknown = Value.Default(ResourceSettings, { ...client?.settings });
  return Value.Check(ResourceSettings, known) ? known : defaults;
};

/** The facts of a connection as its client set them: when it is reminded, and how often it may ask for a sync. */
export const factsFor = (
  { reminderLeadDays, syncLimitSeconds }: Pick<ResourceSettings, "reminderLeadDays" | "syncLimitSeconds">,
  facts: ConnectionFacts,
): ConnectionFacts => ({
  ...facts,
  ...(reminderLeadDays && { firstLeadDays: Math.max(...reminderLeadDays) }),
  ...(syncLimitSeconds !== null && { syncLimitMs: syncLimitSeconds * 1000 }),
});
