import { tenants, type Queryable } from "@drawbridge/storage";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";

/** What happens when a person answers "this was not me". */
export const notMeActions = ["alert", "lock_device", "pause_connections"] as const;

/** How careful a tenant is with devices; each rule for itself. */
export const DevicePolicies = Type.Object(
  {
    /** Devices a person may have at once. */
    mostDevices: Type.Integer({ minimum: 1, maximum: 50 }),
    /** Operations that may wait for a person at once. */
    mostWaiting: Type.Integer({ minimum: 1, maximum: 50 }),
    /** Operations of an hour that a person may refuse or leave unanswered before nothing more is asked. */
    mostUnwelcome: Type.Integer({ minimum: 1, maximum: 200 }),
    notMe: Type.Array(Type.Enum(notMeActions), { maxItems: 3, uniqueItems: true }),
    /** An operator's lock or a PIN's is lifted by two people. */
    twoPersonUnlock: Type.Boolean(),
    /** An app of which no version was registered is refused. */
    onlyRegisteredApps: Type.Optional(Type.Boolean()),
    /** Left out: true. False: nobody logs in with what a device stores, without a PIN or a fresh token. */
    stayLoggedIn: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type DevicePolicies = Static<typeof DevicePolicies>;

/** What holds for a tenant that set nothing: whoever has ten open questions answers none with care (contract, section 16). */
export const usualDevicePolicies: DevicePolicies = {
  mostDevices: 10,
  mostWaiting: 10,
  mostUnwelcome: 20,
  notMe: ["alert"],
  twoPersonUnlock: false,
};

/** Name of the entry among a tenant's settings. */
export const DEVICE_POLICIES = "devicePolicies";

/** Reads a tenant's policies. */
export const readDevicePolicies = async (db: Queryable, tenantId: string): Promise<DevicePolicies> => {
  const stored = await tenants(db).setting(tenantId, DEVICE_POLICIES);
  return Value.Check(DevicePolicies, stored) ? stored : usualDevicePolicies;
};
