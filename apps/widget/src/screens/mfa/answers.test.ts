import type { Challenge } from "@drawbridge/contract";
import { describe, expect, it } from "vitest";
import { en } from "../../text/en.ts";
import { answerProblem, readAnswers } from "./answers.ts";

const challenge = (change: Partial<Challenge>): Challenge => ({
  id: "c1",
  kind: "text",
  prompt: "?",
  options: [],
  choose: null,
  sentTo: null,
  attemptsLeft: null,
  expiresAt: null,
  ...change,
});

const form = (entries: readonly (readonly [string, string])[]): FormData => {
  const data = new FormData();
  for (const [name, value] of entries) data.append(name, value);
  return data;
};

describe("answers", () => {
  it("joins the options of a multi choice and leaves a push out", () => {
    const challenges = [challenge({ kind: "multi" }), challenge({ id: "c2", kind: "push" }), challenge({ id: "c3" })];
    const data = form([
      ["c1", "a"],
      ["c1", "b"],
      ["c3", " Blue "],
    ]);
    expect(readAnswers(data, challenges)).toEqual([
      { name: "c1", value: "a,b" },
      { name: "c3", value: " Blue " },
    ]);
  });

  it("drops the blanks of a pasted code", () => {
    expect(readAnswers(form([["c1", "123 456"]]), [challenge({ kind: "otp" })])).toEqual([{ name: "c1", value: "123456" }]);
  });

  it.each([
    ["nothing", challenge({}), "", en.mfa.missing.text],
    ["too few", challenge({ kind: "multi", choose: 2 }), "a", en.mfa.chooseExactly(2)],
    ["the right number", challenge({ kind: "multi", choose: 2 }), "a,b", null],
    ["any number, when the bank does not say", challenge({ kind: "multi" }), "a", null],
  ] as const)("judges %s", (_name, asked, value, problem) => {
    expect(answerProblem(en, asked, value)).toBe(problem);
  });
});
