import { useEffect, useState } from "preact/hooks";

/** Whole seconds until a moment, counted down every second; null when there is none. */
export const useSecondsLeft = (until: string | null): number | null => {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (until === null) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  return until === null ? null : Math.max(0, Math.round((Date.parse(until) - now) / 1000));
};
