import { describe, expect, it } from "vitest";
import type { Adapter } from "../adapter.ts";
import { createBench } from "./bench.ts";
import { expectFailed, expectNoLeak, type AnyOutcome } from "./expect-outcome.ts";
import { faults, type Fault } from "./faults.ts";
import type { AdapterFixture, FormCase, RedirectCase } from "./fixture.ts";
import { keepOne } from "./keep-one.ts";
import { answerRound, presentForm, redirectFlow, startChallenged, toSecrets, visitBank, type Door } from "./sign-in.ts";
import type { Secret } from "../secret.ts";

/** One thing an adapter is asked to do, with what must not be told about it. */
interface Operation {
  readonly name: string;
  readonly run: (adapter: Adapter) => Promise<AnyOutcome>;
  readonly secrets: () => Promise<readonly Secret[]>;
}

const MOST_REQUESTS = 10;

/** A fault at the n-th request of an operation; false when the operation makes fewer requests. */
const failsAt = async (
  fixture: AdapterFixture,
  operation: Operation,
  { fault, nth }: { readonly fault: Fault; readonly nth: number },
): Promise<boolean> => {
  let made = 0;
  const { adapter, logged } = createBench(fixture, async (sent) => {
    made += 1;
    return made > nth ? fault.answer(sent) : null;
  });
  const outcome = await operation.run(adapter);
  if (made <= nth) return false;
  const failed = expectFailed(outcome, ...fault.failures);
  expectNoLeak([failed, logged], await operation.secrets());
  return true;
};

const checkOperations = (fixture: AdapterFixture, operations: readonly Operation[]): void => {
  describe.each(operations)("when the bank goes wrong during $name", (operation) => {
    it.each(faults)("$name", async (fault) => {
      let nth = 0;
      while (nth < MOST_REQUESTS && (await failsAt(fixture, operation, { fault, nth }))) nth += 1;
      expect(nth).toBeGreaterThan(0);
    });
  });
};

/** A form and its questions under every fault. */
export const checkFormFaults = (fixture: AdapterFixture, form: FormCase): void => {
  const { adapter } = createBench(fixture);
  const fields = adapter.credentials?.fields(form.institutionId) ?? [];
  const typed = [...toSecrets(form.typed)].flatMap(([name, value]) => (fields.some((field) => field.name === name && field.secret) ? [value] : []));
  const [person] = form.challenged;
  const round = keepOne(async () => (person ? startChallenged(adapter, form, person) : Promise.reject(new Error("nobody is asked"))));
  const answering: Operation = {
    name: "an answer",
    run: async (faulty) => answerRound(faulty, await round(), person?.answer ?? (() => "")),
    secrets: async () => [(await round()).state],
  };
  const presenting: Operation = { name: "a form", run: (faulty) => presentForm(faulty, form, form.typed), secrets: async () => typed };
  checkOperations(fixture, person ? [presenting, answering] : [presenting]);
};

/** The way to the bank and back under every fault. */
export const checkRedirectFaults = (fixture: AdapterFixture, redirect: RedirectCase): void => {
  const { institutionId, redirectUri } = redirect;
  const visit = keepOne(() => visitBank(createBench(fixture).adapter, redirect));
  const start = { institutionId, redirectUri, correlation: "correlation", consentExpiresAt: redirect.data.range.to };
  checkOperations(fixture, [
    { name: "the way to the bank", run: (faulty) => redirectFlow(faulty).start(start), secrets: async () => [] },
    { name: "the way back", run: async (faulty) => redirectFlow(faulty).complete(await visit()), secrets: async () => [(await visit()).state] },
  ]);
};

/** Every read, and the end of access, under every fault. */
export const checkDataFaults = (fixture: AdapterFixture, { signIn, data }: Door): void => {
  const { adapter } = createBench(fixture);
  const access = keepOne(() => signIn(adapter));
  const secrets = async (): Promise<readonly Secret[]> => [await access()];
  const request = async () => ({ access: await access(), cursor: null });
  const { owners, transactions, revoke } = adapter;
  checkOperations(fixture, [
    { name: "accounts", secrets, run: async (faulty) => faulty.accounts.list({ ...(await request()), withNumbers: true }) },
    ...(owners ? [{ name: "owners", secrets, run: async (faulty: Adapter) => (faulty.owners ?? owners).list(await request()) }] : []),
    ...(transactions
      ? [
          {
            name: "transactions",
            secrets,
            run: async (faulty: Adapter) =>
              (faulty.transactions ?? transactions).list({ ...(await request()), ...data.range, accountStableId: "any" }),
          },
        ]
      : []),
    ...(revoke ? [{ name: "the end of access", secrets, run: async (faulty: Adapter) => (faulty.revoke ?? revoke)(await access()) }] : []),
  ]);
};
