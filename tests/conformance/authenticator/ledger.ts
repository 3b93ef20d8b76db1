import { astEntriesOf, astEventRows, astFactsOf, astStatusesOf, statusCategories, type AstEnvelope, type AstEventName } from "@drawbridge/contract";
import type { Mc } from "@drawbridge/authenticator";
import type { PersonWithMc } from "../../../packages/authenticator/test/person-with-mc.ts";

/** How a row was proved. */
export interface Proof {
  readonly by: string;
  /** What was seen outside the MC. */
  readonly checked: string;
}

/** One row of the source table and what is known of it. */
export interface RowReport {
  readonly row: number;
  readonly key: string;
  readonly name: AstEventName;
  readonly proof: Proof | null;
  /** Whether its success was seen at all, proved or not. */
  readonly succeeded: boolean;
  /** Of a result: the statuses that came, and what was seen outside the MC when they did. */
  readonly statuses: readonly string[];
  readonly effects: Readonly<Record<string, string>>;
  readonly listed: readonly string[] | null;
}

/** What was seen and proved of the 112 rows. */
export interface Ledger {
  /** Follows everything an app is asked and says. */
  readonly watch: <Person extends PersonWithMc>(person: Person) => Person;
  /** Takes rows as proved; throws for one whose success no watched app has seen. */
  readonly prove: (keys: readonly string[], proof: Proof) => void;
  /** Takes statuses of a result as proved, each by what was seen outside the MC; throws for one no watched app has heard. */
  readonly saw: (name: AstEventName, effects: Readonly<Record<string, string>>) => void;
  readonly report: () => readonly RowReport[];
}

const keyOf = (name: string, form: number): string => (astEntriesOf(name).length > 1 ? `${name}#${form + 1}` : name);

/** The form of an event a payload has: the one whose parameters are all there, the longest first. */
const keyOfCall = (name: AstEventName, payload: unknown): string => {
  const given = typeof payload === "object" && payload !== null ? Object.keys(payload) : [];
  const forms = astEntriesOf(name).map((entry, form) => ({ form, wanted: Object.keys(entry.payload.properties) }));
  const fitting = forms.filter(({ wanted }) => wanted.every((parameter) => given.includes(parameter)));
  const [best] = fitting.toSorted((one, other) => other.wanted.length - one.wanted.length);
  return keyOf(name, best?.form ?? 0);
};

/** Every row's name; the forms of an event are numbered. */
export const rowKeys: readonly { readonly row: number; readonly key: string; readonly name: AstEventName }[] = astEventRows.map((entry, at) => ({
  row: at + 1,
  key: keyOf(entry.name, astEventRows.slice(0, at).filter(({ name }) => name === entry.name).length),
  name: entry.name,
}));

const successes = new Set(Object.entries(statusCategories).flatMap(([status, category]) => (category === "success" ? [status] : [])));

const statusOf = ({ payload }: AstEnvelope): string | null => {
  const status = payload["status"] ?? payload["updateStatus"];
  return typeof status === "string" ? status : null;
};

/** Whether an event of the MC is a success: no refusal, no error, no status that says otherwise. */
const isSuccess = (event: AstEnvelope): boolean => {
  const status = statusOf(event);
  const isWell = status === null || status === "OK" || successes.has(status);
  return isWell && event.name !== "InvalidState" && event.error?.hasErrorOccurred !== true;
};

interface Call {
  readonly key: string;
  readonly name: AstEventName;
  readonly reply: AstEnvelope;
}

/** What was heard, and the calls it belongs to. */
interface Heard {
  readonly events: AstEnvelope[];
  readonly calls: Call[];
}

/** A call has succeeded when its reply has, and, where it only was acknowledged, the first of the events it is to lead to. */
const hasSucceeded = ({ events }: Heard, { name, reply }: Call): boolean => {
  const outcomes: readonly string[] = astFactsOf(name).outcomes;
  if (!isSuccess(reply)) return false;
  if (reply.name !== "Acknowledge" || outcomes.length === 0) return true;
  const led = events.find((event) => event.correlationId === reply.correlationId && outcomes.includes(event.name));
  // A command may lead to nothing more: the prompt of the state comes again.
  return led ? isSuccess(led) : astFactsOf(name).kind === "command";
};

/** An empty ledger. */
export const openLedger = (): Ledger => {
  const proofs = new Map<string, Proof>();
  const effects = new Map<AstEventName, Record<string, string>>();
  const heard: Heard = { events: [], calls: [] };
  const hasSucceededOnce = ({ key, name }: (typeof rowKeys)[number]): boolean =>
    astFactsOf(name).direction === "UI->MC"
      ? heard.calls.some((call) => call.key === key && hasSucceeded(heard, call))
      : heard.events.some((event) => event.name === name && isSuccess(event));
  const statusesOf = (name: AstEventName): readonly string[] =>
    [...new Set(heard.events.flatMap((event) => (event.name === name ? [statusOf(event)] : [])))].filter((status) => status !== null).toSorted();
  const prove = (key: string, proof: Proof): void => {
    const row = rowKeys.find((one) => one.key === key);
    if (!row) throw new Error(`${key} is not a row`);
    if (!hasSucceededOnce(row)) throw new Error(`${key} was never seen to succeed`);
    if (!proofs.has(key)) proofs.set(key, proof);
  };
  return {
    watch: (person) => ({ ...person, mc: watchCalls(person.mc, heard) }),
    prove: (keys, proof) => {
      for (const key of keys) prove(key, proof);
    },
    saw: (name, seen) => {
      const missing = Object.keys(seen).filter((status) => !statusesOf(name).includes(status));
      if (missing.length > 0) throw new Error(`${name} was never heard to say ${missing.join(", ")}`);
      effects.set(name, { ...seen, ...effects.get(name) });
    },
    report: () =>
      rowKeys.map((row) => ({
        row: row.row,
        key: row.key,
        name: row.name,
        proof: proofs.get(row.key) ?? null,
        succeeded: hasSucceededOnce(row),
        statuses: statusesOf(row.name),
        effects: { ...effects.get(row.name) },
        listed: astStatusesOf(row.name),
      })),
  };
};

const watchCalls = (mc: Mc, { events, calls }: Heard): Mc => {
  mc.on((event) => events.push(event));
  const follow = async (name: string, payload: unknown, replied: Promise<AstEnvelope>): Promise<AstEnvelope> => {
    const reply = await replied;
    if (isAstName(name)) calls.push({ key: keyOfCall(name, payload), name, reply });
    return reply;
  };
  return {
    ...mc,
    call: (name, payload) => follow(name, payload, mc.call(name, payload)),
    send: (name, payload) => follow(name, payload, mc.send(name, payload)),
  };
};

const isAstName = (name: string): name is AstEventName => astEntriesOf(name).length > 0;
