import type { Failure } from "@drawbridge/contract";
import type { Texts } from "./en.ts";

/** Title and sentence of a failure, with the bank's name. */
export const failureText = (text: Texts, failure: Failure, bank: string): { readonly title: string; readonly sentence: string } => {
  const [title, sentence] = text.error.failures[failure];
  return {
    title: title.replace("{bank}", () => bank),
    sentence: sentence.replace("{bank}", () => bank),
  };
};
