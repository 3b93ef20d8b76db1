import { type Stories, StepStory } from "../../stories/story.tsx";

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><circle cx="24" cy="24" r="22" fill="#0b5273"/><path d="M14 25l7 7 14-15" fill="none" stroke="#fff" stroke-width="4"/></svg>`;
const picture = `data:image/svg+xml;base64,${btoa(drawing)}`;

/** Consent. */
export const stories: Stories = {
  asked: () => <StepStory step={{ at: "consent", canGoBack: false }} />,
  "with a picture": () => (
    <StepStory step={{ at: "consent", canGoBack: false }} view={{ brand: { logo: null, consentIcon: picture, theme: null } }} />
  ),
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
