import { institution } from "../../stories/fixtures.ts";
import { type Stories, StepStory } from "../../stories/story.tsx";

const step = {
  at: "oauth",
  url: "https://harbour-bank.example/authorize",
  launched: false,
  canGoBack: true,
} as const;
const view = {
  institution: institution({ name: "Harbour Bank", domain: "harbour-bank.example", no: 2 }),
};

/** Going to the bank. */
export const stories: Stories = {
  "hand off": () => <StepStory step={step} view={view} />,
  "with consent": () => <StepStory step={step} view={{ ...view, consentStep: false }} />,
  preparing: () => <StepStory step={{ ...step, url: null }} view={view} />,
  waiting: () => <StepStory step={{ ...step, launched: true }} view={view} />,
  closed: () => <StepStory step={{ ...step, launched: true }} view={view} bankWindow="closed" />,
  blocked: () => <StepStory step={step} view={view} bankWindow="blocked" />,
};
