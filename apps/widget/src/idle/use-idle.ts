import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/** The idle clock of the page: the moment it ends while a warning is due, and a way to stay. */
export interface Idle {
  readonly warnUntil: string | null;
  readonly stay: () => void;
}

const warningMs = 60_000; // ux.md: at least a minute to react
const tellEveryMs = 60_000;

/** Runs the idle clock; `idleMs` null lets it stand still. Every key and click restarts it, here and on the server. */
export const useIdle = (idleMs: number | null, tell: (input: { type: "stay" } | { type: "idle_expired" }) => void): Idle => {
  const [deadline, setDeadline] = useState(0);
  const [warnUntil, setWarnUntil] = useState<string | null>(null);
  const told = useRef(Date.now());
  const stay = useCallback(() => {
    setWarnUntil(null);
    setDeadline(idleMs === null ? 0 : Date.now() + idleMs);
    if (Date.now() - told.current < tellEveryMs && warnUntil === null) return;
    told.current = Date.now();
    tell({ type: "stay" });
  }, [idleMs, warnUntil, tell]);
  useEffect(() => {
    setWarnUntil(null);
    setDeadline(idleMs === null ? 0 : Date.now() + idleMs);
  }, [idleMs]);
  useEffect(() => {
    if (idleMs === null) return;
    document.addEventListener("keydown", stay);
    document.addEventListener("pointerdown", stay);
    return () => {
      document.removeEventListener("keydown", stay);
      document.removeEventListener("pointerdown", stay);
    };
  }, [idleMs, stay]);
  useEffect(() => {
    if (idleMs === null || deadline === 0) return;
    const left = deadline - Date.now();
    const warn = setTimeout(() => setWarnUntil(new Date(deadline).toISOString()), left - Math.min(warningMs, idleMs / 2));
    const expire = setTimeout(() => tell({ type: "idle_expired" }), left);
    return () => {
      clearTimeout(warn);
      clearTimeout(expire);
    };
  }, [idleMs, deadline, tell]);
  return { warnUntil, stay };
};
