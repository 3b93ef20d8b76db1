import type { SealedCount } from "@drawbridge/storage";
import type { Kek } from "../vault/keks.ts";

/** A sealing that began before the rotation is stored by then: no request and no job holds one for so long. */
const STILL_UNDER_WAY_MS = 15 * 60_000;

/** When a key stopped to seal; null: it seals, or was there from the start of an installation that never rotated. */
const replacedAt = (kek: Kek, keks: readonly Kek[]): Date | null =>
  keks.toSorted((a, b) => a.number - b.number).find(({ number }) => number > kek.number)?.madeAt ?? null;

/** From when on a key may be withdrawn if nothing names it; null: never, it seals. */
export const withdrawableFrom = (kek: Kek, keks: readonly Kek[]): Date | null => {
  const at = replacedAt(kek, keks);
  return at && new Date(at.getTime() + STILL_UNDER_WAY_MS);
};

/** Why a key cannot be withdrawn now; null: it can. */
export const withdrawalRefusal = (
  kek: Kek,
  { keks, naming, now }: { readonly keks: readonly Kek[]; readonly naming: readonly SealedCount[]; readonly now: Date },
) => {
  const from = withdrawableFrom(kek, keks);
  if (from === null) return `${kek.id} is the key that seals. Run \`drawbridge keys rotate\` first.`;
  if (now < from) return `${kek.id} was replaced a moment ago; what was sealed before may not be stored yet. Try again from ${from.toISOString()}.`;
  if (naming.length === 0) return null;
  const places = naming.map(({ place, count }) => `  ${place}  ${count}`).join("\n");
  return `${kek.id} still holds envelopes. Run \`drawbridge keys rewrap\` first.\n${places}`;
};
