import { createHash } from "node:crypto";

/** A short stable id of its parts: the same parts give the same text on every machine. */
export const stableHash = (...parts: readonly (string | number)[]): string => createHash("sha256").update(parts.join("|")).digest("hex").slice(0, 20);

/** A repeatable number in [0, below) that depends on its parts only. */
export const pickNumber = (below: number, ...parts: readonly (string | number)[]): number => seededRandom(...parts)(below);

/**
 * A stream of repeatable integers in [0, below) for one seed (xorshift32; believable data, not security).
 * FNV-1a spreads the seed so that neighbouring days do not look alike.
 */
export function seededRandom(...parts: readonly (string | number)[]): (below: number) => number {
  let state = 0x811c9dc5;
  for (const char of parts.join("|")) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}
