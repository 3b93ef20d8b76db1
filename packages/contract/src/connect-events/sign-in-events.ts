import { begun, challenged, done, failed } from "./outcomes.ts";
import { EntityNo, userEvent } from "./fields.ts";

const at = { institutionId: EntityNo };

/** Credentials were sent to the institution. */
export const signInAttemptShapes = {
  "SignInAttempt: begin": userEvent("SignInAttempt", { ...at, ...begun }),
  "SignInAttempt: signed in": userEvent("SignInAttempt", { ...at, ...done }),
  "SignInAttempt: challenge": userEvent("SignInAttempt", { ...at, ...challenged }),
  "SignInAttempt: failed": userEvent("SignInAttempt", { ...at, ...failed }),
};

/** Answers to a challenge were sent: one pair per answer. */
export const mfaAttemptShapes = {
  "MfaAttempt: begin": userEvent("MfaAttempt", { ...at, ...begun }),
  "MfaAttempt: signed in": userEvent("MfaAttempt", { ...at, ...done }),
  "MfaAttempt: challenge": userEvent("MfaAttempt", { ...at, ...challenged }),
  "MfaAttempt: failed": userEvent("MfaAttempt", { ...at, ...failed }),
};
