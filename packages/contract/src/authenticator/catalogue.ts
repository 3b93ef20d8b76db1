import { type Static } from "typebox";
import type { AstEventEntry } from "./event-entry.ts";
import { activationEvents } from "./events/activation.ts";
import { addUserEvents } from "./events/add-user.ts";
import { astClientEvents } from "./events/ast-client.ts";
import { changePinEvents } from "./events/change-pin.ts";
import { companionEvents } from "./events/companion.ts";
import { deleteUserEvents } from "./events/delete-user.ts";
import { deviceEvents } from "./events/device.ts";
import { iamEvents } from "./events/iam.ts";
import { lineEvents } from "./events/line.ts";
import { loginEvents } from "./events/login.ts";
import { offlineEvents } from "./events/offline.ts";
import { propertiesEvents } from "./events/properties.ts";
import { reactivationEvents } from "./events/reactivation.ts";
import { transactionEvents } from "./events/transaction.ts";
import { updateEvents } from "./events/update.ts";

/** The 112 rows of the source table, in its order. */
export const astEventRows = [
  ...activationEvents,
  ...loginEvents,
  ...reactivationEvents,
  ...addUserEvents,
  ...deleteUserEvents,
  ...transactionEvents,
  ...propertiesEvents,
  ...changePinEvents,
  ...updateEvents,
  ...deviceEvents,
  ...astClientEvents,
  ...offlineEvents,
  ...lineEvents,
  ...iamEvents,
] as const;

/** Events of the protocol beside the table. */
export const astCompanionEvents = companionEvents;

type Entry = (typeof astEventRows)[number] | (typeof companionEvents)[number];

/** Canonical name of an event. */
export type AstEventName = Entry["name"];

/** What an event carries, by its name; an event of two forms carries either. */
export type AstPayload<Name extends AstEventName> = Name extends unknown ? Static<Extract<Entry, { readonly name: Name }>["payload"]> : never;

/** Every entry of the catalogue: the rows, then the companions. */
export const astEventCatalogue: readonly AstEventEntry<AstEventName>[] = [...astEventRows, ...astCompanionEvents];

const byName = new Map<string, readonly AstEventEntry<AstEventName>[]>(
  [...new Set(astEventCatalogue.map(({ name }) => name))].map((name) => [name, astEventCatalogue.filter((entry) => entry.name === name)]),
);

/** The entries of a name: one, or one for each form of the event; none for a name nobody knows. */
export const astEntriesOf = (name: string): readonly AstEventEntry<AstEventName>[] => byName.get(name) ?? [];

/** What the catalogue says of an event; both forms of an event agree in everything but their parameters and platform. */
export const astFactsOf = (name: AstEventName): AstEventEntry<AstEventName> => {
  const [entry] = astEntriesOf(name);
  if (!entry) throw new RangeError(`${name} is not in the catalogue`);
  return entry;
};

/** The statuses a result may carry; null: any that fits. */
export const astStatusesOf = (name: AstEventName): readonly string[] | null => {
  const { statuses, addedStatuses } = astFactsOf(name);
  return statuses.length === 0 ? null : [...statuses, ...addedStatuses];
};

/** What GetState may bring again: twelve prompts, Acknowledge, Busy and Idle. */
export const astResendSet: readonly AstEventName[] = astEventCatalogue.filter(({ resend }) => resend).map(({ name }) => name);
