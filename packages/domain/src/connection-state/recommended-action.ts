import type { ConnectionFacts } from "./connection-facts.ts";
import { connectionState } from "./connection-state.ts";
import { windowOpen, windowOpensAt, type Condition, type DecisionView } from "./decision-conditions.ts";
import { decisionTables, type Action, type Choice, type DecisionRow } from "./decision-table.ts";

/** The lead, what else is worth trying, and the row that said so. */
export interface RecommendedAction {
  readonly action: Action;
  /** Name of the row: its number in the contract. */
  readonly row: string;
  /** Short machine-readable reason. */
  readonly reason: string;
  readonly alternatives: readonly Action[];
  /** Not before this moment; null: now. */
  readonly notBefore: Date | null;
}

const unknown: DecisionRow = { row: "none", reason: "unknown_state", when: [], lead: "contact_support", next: [] };

const chosen = (choice: Choice, view: DecisionView): Action | null => {
  if (typeof choice === "string") return choice;
  return choice.when.holds(view) ? choice.take : choice.otherwise;
};

const alternativesOf = (choices: readonly Choice[], view: DecisionView): readonly Action[] => {
  const actions: Action[] = [];
  for (const choice of choices) {
    const action = chosen(choice, view);
    if (action) actions.push(action);
  }
  return actions;
};

const firstFit = (rows: readonly DecisionRow[], view: DecisionView): DecisionRow | undefined => {
  // Asked for every connection of a list: loops cost half of what closures do.
  for (const row of rows) if (allHold(row.when, view)) return row;
  return undefined;
};

const allHold = (conditions: readonly Condition[], view: DecisionView): boolean => {
  for (const condition of conditions) if (!condition.holds(view)) return false;
  return true;
};

const notBeforeOf = (view: DecisionView, action: Action): Date | null => {
  if (action !== "wait") return null;
  const { provider } = view.facts;
  if (provider.at === "down") return provider.probeAt;
  return windowOpen.holds(view) ? null : windowOpensAt(view);
};

/** The lead and the alternatives for a connection, from the first row that fits. */
export const recommendedAction = (facts: ConnectionFacts, now: Date): RecommendedAction => {
  const { status, extendedStatus, error } = connectionState(facts, now);
  const view: DecisionView = { status, extendedStatus, error, facts, now };
  const table = facts.kind === "legacy" ? decisionTables.legacy : decisionTables.api;
  const { row, reason, lead, next } = firstFit(decisionTables.first, view) ?? firstFit(table, view) ?? unknown;
  const action = chosen(lead, view) ?? "none";
  return { action, row, reason, alternatives: alternativesOf(next, view), notBefore: notBeforeOf(view, action) };
};
