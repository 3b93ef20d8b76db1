import { Type, type Static } from "typebox";
import { ChannelStatus, DEVICE_CHANNEL_VERSION, closed } from "./envelope.ts";
import { DeviceOffer, OperationState } from "./operations.ts";

const event = <Name extends string, Payload extends Parameters<typeof closed>[0]>(name: Name, payload: Payload) =>
  closed({
    v: Type.Literal(DEVICE_CHANNEL_VERSION),
    /** Rises with every event of the device; what `after` counts. */
    seq: Type.Integer({ minimum: 1 }),
    name: Type.Literal(name),
    payload: closed(payload),
  });

/**
 * What the server says unasked. `offered`: something waits (TriggerBanner, when no flow is open). `operation.ended`: an operation
 * that this device may have on its screen is settled, by whom ever. `alert`: the device or user was locked or removed,
 * or tries were exceeded; a restart follows. `session.ended`: by the server, with its status.
 */
export const DeviceServerEvent = Type.Union([
  event("offered", { offer: DeviceOffer }),
  event("operation.ended", { operationId: Type.String(), state: OperationState, status: ChannelStatus }),
  event("alert", { status: ChannelStatus, errorCode: Type.Integer(), description: Type.String() }),
  event("session.ended", { status: ChannelStatus }),
]);
export type DeviceServerEvent = Static<typeof DeviceServerEvent>;
