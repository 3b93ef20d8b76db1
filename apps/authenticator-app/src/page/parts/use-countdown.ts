import { useSecondsLeft } from "@drawbridge/widget/idle/use-seconds-left";

/** Whole seconds until a moment of this device's clock. */
export const useCountdown = (until: number): number => useSecondsLeft(new Date(until).toISOString()) ?? 0;
