import { DEVICE_CHANNEL_VERSION, type DevicePayload, type DeviceResult } from "@drawbridge/contract";
import { deviceSessions, type DeviceEventRow } from "@drawbridge/storage";
import type { Deps } from "../../use-cases/deps.ts";
import type { SessionCall } from "./device-call.ts";

/** An event as it goes over the wire. */
export const printDeviceEvent = ({ seq, name, payload }: DeviceEventRow) => ({ v: DEVICE_CHANNEL_VERSION, seq, name, payload }) as const;

/** What a device has not heard yet. */
export const newsOf = async (deps: Deps, deviceId: string, after: number) =>
  (await deviceSessions(deps.storage.pool).eventsAfter(deviceId, after)).map(printDeviceEvent);

/** Holds the request until something happens or its time is over: the road without a WebSocket. */
export const waitForEvents = async (
  { deps, session }: SessionCall,
  { after, waitMs }: DevicePayload<"events.wait">,
): Promise<DeviceResult<"events.wait">> => {
  const bell: { ring: () => void } = { ring: () => undefined };
  const rung = new Promise<void>((resolve) => {
    bell.ring = resolve;
  });
  // Listens before it looks: what happens in between is not missed.
  const unlisten = deps.deviceNews.listen(session.deviceId, () => bell.ring());
  const timer = setTimeout(() => bell.ring(), waitMs);
  try {
    const news = await newsOf(deps, session.deviceId, after);
    if (news.length > 0) return { events: news };
    await rung;
    return { events: await newsOf(deps, session.deviceId, after) };
  } finally {
    clearTimeout(timer);
    unlisten();
  }
};
