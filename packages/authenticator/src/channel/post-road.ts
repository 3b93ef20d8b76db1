import { DEVICE_CHANNEL_PATH, DeviceReply } from "@drawbridge/contract";
import { Value } from "typebox/value";
import { NotReachable } from "./channel-refusal.ts";
import { REQUEST_TIMEOUT_MS, type Road, type RoadListener } from "./road.ts";

/** One POST per request: for networks where no WebSocket passes. Nothing is open between requests, so a lost line shows at the next one. */
export const postRoad = (origin: string, listener?: Pick<RoadListener, "onLost">): Road => {
  const closing = new AbortController();
  return {
    speaks: false,
    send: async (request) => {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]);
      const headers = { "content-type": "application/json" };
      try {
        const response = await fetch(`${origin}${DEVICE_CHANNEL_PATH}`, { method: "POST", headers, body: JSON.stringify(request), signal });
        return Value.Parse(DeviceReply, await response.json());
      } catch (cause) {
        if (!closing.signal.aborted) listener?.onLost();
        throw new NotReachable("the server did not answer", { cause });
      }
    },
    close: () => closing.abort(),
  };
};
