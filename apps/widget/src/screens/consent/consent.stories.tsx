import { type Stories, StepStory } from "../../stories/story.tsx";

/** Consent. */
export const stories: Stories = {
  asked: () => <StepStory step={{ at: "consent" }} />,
  "all data": () => (
    <StepStory
      step={{ at: "consent" }}
      view={{
        jobTypes: ["accountNumber", "accountOwner", "transactions", "transactionHistory"],
        consentDays: 365,
      }}
    />
  ),
};
