import { argon2idAsync } from "@noble/hashes/argon2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import type { AstEventName, UserIdentifier } from "@drawbridge/contract";
import { isSameUser, type McOutcome } from "@drawbridge/domain";
import { compactDecrypt } from "jose";
import { fromBase64Url, toBase64Url, utf8 } from "../bytes.ts";
import type { OfflineSeed, StoredUser } from "../key-store/key-store.ts";
import { ocra, OFFLINE_SUITE } from "../ocra.ts";
import { lockedAsTold } from "./lock-hint.ts";
import { askInSession, changeDevice, requireSession, type WorkContext } from "./work-context.ts";

const SEED_BYTES = 32;
const SALT_BYTES = 16;
const SOON = 0.1; // contract, 12.15: ten per cent left

/** 19 MiB, two passes: what OWASP asks of Argon2id. It slows a guess down; only the server can judge one. */
const stretching = { t: 2, m: 19_456, p: 1, dkLen: SEED_BYTES } as const;

/** The seed is masked without a check: unmasked with a wrong PIN it is another seed, and its codes are wrong. */
const mask = async (seed: Uint8Array, pin: string, salt: Uint8Array): Promise<Uint8Array<ArrayBuffer>> => {
  const cover = await argon2idAsync(utf8(pin), salt, stretching);
  return Uint8Array.from(seed, (byte, at) => byte ^ (cover[at] ?? 0));
};

const saveSeed = (context: WorkContext, deviceId: string, seed: OfflineSeed): Promise<void> =>
  changeDevice(context, (device) => ({ ...device, users: device.users.map((one) => (one.deviceId === deviceId ? { ...one, seed } : one)) }));

/** A new seed of the server, opened with the device's key and masked with the PIN. */
export const fetchSeed = async (context: WorkContext, pin: string): Promise<void> => {
  const { user } = requireSession(context);
  const { seedId, sealed, atc, codes } = await askInSession(context, "offline.seed", {});
  const { plaintext } = await compactDecrypt(sealed, user.keys.encryption.privateKey);
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  await saveSeed(context, user.deviceId, { seedId, masked: await mask(plaintext, pin, salt), salt, atc, codes });
};

/** The PIN has changed: the mask changes with it. */
export const remaskSeed = async (context: WorkContext, pins: { readonly before: string; readonly after: string }): Promise<void> => {
  await context.seed.fetching;
  const { user, pins: known } = requireSession(context);
  Object.assign(known, { proven: known.proven === null ? null : pins.after, given: null });
  const stored = await storedUser(context, user.userIdentifier);
  if (!stored?.seed) return;
  const seed = await mask(stored.seed.masked, pins.before, stored.seed.salt);
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  await saveSeed(context, user.deviceId, { ...stored.seed, masked: await mask(seed, pins.after, salt), salt });
};

const storedUser = async ({ keyStore }: WorkContext, user: UserIdentifier): Promise<StoredUser | null> => {
  const { users } = await keyStore.read();
  return users.find(({ userIdentifier }) => isSameUser(userIdentifier, user)) ?? null;
};

interface OfflineRequest {
  readonly name: AstEventName;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly user: UserIdentifier | null;
}

/** GenerateOtp, GenerateSecureSequence and GetResynchronizationData: without the network; the counter is stored before the code is shown. */
export const generateOffline = async (context: WorkContext, { name, payload, user }: OfflineRequest): Promise<McOutcome> => {
  await context.seed.fetching;
  const stored = await storedUser(context, await chosenUser(context, payload["userIdentifier"], user));
  if (!stored?.seed) return { status: "kOfflineNotActivated" };
  const locked = lockedAsTold(context, stored);
  if (locked) return locked;
  const pin = choosePin(context, stored, payload["pin"]);
  if (typeof pin !== "string") return pin;
  const seed = await nextCode(context, stored.deviceId);
  if (!seed) return { status: "kAtcExpired" };
  const { atc } = seed;
  const data = sha256(fromBase64Url(typeof payload["optionalData"] === "string" ? payload["optionalData"] : ""));
  const open = await mask(seed.masked, pin, seed.salt);
  const status = seed.codes - atc <= seed.codes * SOON ? "kAtcExpiresSoon" : "kOk";
  return { status, payload: { ...codeOf(name, open, { atc, data }) } };
};

/** The PIN of a call, or the one the session knows where the app lets it (`allowOfflinePinVerification`, 12.15). */
const choosePin = ({ session: { current }, app }: WorkContext, { userIdentifier }: StoredUser, asked: unknown): string | McOutcome => {
  const known = current && isSameUser(current.user.userIdentifier, userIdentifier) ? current.pins : null;
  const isKept = app().appConfig?.["allowOfflinePinVerification"] !== "false";
  const given = typeof asked === "string" && asked !== "" ? asked : null;
  const pin = given ?? (isKept ? (known?.proven ?? known?.given ?? null) : null);
  if (pin === null) return { status: "kInvalidParameter" };
  const proven = known?.proven ?? null;
  if (proven !== null && pin !== proven) return { status: "kInvalidPin" };
  if (known && isKept) known.given = pin;
  return pin;
};

/** The seed with its counter one further, which is stored first; null at its end. One writer after the other, so that no code is shown twice. */
const nextCode = async (context: WorkContext, deviceId: string): Promise<OfflineSeed | null> => {
  const taken: { seed: OfflineSeed | null } = { seed: null };
  await changeDevice(context, (device) => ({
    ...device,
    users: device.users.map((one) => {
      if (one.deviceId !== deviceId || !one.seed || one.seed.atc >= one.seed.codes) return one;
      taken.seed = { ...one.seed, atc: one.seed.atc + 1 };
      return { ...one, seed: taken.seed };
    }),
  }));
  return taken.seed;
};

const chosenUser = async ({ keyStore }: WorkContext, given: unknown, loggedIn: UserIdentifier | null): Promise<UserIdentifier> => {
  if (isUser(given)) return given;
  const { lastUser } = await keyStore.read();
  return loggedIn ?? lastUser ?? { tenantId: "", userId: "" };
};

const isUser = (value: unknown): value is UserIdentifier => typeof value === "object" && value !== null && "tenantId" in value && "userId" in value;

const codeOf = (
  name: AstEventName,
  seed: Uint8Array,
  { atc, data }: { readonly atc: number; readonly data: Uint8Array },
): Readonly<Record<string, unknown>> => {
  if (name === "GenerateSecureSequence") return { secureSequence: toBase64Url(secureSequence(seed, atc, data)) };
  const otp = ocra(OFFLINE_SUITE, seed, { counter: atc, question: hex(data) });
  return name === "GetResynchronizationData" ? { otp, atc } : { otp };
};

/** 32 bytes from the same seed: HKDF with "seq", the counter and the hash of the data. */
export const secureSequence = (seed: Uint8Array, atc: number, dataHash: Uint8Array): Uint8Array =>
  hkdf(sha256, seed, undefined, Uint8Array.of(...utf8("seq"), atc >> 8, atc & 0xff, ...dataHash), SEED_BYTES);

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
