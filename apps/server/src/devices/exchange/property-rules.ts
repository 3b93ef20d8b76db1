import type { ChannelStatus } from "@drawbridge/contract";

/** Bits of a property (contract, section 4). */
export const propertyFlags = {
  valueEncrypted: 0x02,
  confidential: 0x04,
  uniqueToUser: 0x08,
  readOnly: 0x20,
  noPortal: 0x40,
  noApp: 0x80,
  cacheOnly: 0x1_00,
  inKeyStorage: 0x4_00,
  synchronizationPending: 0x8_00,
} as const;

const SIDES = 0xc0; // who may see it
const CACHING = 0x3_00; // how the device keeps it
const FROM_SERVER = 0x3_00;
const FROM_SDK = 0x2_00;
const ALL = 0xf_ee;
const LONGEST_KEY = 255;
const LONGEST_VALUE = 16_384;

/** True when a bit is set. */
export const has = (flags: number, bit: number): boolean => (flags & bit) === bit;

/** A property as an app wants it. */
export interface PropertyWish {
  readonly owner: "DEVICE" | "USER" | "GROUP";
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly type: "OCTET_STRING" | "UTF8_STRING";
  readonly flags: number;
}

interface Rule {
  readonly name: string;
  readonly when: (wish: PropertyWish) => boolean;
  readonly status: ChannelStatus;
}

const isText = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

const shape: readonly Rule[] = [
  { name: "the key has 1 to 255 bytes", when: ({ key }) => !isPropertyKey(key), status: "kInvalidKeyLength" },
  { name: "a value has 16 kB at most", when: ({ bytes }) => bytes.length > LONGEST_VALUE, status: "kTextTooLong" },
  { name: "text is UTF-8", when: ({ type, bytes }) => type === "UTF8_STRING" && !isText(bytes), status: "kInvalidParameter" },
  { name: "flags that exist", when: ({ flags }) => (flags & ~ALL) !== 0, status: "kInvalidParameter" },
  { name: "pending is read only", when: ({ flags }) => has(flags, propertyFlags.synchronizationPending), status: "kInvalidParameter" },
];

const app: readonly Rule[] = [
  { name: "a group's properties are the tenant's", when: ({ owner }) => owner === "GROUP", status: "kAccessDenied" },
  {
    name: "an app's own values can be written",
    when: ({ flags }) => has(flags, propertyFlags.readOnly) && [propertyFlags.cacheOnly, FROM_SDK].includes(flags & CACHING),
    status: "kInvalidParameter",
  },
  {
    name: "only the device caches for itself",
    when: ({ owner, flags }) => owner !== "DEVICE" && (flags & CACHING) === propertyFlags.cacheOnly,
    status: "kInvalidParameter",
  },
  { name: "the server's values are the server's", when: ({ flags }) => (flags & CACHING) === FROM_SERVER, status: "kInvalidParameter" },
  {
    name: "an app cannot hide from itself",
    when: ({ flags }) => (flags & SIDES) === SIDES || has(flags, propertyFlags.noApp),
    status: "kInvalidParameter",
  },
  {
    name: "the key store keeps what is cached",
    when: ({ flags }) => has(flags, propertyFlags.inKeyStorage) && (flags & CACHING) === 0,
    status: "kInvalidParameter",
  },
];

/** True for a key that a property can have. */
export const isPropertyKey = (key: string): boolean => key !== "" && Buffer.byteLength(key) <= LONGEST_KEY;

/** Which rule a value breaks; null when none. An administrator is bound by its shape only. */
export const brokenPropertyRule = (
  wish: PropertyWish,
  by: "app" | "administrator",
): { readonly name: string; readonly status: ChannelStatus } | null =>
  [...shape, ...(by === "app" ? app : [])].find(({ when }) => when(wish)) ?? null;
