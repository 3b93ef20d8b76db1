import type { Static } from "typebox";
import { deviceRequests } from "./device-channel/device.ts";
import { iamRequests } from "./device-channel/iam.ts";
import { identityRequests } from "./device-channel/identity.ts";
import { operationRequests } from "./device-channel/operations.ts";
import { selfServiceRequests } from "./device-channel/self-service.ts";

/**
 * The protocol between the MC and the server. One path, {@link DEVICE_CHANNEL_PATH}: a WebSocket where text frames carry requests one
 * way and replies and server events the other, or, where there is none, one POST per request with `events.wait` in
 * place of the subscription. Requests, replies and proofs are the same on both roads. Every request is one row of
 * {@link deviceChannel}; HTTP answers 200 with a reply whenever the request could be read, and 400 when not.
 */
export const deviceChannel = { ...identityRequests, ...operationRequests, ...deviceRequests, ...iamRequests, ...selfServiceRequests } as const;

/** Name of a request. */
export type DeviceRequestName = keyof typeof deviceChannel;
/** What a request carries. */
export type DevicePayload<Name extends DeviceRequestName> = Static<(typeof deviceChannel)[Name]["payload"]>;
/** What its reply carries. */
export type DeviceResult<Name extends DeviceRequestName> = Static<(typeof deviceChannel)[Name]["reply"]>;

export * from "./device-channel/device.ts";
export {
  ChannelError,
  DEVICE_CHANNEL_PATH,
  DEVICE_CHANNEL_VERSION,
  DEVICE_KEY_STRETCHING,
  DEVICE_KEYS_PATH,
  DEVICE_PUSH_KEY_PATH,
  DeviceReply,
  DeviceRequest,
  LONGEST_WAIT_MS,
  channelStatuses,
  deviceRefusals,
  type ChannelStatus,
} from "./device-channel/envelope.ts";
export * from "./device-channel/iam.ts";
export * from "./device-channel/identity.ts";
export * from "./device-channel/operations.ts";
export * from "./device-channel/self-service.ts";
export * from "./device-channel/server-events.ts";
