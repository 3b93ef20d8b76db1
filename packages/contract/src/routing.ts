import { Type, type Static } from "typebox";

const closed = { additionalProperties: false } as const;
const AggregatorId = Type.String({ minLength: 1, maxLength: 60 });
const InstitutionName = Type.String({ minLength: 1, maxLength: 100 });

/** Aggregator to its part in percent; the parts of one table make 100. */
export const Volume = Type.Record(AggregatorId, Type.Number({ minimum: 0, maximum: 100 }));
export type Volume = Static<typeof Volume>;

const Weight = Type.Number({ minimum: 0, maximum: 1 });

/** Which aggregator fetches for which institution, as a tenant wants it (widget-and-data.md, section 10). */
export const RoutingPreferences = Type.Object(
  {
    defaultAggregator: Type.Optional(AggregatorId),
    /** Empty: every configured one. */
    supportedAggregators: Type.Array(AggregatorId, { maxItems: 50, uniqueItems: true }),
    defaultAggregatorVolume: Type.Optional(Volume),
    /** By an institution's id or slug. */
    institutionAggregatorVolumeMap: Type.Optional(Type.Record(InstitutionName, Volume)),
    /** Never found in a search. */
    hiddenInstitutions: Type.Array(InstitutionName, { maxItems: 1000, uniqueItems: true }),
    /** Shown before anything is typed, in this order, where the experience names none. */
    recommendedInstitutions: Type.Array(InstitutionName, { maxItems: 100, uniqueItems: true }),
    /** Aggregator to what a connection costs there, all in one currency. */
    prices: Type.Optional(Type.Record(AggregatorId, Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 }))),
    /** How much a part shrinks for a higher price, for sign-ins that failed or for a slow bank: 0 not at all, 1 in full. */
    weights: Type.Optional(Type.Object({ price: Type.Optional(Weight), success: Type.Optional(Weight), duration: Type.Optional(Weight) }, closed)),
  },
  closed,
);
export type RoutingPreferences = Static<typeof RoutingPreferences>;

/** What holds for a tenant that set nothing. */
export const usualRouting: RoutingPreferences = { supportedAggregators: [], hiddenInstitutions: [], recommendedInstitutions: [] };

/** Names of the rules, in their order; the first that matches decides. `fallback`: the one chosen first failed to start. */
export const routingRules = [
  "asked_for",
  "test_institution",
  "no_candidate",
  "only_candidate",
  "institution_volume",
  "default_volume",
  "default_aggregator",
  "uniform",
  "fallback",
] as const;

/** Why an aggregator that knows the institution was not among the candidates. */
export const leftOutReasons = ["not_asked_for", "not_for_tests", "not_supported", "lacks_data", "others_cover_more", "failing"] as const;

const Fraction = Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()]);

/** Why an aggregator was chosen, as it is kept with the connection. */
export const RoutingDecision = Type.Object(
  {
    rule: Type.Enum(routingRules),
    aggregator: Type.Union([AggregatorId, Type.Null()]),
    /** Where in the parts, laid end to end by name, the choice fell; null: nothing was drawn. */
    draw: Fraction,
    candidates: Type.Array(
      Type.Object(
        {
          aggregator: AggregatorId,
          support: Type.Enum(["full", "partial", "none"]),
          leftOut: Type.Union([Type.Enum(leftOutReasons), Type.Null()]),
          /** After price, success and duration were weighed; null: no parts were made. */
          share: Fraction,
          price: Type.Union([Type.Number(), Type.Null()]),
          /** Of the tenant's last sign-ins at this institution; null: not looked at, or none. */
          successRate: Fraction,
          /** Within which half of them had the bank's first answer; null as above. */
          medianSeconds: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type RoutingDecision = Static<typeof RoutingDecision>;
