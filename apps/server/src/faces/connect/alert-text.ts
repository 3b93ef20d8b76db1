import type { Failure } from "@drawbridge/contract";
import { chooseLocale } from "@drawbridge/domain";
import { alertTexts } from "./alert-texts.ts";

/** Title and message of a host-visible alert, in the language of the session. */
export const alertText = (failure: Failure, locale: string): { readonly title: string; readonly message: string } => {
  const [title, message] = alertTexts[chooseLocale([locale]).language][failure];
  return { title, message };
};
