import type { Challenge } from "@drawbridge/contract";
import type { PlainField } from "@drawbridge/seal";
import type { Texts } from "../../text/en.ts";

/** The id of a challenge's first input. */
export const challengeInputId = (challenge: Pick<Challenge, "id">): string => `answer-${challenge.id}`;

/** The answers in a form: typed text, an option id, or option ids joined by a comma. A push has none. */
export const readAnswers = (data: FormData, challenges: readonly Challenge[]): readonly PlainField[] =>
  challenges
    .filter(({ kind }) => kind !== "push")
    .map(({ id, kind }) => {
      const values = data.getAll(id).filter((value) => typeof value === "string");
      const value = values.join(",");
      // A pasted code often carries blanks; a text answer is the person's own.
      return { name: id, value: kind === "otp" ? value.replaceAll(/\s/g, "") : value };
    });

/** What is wrong with an answer; null when it can be sent. */
export const answerProblem = (text: Texts, challenge: Challenge, value: string): string | null => {
  if (value === "") return text.mfa.missing[challenge.kind];
  const { kind, choose } = challenge;
  if (kind === "multi" && choose !== null && value.split(",").length !== choose) return text.mfa.chooseExactly(choose);
  return null;
};
