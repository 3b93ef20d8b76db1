import { Secret } from "@drawbridge/adapter-kit";
import type { AuthRequest } from "@drawbridge/storage";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { hashToken } from "../../../http/token-hash.ts";
import type { Deps } from "../../../use-cases/deps.ts";
import { Envelope, type Purpose } from "../../../vault/vault.ts";

/** Where an auth request leads, and what comes back from there. */
export const Trip = Type.Object({
  authUrl: Type.String(),
  returnUrl: Type.String(),
  state: Type.String(),
});
export type Trip = Static<typeof Trip>;

type Owner = Pick<AuthRequest, "id" | "tenantId" | "userId">;

const purposeOf = ({ id, tenantId, userId }: Owner): Purpose => ({ tenantId, userId, ownerId: id, purpose: "auth_request" });

/** A trip as it is stored: sealed, and found again by the hash of what comes back. */
export const sealTrip = (deps: Deps, owner: Owner, trip: Trip): Pick<AuthRequest, "redirectSealed" | "stateHash"> => ({
  stateHash: hashToken(trip.state),
  redirectSealed: deps.vault.seal(new Secret(JSON.stringify(trip)), purposeOf(owner)),
});

/** Opens a stored trip. */
export const openTrip = (deps: Deps, request: Pick<AuthRequest, "id" | "tenantId" | "userId" | "redirectSealed">): Trip | null => {
  if (!Value.Check(Envelope, request.redirectSealed)) return null;
  const trip: unknown = JSON.parse(deps.vault.open(request.redirectSealed, purposeOf(request)).reveal());
  return Value.Check(Trip, trip) ? trip : null;
};
