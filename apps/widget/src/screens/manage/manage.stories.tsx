import { type Stories, StepStory } from "../../stories/story.tsx";

const bank = {
  id: "con_1",
  institution: { name: "Drawbridge Bank", logo: null, domain: "drawbridge-bank.example" },
  state: "healthy" as const,
  lastUpdatedAt: "2030-01-01T08:00:00.000Z",
  consentExpiresAt: "2030-04-01T00:00:00.000Z",
  accounts: [
    { id: "acc_1", name: "Everyday account", masked: "••1234" },
    { id: "acc_2", name: "Savings", masked: "••9876" },
  ],
};
const old = {
  ...bank,
  id: "con_2",
  institution: { ...bank.institution, name: "Harbour Bank" },
  state: "expired" as const,
  accounts: bank.accounts.slice(0, 1),
};

/** What is connected. */
export const stories: Stories = {
  two: () => <StepStory step={{ at: "manage", connections: [bank, old], removing: null, failure: null, canGoBack: true }} />,
  removing: () => <StepStory step={{ at: "manage", connections: [bank], removing: "con_1", failure: null, canGoBack: true }} />,
  failed: () => <StepStory step={{ at: "manage", connections: [bank], removing: null, failure: "unexpected", canGoBack: false }} />,
  none: () => <StepStory step={{ at: "manage", connections: [], removing: null, failure: null, canGoBack: false }} />,
};
