import { inspect } from "node:util";
import { Challenge, Failure } from "@drawbridge/contract";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { expect } from "vitest";
import type { FailedOutcome, ReadOutcome, SignInOutcome } from "../adapter.ts";
import { Secret } from "../secret.ts";

const closed = { additionalProperties: false } as const;
const Failed = Type.Object(
  {
    outcome: Type.Literal("failed"),
    failure: Failure,
    detail: Type.String({ maxLength: 500 }),
    attemptsLeft: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  closed,
);
const Asked = Type.Object({
  outcome: Type.Literal("challenged"),
  challenges: Type.Array(Challenge, { minItems: 1 }),
  pollAfterMs: Type.Union([Type.Number({ exclusiveMinimum: 0 }), Type.Null()]),
  rejected: Type.Boolean(),
});

/** Any answer of an adapter. */
export type AnyOutcome =
  | SignInOutcome
  | ReadOutcome<unknown>
  | { readonly outcome: "redirect"; readonly url: string; readonly state: Secret }
  | { readonly outcome: "revoked" };

/** The keys of each outcome, no more and no fewer. */
const keysOf: Readonly<Record<Exclude<AnyOutcome["outcome"], "failed">, readonly string[]>> = {
  signed_in: ["access", "outcome"],
  challenged: ["challenges", "outcome", "pollAfterMs", "rejected", "state"],
  redirect: ["outcome", "state", "url"],
  read: ["access", "items", "nextCursor", "outcome"],
  revoked: ["outcome"],
};

/** The outcome is one of the kit's, with its keys, and what is secret is a `Secret`. */
export const expectShape = (outcome: AnyOutcome): void => {
  if (outcome.outcome === "failed") {
    expect([...Value.Errors(Failed, outcome)]).toEqual([]);
    return;
  }
  expect(Object.keys(outcome).toSorted()).toEqual(keysOf[outcome.outcome]);
  if ("access" in outcome) expect(outcome.access).toBeInstanceOf(Secret);
  if ("state" in outcome) expect(outcome.state).toBeInstanceOf(Secret);
  if (outcome.outcome !== "challenged") return;
  const { state: _state, ...asked } = outcome;
  expect([...Value.Errors(Asked, asked)]).toEqual([]);
};

/** A failure with one of these names. */
export const expectFailed = (outcome: AnyOutcome, ...names: readonly Failure[]): FailedOutcome => {
  expectShape(outcome);
  if (outcome.outcome !== "failed") throw new Error(`expected a failure, got ${outcome.outcome}`);
  if (names.length > 0) expect(names).toContain(outcome.failure);
  return outcome;
};

/** The value of a kind of outcome that must have come. */
export const expectKind = <Kind extends AnyOutcome["outcome"], Outcome extends AnyOutcome>(
  outcome: Outcome,
  kind: Kind,
): Extract<Outcome, { readonly outcome: Kind }> => {
  expectShape(outcome);
  if (!isKind(outcome, kind)) throw new Error(`expected ${kind}, got ${inspect(outcome)}`);
  return outcome;
};

const isKind = <Kind extends AnyOutcome["outcome"], Outcome extends AnyOutcome>(
  outcome: Outcome,
  kind: Kind,
): outcome is Extract<Outcome, { readonly outcome: Kind }> => outcome.outcome === kind;

const LONG_ENOUGH = 6; // shorter values turn up in any text

/** The texts inside a secret, which leak as badly as the whole. */
const leaves = (held: string): readonly string[] => {
  const found: string[] = [held];
  try {
    JSON.parse(held, (_key, value: unknown) => {
      if (typeof value === "string") found.push(value);
      return value;
    });
  } catch {
    return found;
  }
  return found.filter((leaf) => leaf.length >= LONG_ENOUGH);
};

/** None of the secrets can be read from any way of printing the value. */
export const expectNoLeak = (value: unknown, secrets: readonly Secret[]): void => {
  const printed = `${JSON.stringify(value)} ${inspect(value, { depth: 10, showHidden: true })}`;
  for (const leaf of secrets.flatMap((secret) => leaves(secret.reveal()))) expect(printed.includes(leaf), "a secret was printed").toBe(false);
};
