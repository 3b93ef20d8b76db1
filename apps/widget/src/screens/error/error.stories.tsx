import type { StepView } from "@drawbridge/contract";
import { type Stories, StepStory } from "../../stories/story.tsx";

const step = {
  at: "error",
  failure: "unexpected",
  remediation: "contact_support",
  supportCode: "K7Q-42M",
  canRetry: true,
  canChooseOther: true,
  canGoToList: false,
} as const;

const show = (change: Partial<Extract<StepView, { at: "error" }>>) => <StepStory step={{ ...step, ...change }} />;

/** Errors by what can be done about them. */
export const stories: Stories = {
  unknown: () => show({}),
  locked: () => show({ failure: "login_locked", remediation: "unlock_at_bank" }),
  "action at bank": () => show({ failure: "action_at_bank", remediation: "act_at_bank" }),
  denied: () => show({ failure: "consent_denied", remediation: "grant_consent" }),
  down: () => show({ failure: "bank_down", remediation: "wait" }),
  duplicate: () => show({ failure: "duplicate", remediation: "use_existing" }),
  "from the list": () => show({ canChooseOther: false, canGoToList: true }),
  "nothing to do": () => show({ canRetry: false, canChooseOther: false }),
};
