import type { DeviceOffer, DeviceResult } from "@drawbridge/contract";
import { deviceMessages, deviceSessions, devices, operations, type DeviceMessage, type Operation } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { clockOf, machineTimeOf } from "../../use-cases/tenant-clock.ts";
import { endOf } from "../approvals/operation-end.ts";
import type { SessionCall } from "./device-call.ts";

/** An operation as its banner; its deadline by the clock the device knows. */
export const offerOfOperation = (deps: Pick<Deps, "tenantClocks">, operation: Operation): DeviceOffer => ({
  kind: "TRANSACTION",
  id: printId("op", operation.id),
  banner: operation.banner,
  deadline: machineTimeOf(deps, operation.tenantId, endOf(operation)).toISOString(),
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
  return { offers: [...waiting.map((operation) => offerOfOperation(deps, operation)), ...unread.map(offerOfMessage)] };
};

/** After a tenant's clock was turned: every device hears how long it has left now. */
export const offerAgain = async (deps: Deps, tenantId: string): Promise<void> => {
  const db = deps.storage.pool;
  for (const operation of await operations(db).waitingOfTenant(tenantId, clockOf(deps, tenantId))) {
    const { userId, deviceId } = operation;
    const told = deviceId === null ? (await devices(db).ofUser(tenantId, userId)).map(({ id }) => id) : [deviceId];
    const offer = offerOfOperation(deps, operation);
    await deps.storage.transaction((tx) => deviceSessions(tx).tell(told, { name: "offered", payload: { offer } }, deps.now()));
  }
};
