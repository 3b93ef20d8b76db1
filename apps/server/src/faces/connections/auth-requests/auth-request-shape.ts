import type { AuthRequestBody } from "@drawbridge/contract";
import type { StoredAuthRequest } from "@drawbridge/storage";
import type { Deps } from "../../../use-cases/deps.ts";
import { openTrip } from "./trip.ts";

const statusOf = ({ status, over, removed }: StoredAuthRequest): AuthRequestBody["status"] => {
  if (removed) return "deleted";
  return status === "pending" && over ? "error" : status;
};

/** An auth request as clients read it (connections.md, 10.1). Where it leads is shown while it is open. */
export const printAuthRequest = (deps: Deps, request: StoredAuthRequest): AuthRequestBody => {
  const { id, redirectUri, createdAt, bankId, userHexId, scope, bankConnectionId } = request;
  const status = statusOf(request);
  const trip = status === "pending" ? openTrip(deps, request) : null;
  return {
    id,
    ...(redirectUri !== null && { redirectUri }),
    createdAt: createdAt.toISOString(),
    bankId,
    userId: userHexId,
    scope,
    ...(bankConnectionId !== null && { connectionId: bankConnectionId }),
    status,
    ...(trip && { redirectParams: trip }),
  };
};
