import type { Operation } from "@drawbridge/storage";

/** Somebody with a device. */
export interface DevicePerson {
  readonly externalId: string;
  readonly deviceName: string;
  readonly daysAgo: number;
  /** When the help desk locked it; null: never. */
  readonly lockedDaysAgo: number | null;
}

/** What a back end asked somebody, and what became of it; `waits`: nobody has answered yet. */
export interface PlannedQuestion {
  readonly externalId: string;
  readonly daysAgo: number;
  readonly about: Pick<Operation, "template" | "banner" | "text" | "data" | "factor">;
  readonly end: "ACCEPTED" | "REJECTED" | "TIMEOUT" | "CANCELLED" | "waits";
}

const owner = (externalId: string, deviceName: string, daysAgo: number): DevicePerson => ({
  externalId,
  deviceName,
  daysAgo,
  lockedDaysAgo: null,
});

/** People of the fleet who have a device; one of them has lost it. */
export const deviceOwners: readonly DevicePerson[] = [
  owner("amelie-fischer", "Amelie's phone", 88.4),
  owner("bruno-costa", "Bruno's tablet", 81.2),
  owner("chioma-eze", "Chioma's phone", 74.9),
  owner("daniel-novak", "Work phone", 66.3),
  owner("elif-demir", "Elif's phone", 57.6),
  { ...owner("greta-olsen", "Greta's phone", 49.1), lockedDaysAgo: 3.3 },
  owner("ines-ferreira", "Ines's phone", 33.7),
  owner("kenji-sato", "Kenji's phone", 20.5),
  owner("lucia-rossi", "Lucia's phone", 8.8),
];

type About = PlannedQuestion["about"];

const payment = (amount: string, payee: string): About => ({
  template: "payment.approve",
  banner: "Confirm a payment",
  text: `Pay ${amount} EUR to ${payee}?`,
  data: { amount, currency: "EUR", payee },
  factor: "PIN",
});
const address: About = {
  template: "address.change",
  banner: "Your address changes",
  text: "Change the address that your letters are sent to?",
  data: {},
  factor: "PIN",
};
const signIn = (where: string): About => ({
  template: "sign_in.confirm",
  banner: "Was it you?",
  text: `Somebody signs in to your account with ${where}. Is it you?`,
  data: { where },
  factor: "NONE",
});

const asked =
  (end: PlannedQuestion["end"]) =>
  (daysAgo: number, externalId: string, about: About): PlannedQuestion => ({ daysAgo, externalId, about, end });

const [approved, refused, overlooked] = [asked("ACCEPTED"), asked("REJECTED"), asked("TIMEOUT")];
const [cancelled, waiting] = [asked("CANCELLED"), asked("waits")];

/** Ninety days of questions; most are approved, and one of everything else happens too. */
export const plannedQuestions: readonly PlannedQuestion[] = [
  approved(86.7, "amelie-fischer", signIn("a new browser")),
  approved(79.4, "bruno-costa", payment("48.90", "City Library")),
  approved(72.1, "chioma-eze", address),
  approved(70.6, "amelie-fischer", payment("120.00", "Harbour Energy")),
  refused(64.8, "daniel-novak", signIn("another phone")),
  overlooked(61.3, "bruno-costa", payment("15.75", "Corner Bakery")),
  approved(55.2, "elif-demir", signIn("a new browser")),
  approved(52.9, "chioma-eze", payment("310.00", "Rowing Club")),
  cancelled(47.5, "greta-olsen", address),
  approved(44.2, "greta-olsen", payment("64.20", "Harbour Energy")),
  approved(40.8, "daniel-novak", payment("9.99", "Northern Radio")),
  refused(37.6, "elif-demir", payment("1250.00", "Bright Garage")),
  approved(32.4, "ines-ferreira", signIn("a new browser")),
  approved(28.3, "amelie-fischer", payment("75.00", "Rowing Club")),
  overlooked(24.7, "bruno-costa", signIn("a tablet")),
  approved(20.2, "kenji-sato", signIn("a new browser")),
  approved(17.9, "ines-ferreira", payment("38.40", "City Library")),
  approved(13.6, "greta-olsen", payment("22.00", "Corner Bakery")),
  approved(11.4, "daniel-novak", address),
  approved(8.5, "lucia-rossi", signIn("a new browser")),
  cancelled(6.1, "kenji-sato", payment("540.00", "Harbour Energy")),
  approved(4.4, "chioma-eze", payment("18.30", "Corner Bakery")),
  refused(2.7, "lucia-rossi", payment("99.00", "Northern Radio")),
  approved(1.2, "amelie-fischer", payment("64.20", "Harbour Energy")),
  waiting(0.001, "ines-ferreira", payment("260.00", "Bright Garage")),
];
