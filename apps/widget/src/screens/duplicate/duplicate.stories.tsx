import { type Stories, StepStory } from "../../stories/story.tsx";

const account = (no: number, name: string) => ({
  id: `acc_${no}`,
  name,
  group: "deposit" as const,
  masked: `••${1000 + no}`,
  balance: "12.00",
  currency: "EUR",
  eligible: true,
  reason: null,
});

/** Accounts that are connected already. */
export const stories: Stories = {
  two: () => <StepStory step={{ at: "duplicate", accounts: [account(1, "Everyday account"), account(2, "Savings")] }} />,
};
