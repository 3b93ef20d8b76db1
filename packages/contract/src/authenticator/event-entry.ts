import { Type, type TObject, type TProperties } from "typebox";
import type { McStateName } from "./mc-state.ts";
import type { StatusType } from "./status.ts";

/**
 * prompt: ↓, waits for an answer. answer: ↑, serves a prompt. request: ↑, a result follows. command: ↑, only acknowledged.
 * result: ↓. note: ↓, wants no answer.
 */
export type AstEventKind = "prompt" | "answer" | "request" | "command" | "result" | "note";

/** Who speaks to whom: the user interface and the client core. */
export type AstDirection = "UI->MC" | "MC->UI";

/** Where an event exists; nothing said means everywhere. */
export type AstEnvironment = "SSMS" | "Maverick" | "Mobile" | "Desktop";

/** With `high`, an event passes waiting ones; `low` ones wait (rule D7). Every row of the source table says `default`. */
export type AstPriority = "default" | "high" | "low";

/** What the catalogue says of an event beside its name and its parameters. */
export interface AstEventFacts {
  /** Row of the source table; null for events that are part of the protocol but not of the table. */
  readonly row: number | null;
  readonly group: string;
  readonly kind: AstEventKind;
  /** Where the source table restricts it. */
  readonly environment: readonly AstEnvironment[];
  /** The event that answers the call; null: the call is acknowledged, and what it causes arrives on the bus. */
  readonly result: string | null;
  /** The result instead, where the call asks for a login right after. */
  readonly resultWithAutoLogin: string | null;
  /** States in which a call is heard (contract, section 2: what a state includes). */
  readonly allowedIn: readonly McStateName[];
  /** Also heard inside a transaction, where the tenant has this environment. */
  readonly inTransaction: readonly AstEnvironment[];
  /** Calls that answer a prompt, or that a note leads to. */
  readonly answers: readonly string[];
  /** The prompt a call answers. */
  readonly serves: string | null;
  /** Events a call leads to. */
  readonly outcomes: readonly string[];
  /** The statuses of the source table. */
  readonly statuses: readonly StatusType[];
  /** Statuses added by ruling (contract, section 6). */
  readonly addedStatuses: readonly StatusType[];
  readonly priority: AstPriority;
  /** Sent again after GetState. */
  readonly resend: boolean;
  /** The cell of the source table where it says something else than `resend`. */
  readonly resendCell: "yes" | "no" | "none";
  /** The table's own name where it differs. */
  readonly sourceName: string;
  /** The table's own parameter names where they differ; null: the table gives none. */
  readonly sourceParameters: Readonly<Record<string, string | null>>;
  readonly notes: readonly string[];
}

/** One row of the catalogue: name, facts and the schema of its payload. */
export interface AstEventEntry<Name extends string = string, Parameters extends TProperties = TProperties> extends AstEventFacts {
  readonly name: Name;
  readonly direction: AstDirection;
  readonly payload: TObject<Parameters>;
}

type Given = Pick<AstEventFacts, "row" | "group" | "kind"> & Partial<AstEventFacts>;

const upward = new Set<AstEventKind>(["answer", "request", "command"]);

/** Writes one row of the catalogue; what is not said has the value most rows have. */
export function astEvent<const Name extends string, const Parameters extends TProperties>(
  name: Name,
  given: Given & { readonly parameters: Parameters },
): AstEventEntry<Name, Parameters>;
export function astEvent<const Name extends string>(name: Name, given: Given): AstEventEntry<Name, Readonly<Record<string, never>>>;
export function astEvent(name: string, { parameters = {}, ...facts }: Given & { readonly parameters?: TProperties }): AstEventEntry {
  const resend = facts.resend ?? facts.kind === "prompt";
  return {
    name,
    direction: upward.has(facts.kind) ? "UI->MC" : "MC->UI",
    // Fields nobody knows are ignored (contract, section 8): the schema is open.
    payload: Type.Object(parameters),
    environment: [],
    result: null,
    resultWithAutoLogin: null,
    allowedIn: [],
    inTransaction: [],
    answers: [],
    serves: null,
    outcomes: [],
    statuses: [],
    addedStatuses: [],
    priority: "default",
    resend,
    resendCell: resend ? "yes" : "no",
    sourceName: name,
    sourceParameters: {},
    notes: [],
    ...facts,
  };
}
