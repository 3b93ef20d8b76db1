import { type Stories, StepStory } from "../../stories/story.tsx";

/** Consent. */
export const stories: Stories = {
  asked: () => <StepStory step={{ at: "consent", canGoBack: false }} />,
  "all data": () => (
    <StepStory
      step={{ at: "consent", canGoBack: false }}
      view={{
        jobTypes: ["accountNumber", "accountOwner", "transactions", "transactionHistory"],
        consentDays: 365,
      }}
    />
  ),
};
