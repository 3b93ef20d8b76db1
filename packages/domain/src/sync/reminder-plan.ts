/** Days before the end of a consent at which it is told, the longest first. */
export type LeadDays = readonly number[];

/** A named list of lead times; connections are told by each. */
export interface ReminderPlan {
  readonly name: string;
  readonly leadDays: LeadDays;
}

/** Without a wish of anybody: 7 and 5 days before the end, then every second one (connections.md, E5). */
export const usualPlan: ReminderPlan = { name: "usual", leadDays: [7, 5, 3, 1] };

const APART_DAYS = 2; // at most one reminder in 48 hours

/** The plan of lead times somebody wishes; the same wish has the same name. Null: they lie too close together. */
export const reminderPlan = (wished: LeadDays): ReminderPlan | null => {
  const leadDays = wished.toSorted((a, b) => b - a);
  const isClose = leadDays.some((days, index) => index > 0 && (leadDays[index - 1] ?? 0) - days < APART_DAYS);
  return isClose ? null : { name: leadDays.join("-"), leadDays };
};
