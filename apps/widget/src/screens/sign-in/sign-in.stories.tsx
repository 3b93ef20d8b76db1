import { institution } from "../../stories/fixtures.ts";
import { type Stories, StepStory } from "../../stories/story.tsx";

const step = {
  at: "sign_in",
  fields: [
    { name: "username", label: "User name", kind: "login", secret: false },
    { name: "password", label: "Password", kind: "password", secret: true },
  ],
  failure: null,
  attemptsLeft: null,
  canGoBack: true,
} satisfies Parameters<typeof StepStory>[0]["step"];

/** Sign-in. */
export const stories: Stories = {
  empty: () => <StepStory step={step} />,
  rejected: () => <StepStory step={{ ...step, failure: "credentials_rejected", attemptsLeft: 3 }} />,
  "with consent": () => <StepStory step={step} view={{ consentStep: false }} />,
  degraded: () => <StepStory step={step} view={{ institution: institution({ health: "degraded" }) }} />,
  busy: () => <StepStory step={step} busy />,
};
