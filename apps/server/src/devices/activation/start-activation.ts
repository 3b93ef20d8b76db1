import { timingSafeEqual } from "node:crypto";
import { server as opaque } from "@serenity-kit/opaque";
import type { DevicePayload, DeviceResult } from "@drawbridge/contract";
import { readActivationCode } from "@drawbridge/domain";
import {
  activationCodes,
  deviceActivations,
  devices,
  newId,
  type ActivationCode,
  type CodePurpose,
  type Device,
  type Queryable,
  type Tx,
} from "@drawbridge/storage";
import { parseId, printId } from "../../ids.ts";
import { hashCode, hashOneTime } from "./activation-codes.ts";
import { codeRefusal } from "./code-for-locked.ts";
import { recordDeed } from "../help-desk/audit.ts";
import type { DeviceCall } from "../channel/device-call.ts";
import { adminRefusal, userRefusal } from "../pin/device-lock.ts";
import { readDevicePolicies } from "../help-desk/device-policies.ts";
import { DeviceRefusal, deviceErrorCodes, wrongCredentials } from "../channel/device-refusal.ts";
import { requireCurrentApp, requireUsableApp } from "../help-desk/device-updates.ts";
import { findPerson, type Person } from "../device-user.ts";
import { credentialOf } from "../pin/pin-proof.ts";

type Payload = DevicePayload<"activation.start">;

const LIFE_MS = 10 * 60_000; // choosing a PIN is quick; the code's own life counts as well

/** First half of activation, reactivation and adding a user. */
export const startActivation = async (call: DeviceCall, payload: Payload): Promise<DeviceResult<"activation.start">> => {
  const { deps, key, now } = call;
  if (readActivationCode(payload.code).outcome !== "valid") throw new DeviceRefusal("kInvalidParameter", "This is no activation code.");
  const person = await findPerson(deps, payload.user);
  const judged = await judgeCode(call, person, payload);
  if (judged.outcome === "refused") throw judged.refusal;
  const { code } = judged;
  const update = await (code.registersApp ? requireCurrentApp : requireUsableApp)(deps, code.tenantId, payload.app);
  const known = await reactivatedDevice(call, code, payload);
  if (!known) await refuseTooMany(deps.storage.pool, code);
  const deviceId = known?.id ?? newId();
  const expiresAt = new Date(Math.min(now.getTime() + LIFE_MS, code.expiresAt.getTime()));
  const credential = credentialOf({ id: deviceId, tenantId: code.tenantId, userId: code.userId });
  const registrationResponse = respond(call, credential, payload.registrationRequest);
  const id = newId();
  const app = { appName: payload.app.appName, appVersion: payload.app.version };
  const whose = { tenantId: code.tenantId, userId: code.userId, codeId: code.id, deviceId, purpose: payload.purpose };
  await deviceActivations(deps.storage.pool).begin({ id, ...whose, ...app, jkt: key.jkt, publicKey: key.publicKey, expiresAt });
  return { activationId: printId("act", id), deviceId: printId("dev", deviceId), registrationResponse, expiresAt: expiresAt.toISOString(), update };
};

/** A person may have only so many devices: a code that was tricked out of them adds none beyond. */
export const refuseTooMany = async (db: Queryable, { tenantId, userId }: Pick<ActivationCode, "tenantId" | "userId">): Promise<void> => {
  const [{ mostDevices }, known] = await Promise.all([readDevicePolicies(db, tenantId), devices(db).ofUser(tenantId, userId)]);
  if (known.length >= mostDevices) throw new DeviceRefusal("kFailed", "This person has as many devices as they may have: remove one first.");
};

/** The server's half of an OPAQUE registration. */
export const respond = ({ deps }: DeviceCall, credential: string, registrationRequest: string): string => {
  try {
    const serverSetup = deps.kms.devices.opaqueSetup;
    return opaque.createRegistrationResponse({ serverSetup, userIdentifier: credential, registrationRequest }).registrationResponse;
  } catch {
    throw new DeviceRefusal("kInvalidParameter", "registrationRequest is no OPAQUE message.", { errorCode: deviceErrorCodes.parameterInvalid });
  }
};

type Judged = { readonly outcome: "right"; readonly code: ActivationCode } | { readonly outcome: "refused"; readonly refusal: DeviceRefusal };

/** A code opens a person's first device and further ones alike; a forgotten PIN needs a code of its own kind. */
const fits = (made: CodePurpose, wanted: CodePurpose): boolean => (made === "reactivation") === (wanted === "reactivation");

/** The second half of a code that has one; whoever has only the code is as wrong as who has none. */
const hasSecondHalf = ({ deps }: DeviceCall, { id, oneTimeHash }: ActivationCode, { oneTimePassword = "" }: Payload): boolean =>
  oneTimeHash === null || timingSafeEqual(Buffer.from(oneTimeHash, "hex"), Buffer.from(hashOneTime(deps.kms, id, oneTimePassword), "hex"));

const judgeCode = (call: DeviceCall, person: Person | null, payload: Payload): Promise<Judged> => {
  const { deps, now } = call;
  const { code, purpose } = payload;
  const refused = (refusal: DeviceRefusal): Judged => ({ outcome: "refused", refusal });
  return deps.storage.transaction(async (tx) => {
    const found = await activationCodes(tx).lockByHash(person?.user.id ?? newId(), hashCode(deps.kms, person?.user.id ?? "", code));
    if (!person) return refused(wrongCredentials());
    if (!found || !hasSecondHalf(call, found, payload)) return refused(await countWrongCode(tx, call, person));
    if (found.state !== "CREATED" || !fits(found.purpose, purpose)) return refused(found.state === "EXPIRED" ? expired() : wrongCredentials());
    if (found.expiresAt <= now) {
      await activationCodes(tx).settle(found.id, "EXPIRED", now);
      return refused(expired());
    }
    const locked = (await userRefusal(tx, person.user.id, now)) ?? (await codeRefusal(tx, found));
    return locked ? refused(locked) : { outcome: "right", code: found };
  });
};

const expired = (): DeviceRefusal => new DeviceRefusal("kActivationCodeExpired", "The activation code has expired.");

const countWrongCode = async (tx: Tx, { key, now }: DeviceCall, { tenant, user }: Person): Promise<DeviceRefusal> => {
  const burned = await activationCodes(tx).countWrongTry(user.id, now);
  if (burned > 0) {
    await recordDeed(tx, {
      tenantId: tenant.id,
      userId: user.id,
      at: now,
      actor: `key:${key.jkt}`,
      action: "activation_code.burned",
      subject: printId("usr", user.id),
      data: { codes: burned },
    });
  }
  return wrongCredentials();
};

/** The device whose PIN was forgotten: this person's, held by the same key. Null for a new device. */
const reactivatedDevice = async ({ deps, key, now }: DeviceCall, code: ActivationCode, payload: Payload): Promise<Device | null> => {
  if (payload.purpose !== "reactivation") return null;
  const uuid = parseId("dev", payload.deviceId ?? "");
  const device = uuid && (await devices(deps.storage.pool).byId(code.tenantId, uuid));
  if (!device || device.userId !== code.userId || device.jkt !== key.jkt) throw new DeviceRefusal("kUnknownCertificate", "The device is not known.");
  const refusal = await adminRefusal(deps.storage.pool, device, now);
  if (refusal) throw refusal;
  return device;
};
