import { pluralIn } from "@drawbridge/widget/text/plural";
import type { RefusalReason } from "../../mc/app-state.ts";

const plural = pluralIn("en", "one", "other");

/** What somebody is asked, and how it ended. */
export const operation = {
  operation: {
    pinTitle: "Confirm that it is you",
    tokenTitle: "Enter the code you were given",
    token: "Code",
    tokenMissing: "Enter the code.",
    next: "Continue",
    title: "Do you approve this?",
    left: (left: string): string => `${left} left to answer`,
    spokenLeft: (seconds: number): string => `${plural(seconds, { one: "# second", other: "# seconds" })} left to answer`,
    exact: "This exact text is what you sign.",
    number: "Number on the other screen",
    numberHint: "Approve only if you see a number there, and type it here.",
    numberWrong: "That is not the number. If you see no number, deny.",
    freshTitle: "Sign in again to answer",
    freshLead: "This question wants a fresh sign-in, because your last one was a while ago.",
    freshHint: "Then it is shown to you, and you approve or deny it. If you let the time run out, nothing is approved.",
    signInAgain: "Sign in again",
    approve: "Approve",
    deny: "Deny",
    notMe: "This was not me",
    denyTitle: "Why do you deny it?",
    reasons: {
      unknown: "I do not want it",
      incorrect_data: "Something in it is wrong",
      unexpected_operation: "I did not expect it",
      not_me: "This was not me",
    } satisfies Record<RefusalReason, string>,
    denyNow: "Deny",
    goBack: "Go back",
  },
  outcome: {
    kOk: { title: "Approved", lead: "Your signature is on it. The receipt is kept by the service." },
    kUserCancel: { title: "Denied", lead: "Nothing happens. Whoever asked knows that you refused." },
    kUserConfirmationTimeout: { title: "The time ran out", lead: "Nothing was approved. It can be asked again." },
    kServerCancel: { title: "Taken back", lead: "Whoever asked took it back, or it was answered on another device." },
    kNotReachable: { title: "Not known", lead: "The connection broke. Do not count on it: look at the other screen whether it was approved." },
    other: { title: "This did not work", lead: "Nothing was approved. Ask for it again." },
    notMe: {
      title: "Denied and reported",
      lead: "Nothing happens, and the service knows that it was not you. If somebody may know your PIN, change it now.",
    },
  },
};
