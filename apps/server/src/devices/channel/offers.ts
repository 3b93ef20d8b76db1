import type { DeviceOffer, DeviceResult } from "@drawbridge/contract";
import { deviceMessages, operations, type DeviceMessage, type Operation } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import { clockOf } from "../../use-cases/tenant-clock.ts";
import type { SessionCall } from "./device-call.ts";

/** An operation as its banner. */
export const offerOfOperation = ({ id, banner, deadline }: Operation): DeviceOffer => ({
  kind: "TRANSACTION",
  id: printId("op", id),
  banner,
  deadline: deadline.toISOString(),
});

/** A message as its banner. */
export const offerOfMessage = ({ id, banner }: DeviceMessage): DeviceOffer => ({
  kind: "DISPLAY_MESSAGE",
  id: printId("msg", id),
  banner,
  deadline: null,
});

/** Everything that waits for the device; offering it again costs nothing. */
export const listOffers = async ({ deps, session }: SessionCall): Promise<DeviceResult<"offers.list">> => {
  const who = { userId: session.userId, deviceId: session.deviceId };
  const db = deps.storage.pool;
  const [waiting, unread] = await Promise.all([operations(db).waitingFor(who, clockOf(deps, session.tenantId)), deviceMessages(db).waitingFor(who)]);
  for (const { id, state } of waiting) if (state === "CREATED" || state === "PUSHED") await operations(db).advance(id, "OFFERED");
  return { offers: [...waiting.map(offerOfOperation), ...unread.map(offerOfMessage)] };
};
