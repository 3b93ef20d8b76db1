import type { WantedState } from "../use-cases/force-state.ts";

/** Somebody who connects a bank, and what time has made of the connection since. */
export interface FleetPerson {
  readonly externalId: string;
  readonly bank: string;
  /** A user of the sandbox bank. */
  readonly username: string;
  readonly device: "desktop" | "mobile" | "tablet";
  readonly since: WantedState;
  /** What they answer on their device when they are asked, in their session, for a consent of half a year; none: they are not asked. */
  readonly longer?: "ACCEPTED" | "REJECTED";
}

const fresh: WantedState = {};
const expiring: WantedState = { consentEndsInDays: 4, lastSyncedMinutesAgo: 190 };
const expired: WantedState = { consentEndsInDays: -2, lastUpdatedDaysAgo: 2, lastSyncedMinutesAgo: 2_900 };
const passwordChanged: WantedState = { error: "credentials_error", failingForDays: 3, lastUpdatedDaysAgo: 3, lastSyncedMinutesAgo: 4_300 };
const challenged: WantedState = { error: "mfa_required", failingForDays: 1, lastUpdatedDaysAgo: 1, lastSyncedMinutesAgo: 1_500 };
const bankAway: WantedState = { error: "sync_error", failingForDays: 1, lastUpdatedDaysAgo: 1, lastSyncedMinutesAgo: 45 };
const incomplete: WantedState = { error: "sync_partial", failingForDays: 2, lastUpdatedDaysAgo: 2, lastSyncedMinutesAgo: 320 };
const quiet: WantedState = { lastSyncedMinutesAgo: 75 };

const person = (externalId: string, since: WantedState, more: Partial<FleetPerson> = {}): FleetPerson => ({
  externalId,
  bank: "drawbridge-bank",
  username: "user_ok",
  device: "mobile",
  since,
  ...more,
});

/** The fleet a new console shows: most connections well, and one of everything that goes wrong. */
export const fleetPlan: readonly FleetPerson[] = [
  person("amelie-fischer", quiet, { longer: "ACCEPTED" }),
  person("bruno-costa", expiring, { username: "user_alltypes", device: "desktop" }),
  person("chioma-eze", passwordChanged),
  person("daniel-novak", quiet, { device: "desktop", longer: "ACCEPTED" }),
  person("elif-demir", challenged),
  person("farah-haddad", fresh, { username: "user_partial" }),
  person("greta-olsen", expired),
  person("hugo-martin", bankAway, { device: "tablet" }),
  person("ines-ferreira", quiet, { username: "user_alltypes" }),
  person("jonas-weber", incomplete, { device: "desktop" }),
  person("kenji-sato", fresh, { longer: "REJECTED" }),
  person("lucia-rossi", quiet, { longer: "ACCEPTED" }),
];
