/* oxlint-disable vitest/expect-expect -- what is expected of every adapter has functions of its own */
import { expect, it } from "vitest";
import { Secret } from "../secret.ts";
import { createBench } from "./bench.ts";
import { expectFailed, expectKind, expectNoLeak } from "./expect-outcome.ts";
import type { AdapterFixture, ChallengedPerson, FormCase } from "./fixture.ts";
import { answerRound, formFlow, presentForm, startChallenged, toSecrets } from "./sign-in.ts";

/** Sign-in by a form: what it lets in, what it refuses, what it asks. */
export const checkForm = (fixture: AdapterFixture, form: FormCase): void => {
  it("signs in, and prints neither what was typed nor what came back", async () => {
    const { adapter, logged } = createBench(fixture);
    const outcome = expectKind(await presentForm(adapter, form, form.typed), "signed_in");
    expectNoLeak([outcome, logged], [...toSecrets(form.typed).values(), outcome.access]);
  });

  it.each(form.refused)("calls it $failure: $name", async ({ typed, failure }) => {
    const { adapter, logged } = createBench(fixture);
    const outcome = expectFailed(await presentForm(adapter, form, typed), failure);
    expectNoLeak([outcome, logged], [...toSecrets(secretFields(fixture, form, typed)).values()]);
  });

  it.each(form.unreadable)("signs in, and calls it $failure while reading: $name", async ({ typed, failure }) => {
    const { adapter } = createBench(fixture);
    const { access } = expectKind(await presentForm(adapter, form, typed), "signed_in");
    expectNoLeak(expectFailed(await adapter.accounts.list({ access, cursor: null, withNumbers: true }), failure), [access]);
  });

  it("fails without a field", async () => {
    expectFailed(await presentForm(createBench(fixture).adapter, form, {}));
  });

  it.each(form.challenged)("asks $kinds one after the other: $name", (person) => expectQuestions(fixture, form, person));

  it.each(form.challenged.filter(({ wrong }) => wrong))("asks again after a wrong answer: $name", (person) =>
    expectSecondChance(fixture, form, person),
  );

  it("fails with a state that is not its own", async () => {
    const answers = new Map([["any", new Secret("any")]]);
    for (const state of ["", "null", "{}", "not a state"])
      expectFailed(await formFlow(createBench(fixture).adapter).answer({ state: new Secret(state), answers }));
  });
};

/** Only fields that are declared secret must stay out of what is told; a name may be named. */
const secretFields = (fixture: AdapterFixture, { institutionId }: FormCase, typed: Readonly<Record<string, string>>) => {
  const fields = formFlow(createBench(fixture).adapter).fields(institutionId);
  return Object.fromEntries(Object.entries(typed).filter(([name]) => fields.some((field) => field.name === name && field.secret)));
};

/** Every round goes to a new instance: nothing but `state` carries a sign-in on. */
const expectQuestions = async (fixture: AdapterFixture, form: FormCase, person: ChallengedPerson): Promise<void> => {
  let outcome = await presentForm(createBench(fixture).adapter, form, person.typed);
  const asked: string[] = [];
  while (asked.length < person.kinds.length) {
    const round = expectKind(outcome, "challenged");
    asked.push(...round.challenges.map(({ kind }) => kind));
    expect(round.rejected).toBe(false);
    expectNoLeak(round, [round.state, ...toSecrets(secretFields(fixture, form, person.typed)).values()]);
    if (round.pollAfterMs !== null) await person.approve?.();
    outcome = await answerRound(createBench(fixture).adapter, round, person.answer);
  }
  expect(asked).toEqual(person.kinds);
  expectKind(outcome, "signed_in");
};

const expectSecondChance = async (fixture: AdapterFixture, form: FormCase, person: ChallengedPerson): Promise<void> => {
  const { adapter } = createBench(fixture);
  const round = await startChallenged(adapter, form, person);
  const again = expectKind(await answerRound(adapter, round, person.wrong ?? person.answer), "challenged");
  expect([again.rejected, again.challenges.map(({ kind }) => kind)]).toEqual([true, round.challenges.map(({ kind }) => kind)]);
  const after = await answerRound(adapter, again, person.answer);
  if (person.kinds.length === round.challenges.length) expectKind(after, "signed_in");
  else expect(expectKind(after, "challenged").rejected).toBe(false);
};
