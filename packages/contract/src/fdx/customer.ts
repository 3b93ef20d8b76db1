import { Type, type Static } from "typebox";
import { closed, FdxId } from "./parts.ts";

const Text = Type.Optional(Type.String());

/** A holder of accounts. The key of mail addresses is `email`, for every provider. */
export const FdxCustomer = Type.Object(
  {
    customerId: Type.String(),
    type: Text,
    name: Type.Object({ first: Type.String(), middle: Text, last: Type.String(), prefix: Text, suffix: Text, company: Text }, closed),
    email: Type.Array(Type.String()),
    addresses: Type.Array(
      Type.Object(
        { type: Text, line1: Type.String(), line2: Text, city: Type.String(), state: Text, region: Text, postalCode: Type.String(), country: Text },
        closed,
      ),
    ),
    telephones: Type.Array(Type.Object({ type: Text, country: Text, number: Type.String() }, closed)),
    accounts: Type.Array(Type.Object({ accountId: FdxId("acc"), relationship: Text }, closed)),
  },
  closed,
);
export type FdxCustomer = Static<typeof FdxCustomer>;
