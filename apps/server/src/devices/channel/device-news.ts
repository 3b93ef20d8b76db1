import { DEVICE_NEWS, type Storage } from "@drawbridge/storage";

/** Tells who waits for a device that it has news. */
export interface DeviceNews {
  readonly listen: (deviceId: string, heard: () => void) => () => void;
}

/** One listener for all devices of this process. */
export const createDeviceNews = async (storage: Storage): Promise<DeviceNews> => {
  const waiting = new Map<string, Set<() => void>>();
  await storage.listen(DEVICE_NEWS, (deviceId) => {
    for (const heard of waiting.get(deviceId) ?? []) heard();
  });
  return {
    listen: (deviceId, heard) => {
      const others = waiting.get(deviceId) ?? new Set();
      waiting.set(deviceId, others.add(heard));
      return () => {
        others.delete(heard);
        if (others.size === 0) waiting.delete(deviceId);
      };
    },
  };
};
