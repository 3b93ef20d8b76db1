import { expect } from "vitest";
import type { Enrolled } from "../../../packages/authenticator/test/enrol-with-mc.ts";
import { uuidOf, type Scene } from "./scene.ts";

const status = (value: string) => ({ payload: { status: value } });

/** The prompt of an operation, the answer to it, and the result of the answer. */
export const prompts = {
  PIN: {
    prompt: "TransactionPINRequiredRequest",
    result: "ProvidePINResult",
    answer: (person: Enrolled, confirmationType: "OK" | "CANCEL" | "TIMEOUT") => person.mc.call("ProvidePIN", { confirmationType, pin: "135790" }),
  },
  TOKEN: {
    prompt: "TransactionTokenRequiredRequest",
    result: "ProvideTokenResult",
    answer: (person: Enrolled, confirmationType: "OK" | "CANCEL" | "TIMEOUT") =>
      person.mc.call("ProvideToken", { confirmationType, token: "482913" }),
  },
  NONE: {
    prompt: "DisplayConfirmationRequest",
    result: "DisplayConfirmationResult",
    answer: (person: Enrolled, confirmationType: "OK" | "CANCEL" | "TIMEOUT") =>
      person.mc.call("DisplayConfirmation", { confirmationType, transactionInformation: "Pay?" }),
  },
} as const;

/** What is asked of an operation before its text may be confirmed. */
export type Factor = keyof typeof prompts;

/** An operation that is on the screen, with its prompt. */
export const prompted = async ({ stage }: Scene, person: Enrolled, factor: Factor): Promise<string> => {
  const token = factor === "TOKEN" ? { token: "482913" } : {};
  const { body } = await stage.admin("POST /v1/operations", { userId: person.userId, text: "Pay?", factor, answerTimeout: 3600, ...token });
  await person.next("TriggerBanner");
  await person.mc.call("StartTransaction", {});
  await person.next(prompts[factor].prompt);
  return String(body.id);
};

const malformed = { PIN: "ProvidePIN", TOKEN: "ProvideToken", NONE: "DisplayConfirmation" } as const;

/** Refused, left alone, answered nonsense, and taken back by the server without a word: each leaves its record. */
export const refusedAnswers = async (scene: Scene): Promise<void> => {
  const { stage, ledger, byToken } = scene;
  const person = await byToken("c-refuser");
  const { mc, next } = person;
  const stateOf = async (id: string): Promise<unknown> => (await stage.admin(`GET /v1/operations/${id}`)).body.state;
  for (const factor of ["PIN", "TOKEN", "NONE"] as const) {
    const { result, answer } = prompts[factor];
    const ended = async (expected: string, end = expected): Promise<void> => {
      expect(await next(result)).toMatchObject(status(expected));
      expect(await next("TransactionEnd")).toMatchObject(status(end));
    };
    const refused = await prompted(scene, person, factor);
    await mc.send(malformed[factor], { confirmationType: "PERHAPS" });
    expect(await next(result)).toMatchObject(status("kInvalidParameter"));
    expect(await stateOf(refused)).toBe("RETRIEVED");
    await answer(person, "CANCEL");
    await ended("kUserCancel");
    expect(await stateOf(refused)).toBe("REJECTED");
    const late = await prompted(scene, person, factor);
    await answer(person, "TIMEOUT");
    await ended("kUserConfirmationTimeout");
    expect(await stateOf(late)).toBe("TIMEOUT");
    const taken = await prompted(scene, person, factor);
    // In SQL: every road of the API tells the device as well, and here the answer has to find out for itself.
    await stage.storage.pool.query("update operations set state = 'CANCELLED', decided_at = now() where user_id = $1 and decided_at is null", [
      uuidOf(person.userId),
    ]);
    await answer(person, "OK");
    await ended(factor === "PIN" ? "kFailed" : "kServerCancel", "kServerCancel");
    expect(await stateOf(taken)).toBe("CANCELLED");
    const states = { kUserCancel: "REJECTED in the admin API", kUserConfirmationTimeout: "TIMEOUT in the admin API" };
    const over = { [factor === "PIN" ? "kFailed" : "kServerCancel"]: "CANCELLED in the admin API" };
    ledger.saw(result, { ...states, ...over, kInvalidParameter: "the operation is still undecided in the admin API" });
  }
  const ends = { kUserCancel: "REJECTED in the admin API", kUserConfirmationTimeout: "TIMEOUT in the admin API" };
  ledger.saw("TransactionEnd", { ...ends, kServerCancel: "CANCELLED in the admin API" });
  await person.throwAway();
};
