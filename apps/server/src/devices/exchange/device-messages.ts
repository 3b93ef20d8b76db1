import type { DevicePayload, DeviceResult } from "@drawbridge/contract";
import { deviceMessages, type DeviceMessage } from "@drawbridge/storage";
import { parseId } from "../../ids.ts";
import type { SessionCall } from "../channel/device-call.ts";
import { DeviceRefusal } from "../channel/device-refusal.ts";

const findMessage = async ({ deps, session }: SessionCall, messageId: string): Promise<DeviceMessage> => {
  const uuid = parseId("msg", messageId);
  const found = uuid && (await deviceMessages(deps.storage.pool).byId(session.tenantId, uuid));
  const forThis = found && found.userId === session.userId && (found.deviceId === null || found.deviceId === session.deviceId);
  if (!forThis) throw new DeviceRefusal("kInvalidParameter", "This message is not known.");
  return found;
};

/** StartDisplayMessage: delivered, not yet read. */
export const openMessage = async (call: SessionCall, { messageId }: DevicePayload<"message.open">): Promise<DeviceResult<"message.open">> => {
  const { id, text, kind } = await findMessage(call, messageId);
  await deviceMessages(call.deps.storage.pool).noteDelivered(id, call.now);
  return { text, kind };
};

/** The person closed it: the read receipt. */
export const readMessage = async (call: SessionCall, { messageId }: DevicePayload<"message.read">): Promise<DeviceResult<"message.read">> => {
  const { id } = await findMessage(call, messageId);
  await deviceMessages(call.deps.storage.pool).noteRead(id, call.session.deviceId, call.now);
  return {};
};
