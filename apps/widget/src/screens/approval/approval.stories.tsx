import type { StepView } from "@drawbridge/contract";
import { type Stories, StepStory } from "../../stories/story.tsx";

type Step = Extract<StepView, { at: "approval" }>;

const open: Step = {
  at: "approval",
  question: "grant",
  state: "open",
  number: "47",
  deadline: new Date(Date.now() + 290_000).toISOString(),
  bank: "Drawbridge Bank",
  accounts: [
    { name: "Everyday account", masked: "••1001" },
    { name: "Savings", masked: "••1002" },
  ],
  until: "2030-04-01T12:00:00.000Z",
  canChooseOther: true,
  canGoToList: false,
};

const show = (changes: Partial<Step>) => <StepStory step={{ ...open, ...changes }} />;

/** A question on the person's own device. */
export const stories: Stories = {
  preparing: () => show({ state: "preparing", number: null, deadline: null, accounts: [], until: null }),
  grant: () => show({}),
  renew: () => show({ question: "renew", canGoToList: true }),
  revoke: () => show({ question: "revoke", until: null, canGoToList: true }),
  refused: () => show({ state: "refused" }),
  timed_out: () => show({ state: "timed_out", canChooseOther: false }),
  cancelled: () => show({ state: "cancelled", question: "renew", canGoToList: true }),
  no_device: () => show({ state: "no_device" }),
  too_many: () => show({ state: "too_many" }),
  failed: () => show({ state: "failed" }),
};
