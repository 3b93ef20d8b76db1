import type { DeviceReply, DeviceRequest, DeviceServerEvent } from "@drawbridge/contract";

/** One of the two ways to the server. Requests and replies are the same on both. */
export interface Road {
  /** Whether the server speaks unasked here; where not, `events.wait` takes its place. */
  readonly speaks: boolean;
  send(request: DeviceRequest): Promise<DeviceReply>;
  close(): void;
}

/** What a road tells beside replies. */
export interface RoadListener {
  readonly onEvent: (event: DeviceServerEvent) => void;
  readonly onLost: () => void;
}

/** Milliseconds a request may take (rule D8). */
export const REQUEST_TIMEOUT_MS = 30_000;
