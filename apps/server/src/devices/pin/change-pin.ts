import type { DevicePayload, DeviceResult } from "@drawbridge/contract";
import { deviceSessions, devices, pinTries, type Device } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import { recordDeed } from "../help-desk/audit.ts";
import type { SessionCall } from "../channel/device-call.ts";
import { removedDevice } from "./device-lock.ts";
import { DeviceRefusal, deviceErrorCodes } from "../channel/device-refusal.ts";
import { credentialOf, finishPinProof, startPinProof } from "./pin-proof.ts";
import { respond } from "../activation/start-activation.ts";

/** The device of a session. */
export const deviceOfSession = async ({ deps, session }: SessionCall): Promise<Device> => {
  const device = await devices(deps.storage.pool).byId(session.tenantId, session.deviceId);
  if (!device || device.removedAt) throw removedDevice();
  return device;
};

/** First half of a change of PIN. */
export const startPinChange = async (call: SessionCall, payload: DevicePayload<"pin.start">): Promise<DeviceResult<"pin.start">> => {
  const device = await deviceOfSession(call);
  const registrationResponse = respond(call, credentialOf(device), payload.registrationRequest);
  const started = await startPinProof(call, { device, use: "change", startLoginRequest: payload.startLoginRequest });
  return { ...started, registrationResponse };
};

/** Second half: the old PIN proved and the new record stored in one transaction; other sessions of the person end. */
export const completePinChange = async (call: SessionCall, payload: DevicePayload<"pin.finish">): Promise<DeviceResult<"pin.finish">> => {
  const { attemptId, finishLoginRequest, registrationRecord } = payload;
  if (finishLoginRequest !== null && registrationRecord === null) {
    throw new DeviceRefusal("kInvalidParameter", "registrationRecord is missing.", { errorCode: deviceErrorCodes.parameterInvalid });
  }
  return finishPinProof(call, { attemptId, use: "change", finishLoginRequest }, async ({ tx, device, pinTry }) => {
    const { session, now } = call;
    await devices(tx).savePinRecord(device.id, registrationRecord ?? "");
    await pinTries(tx).void(device.id, now);
    await pinTries(tx).markRight(pinTry.id);
    await devices(tx).endGrants(device.userId);
    const ended = await deviceSessions(tx).endOfUser(device.userId, now, session.tokenHash);
    await deviceSessions(tx).tell(ended, { name: "session.ended", payload: { status: "kLoginRequired" } }, now);
    await recordDeed(tx, {
      tenantId: device.tenantId,
      userId: device.userId,
      at: now,
      actor: `device:${printId("dev", device.id)}`,
      action: "device.pin_changed",
      subject: printId("dev", device.id),
      data: {},
    });
    return {};
  });
};
