import type { DeviceResult } from "@drawbridge/contract";
import type { SessionCall } from "../channel/device-call.ts";
import { amrOf } from "../channel/open-device-session.ts";
import { displayNameOf, personOf } from "../device-user.ts";
import { removedDevice } from "../pin/device-lock.ts";
import { acrOf } from "./enter-with-client.ts";

/** GetIamAccessTokenClaims: read anew at every call, so that a name that was changed is the new one. */
export const readOwnClaims = async ({ deps, session }: SessionCall): Promise<DeviceResult<"claims.get">> => {
  const person = await personOf(deps, session.tenantId, session.userId);
  if (!person) throw removedDevice();
  const claims = {
    tenant: person.tenant.slug,
    name: displayNameOf(person.user),
    acr: acrOf(person.user),
    amr: amrOf[session.factor].join(" "),
    auth_time: String(Math.floor(session.createdAt.getTime() / 1000)),
  };
  return { claims };
};
