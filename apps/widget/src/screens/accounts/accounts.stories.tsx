import type { OfferedAccount } from "@drawbridge/contract";
import { type Stories, StepStory } from "../../stories/story.tsx";

const account: OfferedAccount = {
  id: "a1",
  name: "Everyday account",
  group: "deposit",
  masked: "•••• 4821",
  balance: "1250.4",
  currency: "GBP",
  eligible: true,
  reason: null,
};
const accounts: OfferedAccount[] = [
  account,
  { ...account, id: "a2", name: "Rainy day savings", masked: "•••• 1177", balance: "18000" },
  {
    ...account,
    id: "a3",
    name: "Old account",
    masked: "•••• 0042",
    eligible: false,
    reason: "closed",
    balance: null,
  },
  {
    ...account,
    id: "a4",
    name: "Platinum card",
    group: "card",
    masked: "•••• 9001",
    balance: "-320.99",
  },
  {
    ...account,
    id: "a5",
    name: "Home loan",
    group: "loan",
    masked: "•••• 3300",
    eligible: false,
    reason: "no_data_for_job",
  },
];

/** Choosing accounts. */
export const stories: Stories = {
  many: () => <StepStory step={{ at: "accounts", selection: "many", accounts }} />,
  one: () => <StepStory step={{ at: "accounts", selection: "one", accounts }} />,
};
