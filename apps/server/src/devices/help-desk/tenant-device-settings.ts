import { tenants } from "@drawbridge/storage";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import type { Deps } from "../../use-cases/deps.ts";

/** What a tenant's devices may do. */
export const DeviceSettings = Type.Object(
  {
    environments: Type.Array(Type.Enum(["SSMS", "MAVERICK"]), { minItems: 1, maxItems: 2, uniqueItems: true }),
    anonymousUsers: Type.Boolean(),
  },
  { additionalProperties: false },
);
export type DeviceSettings = Static<typeof DeviceSettings>;

/** What holds for a tenant that set nothing. */
export const usualDeviceSettings: DeviceSettings = { environments: ["SSMS"], anonymousUsers: false };

/** Reads a tenant's settings. */
export const readDeviceSettings = async (deps: Deps, tenantId: string): Promise<DeviceSettings> => {
  const stored = await tenants(deps.storage.pool).setting(tenantId, "authenticator");
  return Value.Check(DeviceSettings, stored) ? stored : usualDeviceSettings;
};
