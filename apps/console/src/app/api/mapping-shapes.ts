import { Type, type Static } from "typebox";

const Text = Type.String();
const Count = Type.Integer();

export const MappingRow = Type.Object({
  providerInstitutionId: Text,
  name: Text,
  domains: Type.Array(Text),
  verdict: Type.Enum(["mapped", "matched", "ambiguous", "duplicate", "unmatched"]),
  by: Type.Union([Text, Type.Null()]),
  institutions: Type.Array(Type.Object({ id: Text, name: Text })),
});
export type MappingRow = Static<typeof MappingRow>;

export const MappingReview = Type.Object({
  provider: Text,
  rows: Count,
  mapped: Count,
  matched: Count,
  ambiguous: Count,
  duplicate: Count,
  unmatched: Count,
  reviewed: Type.Array(MappingRow),
});
export type MappingReview = Static<typeof MappingReview>;

export const MappingSaved = Type.Object({ changed: Count, removed: Count });
