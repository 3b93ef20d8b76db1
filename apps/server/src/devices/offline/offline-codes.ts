import { createHash, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { Secret } from "@drawbridge/adapter-kit";
import type { DeviceResult } from "@drawbridge/contract";
import { chargePinUse, clearPinFailures, type PinAnswer, type PinCharge } from "@drawbridge/domain";
import { devices, newId, pinTries, type Device, type Tx } from "@drawbridge/storage";
import { Value } from "typebox/value";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { Envelope } from "../../vault/vault.ts";
import { recordDeed } from "../help-desk/audit.ts";
import { deviceOfSession } from "../pin/change-pin.ts";
import type { SessionCall } from "../channel/device-call.ts";
import { adminRefusal, lockAt } from "../pin/device-lock.ts";
import { isOverCap, noteLocked, overCap } from "../pin/pin-proof.ts";
import { DeviceRefusal } from "../channel/device-refusal.ts";
import { requireUsableApp } from "../help-desk/device-updates.ts";
import { encryptToDevice } from "../exchange/encrypt-to-device.ts";
import { ocra, OFFLINE_SUITE } from "./ocra.ts";

const WINDOW = 20; // contract, 12.15
const WIDE_WINDOW = 200;
const LAST_ATC = 65_535;
const SEQUENCE_BYTES = 32;

const purposeOf = ({ id, tenantId, userId }: Device, seedId: string) =>
  ({ tenantId, userId, ownerId: `${id}|${seedId}`, purpose: "offline_seed" }) as const;

/** A new seed for a device; codes of the one before it are void. */
export const newSeed = async (call: SessionCall): Promise<DeviceResult<"offline.seed">> => {
  const { deps } = call;
  const device = await deviceOfSession(call);
  const [seedId, seed] = [newId(), randomBytes(32)];
  const sealed = await encryptToDevice(deps, device, seed);
  const stored = deps.vault.seal(new Secret(seed.toString("base64url")), purposeOf(device, seedId));
  await devices(deps.storage.pool).saveSeed(device.id, seedId, stored);
  return { seedId, sealed, atc: 0, codes: LAST_ATC };
};

/** What is left of the counter before a resynchronisation is wanted. */
export const readOffline = async (call: SessionCall): Promise<DeviceResult<"offline.get">> => {
  const { atc, seedId } = await deviceOfSession(call);
  return { atc, codesLeft: Math.min(WINDOW, LAST_ATC - atc), expired: seedId === null || atc >= LAST_ATC };
};

/** What a person read off the device. */
export interface OfflineCode {
  readonly kind: "otp" | "sequence";
  readonly code: string;
  /** The data the code is over. */
  readonly data: Uint8Array;
}

/** How a code was judged. */
export type OfflineVerdict =
  | { readonly outcome: "accepted"; readonly atc: number; readonly resynchronised: boolean }
  /** The code is far ahead: the very next one proves that it was no guess (RFC 4226, 7.4). */
  | { readonly outcome: "second_code_needed" }
  | { readonly outcome: "refused"; readonly answer: PinAnswer }
  | { readonly outcome: "not_possible"; readonly refusal: DeviceRefusal };

/** A secure sequence: HKDF of the seed over "seq", the counter as two bytes and the hash of the data. */
export const secureSequence = (seed: Uint8Array, atc: number, dataHash: Uint8Array): Buffer =>
  Buffer.from(
    hkdfSync("sha256", seed, new Uint8Array(0), Buffer.concat([Buffer.from("seq"), Buffer.from([atc >> 8, atc & 0xff]), dataHash]), SEQUENCE_BYTES),
  );

const codeAt = (seed: Uint8Array, atc: number, { kind, data }: OfflineCode): Buffer => {
  const hash = createHash("sha256").update(data).digest();
  return kind === "otp" ? Buffer.from(ocra(OFFLINE_SUITE, seed, { counter: atc, question: hash.toString("hex") })) : secureSequence(seed, atc, hash);
};

/** The first counter after `from` whose code it is. */
const findAtc = (seed: Uint8Array, code: OfflineCode, { from, to }: { readonly from: number; readonly to: number }): number | null => {
  const presented = code.kind === "otp" ? Buffer.from(code.code) : Buffer.from(code.code, "base64url");
  for (let atc = from + 1; atc <= Math.min(to, LAST_ATC); atc += 1) {
    const expected = codeAt(seed, atc, code);
    if (expected.length === presented.length && timingSafeEqual(expected, presented)) return atc;
  }
  return null;
};

/** Judges an offline code: once each, forward only, and every miss is a wrong PIN. */
export const verifyOfflineCode = async (deps: Deps, device: Device, code: OfflineCode): Promise<OfflineVerdict> => {
  const refusal = await refusedApp(deps, device);
  return refusal ? { outcome: "not_possible", refusal } : judgeCode(deps, device, code);
};

/** Codes of an app that may not log in any more count for nothing either (12.15: only while the app is checked). */
const refusedApp = (deps: Deps, { tenantId, appName, appVersion: version }: Device): Promise<DeviceRefusal | null> =>
  requireUsableApp(deps, tenantId, { appName, version }).then(
    () => null,
    (error: unknown) => {
      if (error instanceof DeviceRefusal) return error;
      throw error;
    },
  );

const judgeCode = (deps: Deps, { id, tenantId }: Pick<Device, "id" | "tenantId">, code: OfflineCode): Promise<OfflineVerdict> =>
  deps.storage.transaction(async (tx): Promise<OfflineVerdict> => {
    const device = await devices(tx).lock(tenantId, id);
    const refusal = device ? await adminRefusal(tx, device, deps.now()) : new DeviceRefusal("kUnknownCertificate", "The device is not known.");
    if (!device || refusal) return { outcome: "not_possible", refusal: refusal ?? new DeviceRefusal("kFailed", "") };
    if (device.seedId === null) return { outcome: "not_possible", refusal: new DeviceRefusal("kOfflineNotActivated", "The device has no seed.") };
    if (await isOverCap(tx, device, deps.now())) return { outcome: "refused", answer: { verdict: "temporarily_locked", ...overCap } };
    const charge = chargePinUse(lockAt(device, deps.now()), deps.now());
    if (charge.outcome === "refused") return { outcome: "refused", answer: charge.answer };
    const seed = Buffer.from(deps.vault.open(Value.Parse(Envelope, device.seed), purposeOf(device, device.seedId)).reveal(), "base64url");
    const verdict = await judge(tx, { device, seed, code });
    if (verdict.outcome === "accepted") await devices(tx).saveLock(device.id, clearPinFailures(lockAt(device, deps.now())));
    if (verdict.outcome === "unmatched") await countWrong(tx, deps, { device, charge });
    await note(tx, deps, { device, outcome: verdict.outcome });
    return verdict.outcome === "unmatched" ? { outcome: "refused", answer: charge.ifWrong } : verdict;
  });

interface Wrong {
  readonly device: Device;
  readonly charge: Extract<PinCharge, { readonly outcome: "charged" }>;
}

/** One failure more of the PIN and of its person, as if it had been used on the device. */
const countWrong = async (tx: Tx, deps: Deps, { device, charge: { lock, ifWrong } }: Wrong): Promise<void> => {
  const now = deps.now();
  const { tenantId, userId } = device;
  await devices(tx).saveLock(device.id, lock);
  await pinTries(tx).noteWrong({ id: newId(), tenantId, userId, deviceId: device.id }, now);
  if (ifWrong.verdict !== "wrong") await noteLocked(tx, { now }, { device, answer: ifWrong, isInside: false });
};

interface Case {
  readonly device: Device;
  readonly seed: Uint8Array;
  readonly code: OfflineCode;
}

type Judgement = Extract<OfflineVerdict, { readonly outcome: "accepted" | "second_code_needed" }> | { readonly outcome: "unmatched" };

const judge = async (tx: Tx, { device, seed, code }: Case): Promise<Judgement> => {
  const near = findAtc(seed, code, { from: device.atc, to: device.atc + WINDOW });
  if (near !== null) return accept(tx, device, { atc: near, resynchronised: false });
  const candidate = device.atcCandidate;
  if (candidate !== null && findAtc(seed, code, { from: candidate, to: candidate + 1 }) !== null) {
    return accept(tx, device, { atc: candidate + 1, resynchronised: true });
  }
  const far = findAtc(seed, code, { from: device.atc + WINDOW, to: device.atc + WIDE_WINDOW });
  await devices(tx).noteCandidate(device.id, far);
  return far === null ? { outcome: "unmatched" } : { outcome: "second_code_needed" };
};

const accept = async (tx: Tx, device: Device, found: { readonly atc: number; readonly resynchronised: boolean }): Promise<Judgement> => {
  await devices(tx).advanceAtc(device.id, found.atc);
  return { outcome: "accepted", ...found };
};

const note = (tx: Tx, deps: Deps, { device, outcome }: { readonly device: Device; readonly outcome: string }): Promise<void> =>
  recordDeed(tx, {
    tenantId: device.tenantId,
    userId: device.userId,
    at: deps.now(),
    actor: "api",
    action: "device.offline_code_judged",
    subject: printId("dev", device.id),
    data: { outcome },
  });
