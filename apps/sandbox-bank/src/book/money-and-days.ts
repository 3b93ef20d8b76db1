/** Length of a day of the bank's calendar, which is UTC. */
export const dayMs = 86_400_000;

/** Midnight (UTC) of the day an instant lies in. */
export const startOfDay = (instant: Date): Date => new Date(Math.floor(instant.getTime() / dayMs) * dayMs);

/** Whole cents as a decimal string with two places. */
export function formatCents(cents: number): string {
  const whole = Math.floor(Math.abs(cents) / 100);
  const rest = String(Math.abs(cents) % 100).padStart(2, "0");
  return `${cents < 0 ? "-" : ""}${whole}.${rest}`;
}
