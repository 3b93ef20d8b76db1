import { Secret } from "@drawbridge/adapter-kit";
import type { ChannelStatus, DevicePayload, DeviceResult } from "@drawbridge/contract";
import { deviceProperties, type DeviceProperty, type PropertyOwner, type Queryable, type Tx } from "@drawbridge/storage";
import { Value } from "typebox/value";
import type { Deps } from "../../use-cases/deps.ts";
import { Envelope } from "../../vault/vault.ts";
import type { SessionCall } from "../channel/device-call.ts";
import { DeviceRefusal, deviceErrorCodes } from "../channel/device-refusal.ts";
import { brokenPropertyRule, has, isPropertyKey, propertyFlags } from "./property-rules.ts";

/** What is to be stored; `expected`: the version it replaces, 0 for none, null for whichever is there. */
export interface PropertyWrite {
  readonly key: string;
  readonly data: string;
  readonly type: DeviceProperty["type"];
  readonly ttl: number;
  readonly flags: number;
  readonly expected: number | null;
}

/** How a write ended. */
export type PropertyOutcome =
  | { readonly outcome: "written"; readonly version: number }
  | { readonly outcome: "refused"; readonly status: ChannelStatus; readonly why: string };

const ownerOf = ({ session }: SessionCall, owner: PropertyOwner["owner"]): PropertyOwner => ({
  tenantId: session.tenantId,
  owner,
  ownerId: { DEVICE: session.deviceId, USER: session.userId, GROUP: session.tenantId }[owner],
});

/** The version is part of what is sealed: an old value cannot be put in a new one's place. */
const purposeOf = ({ tenantId, owner, ownerId, key, version }: PropertyOwner & { readonly key: string; readonly version: number }) =>
  ({ tenantId, userId: owner, ownerId: JSON.stringify([ownerId, key, version]), purpose: "property" }) as const;

/** The value of a stored property, base64url. */
export const valueOf = (deps: Deps, property: DeviceProperty): string =>
  property.sealed === null ? (property.value ?? "") : deps.vault.open(Value.Parse(Envelope, property.sealed), purposeOf(property)).reveal();

/** A property that has not run out. */
export const findProperty = async (
  db: Queryable,
  owner: PropertyOwner,
  { key, now }: { readonly key: string; readonly now: Date },
): Promise<DeviceProperty | null> => {
  const found = await deviceProperties(db).get(owner, key);
  const over = found !== null && found.ttl > 0 && found.updatedAt.getTime() + found.ttl * 1000 <= now.getTime();
  return over ? null : found;
};

type OwnedWrite = PropertyWrite & { readonly owner: PropertyOwner; readonly by: "app" | "administrator" };

const refuseWrite = ({
  owner,
  by,
  before,
  key,
  data,
  type,
  flags,
  expected,
}: OwnedWrite & { readonly before: DeviceProperty | null }): PropertyOutcome | null => {
  const refused = (status: ChannelStatus, why: string): PropertyOutcome => ({ outcome: "refused", status, why });
  const broken = brokenPropertyRule({ owner: owner.owner, key, bytes: Buffer.from(data, "base64url"), type, flags }, by);
  if (broken) return refused(broken.status, `It breaks the rule: ${broken.name}.`);
  if (by === "app" && before && has(before.flags, propertyFlags.noApp)) return refused("kAccessDenied", "The property is not for apps.");
  if (by === "app" && before && has(before.flags, propertyFlags.readOnly)) return refused("kReadOnly", "The property is read only.");
  // On a conflict the device wins for its own values, the server for the person's and the group's (12.10).
  const stale = expected !== null && expected !== (before?.version ?? 0) && !(by === "app" && owner.owner === "DEVICE");
  return stale ? refused("kNegative", "Another value was stored meanwhile.") : null;
};

/** Stores a value as its next version. */
export const writeProperty = async (tx: Tx, deps: Deps, { owner, by, ...write }: OwnedWrite): Promise<PropertyOutcome> => {
  const { key, data, type, ttl, flags } = write;
  const before = await deviceProperties(tx).get(owner, key, "held");
  const refusal = refuseWrite({ owner, by, before, ...write });
  if (refusal) return refusal;
  if (has(flags, propertyFlags.uniqueToUser) && (await deviceProperties(tx).isTaken(owner, key, data))) {
    return { outcome: "refused", status: "kNotUnique", why: "Somebody else has this value." };
  }
  const version = (before?.version ?? 0) + 1;
  const encrypted = has(flags, propertyFlags.valueEncrypted);
  const sealed = encrypted ? deps.vault.seal(new Secret(data), purposeOf({ ...owner, key, version })) : null;
  const value = encrypted ? null : data;
  const written = await deviceProperties(tx).put({ ...owner, key, sealed, value, type, ttl, flags, version, updatedAt: deps.now() });
  return written ? { outcome: "written", version } : { outcome: "refused", status: "kNegative", why: "Another value was stored meanwhile." };
};

/** GetProperty. */
export const getProperty = async (call: SessionCall, payload: DevicePayload<"property.get">): Promise<DeviceResult<"property.get">> => {
  const { deps, now } = call;
  if (!isPropertyKey(payload.key)) throw new DeviceRefusal("kInvalidKeyLength", "A key has 1 to 255 bytes.");
  const found = await findProperty(deps.storage.pool, ownerOf(call, payload.owner), { key: payload.key, now });
  if (!found) throw new DeviceRefusal("kPropertyNotExists", "There is no such property.");
  if (has(found.flags, propertyFlags.noApp)) throw new DeviceRefusal("kAccessDenied", "The property is not for apps.");
  return { data: valueOf(deps, found), propertyType: found.type, propertyTtl: found.ttl, propertyFlags: found.flags, version: found.version };
};

/** SetProperty. */
export const setProperty = async (call: SessionCall, payload: DevicePayload<"property.set">): Promise<DeviceResult<"property.set">> => {
  const { key, data, propertyType: type, propertyTtl: ttl, propertyFlags: flags, version } = payload;
  const write = { key, data, type, ttl, flags, expected: version ?? null, owner: ownerOf(call, payload.owner), by: "app" } as const;
  const outcome = await call.deps.storage.transaction((tx) => writeProperty(tx, call.deps, write));
  if (outcome.outcome === "refused") {
    throw new DeviceRefusal(outcome.status, outcome.why, outcome.status === "kNegative" ? { errorCode: deviceErrorCodes.staleProperty } : {});
  }
  return { version: outcome.version };
};
