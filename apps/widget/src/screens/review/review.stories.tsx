import { type Stories, StepStory } from "../../stories/story.tsx";

const added = {
  connectionId: "con_1",
  institutionName: "Drawbridge Bank",
  accounts: 3,
  consentExpiresAt: "2030-04-01T00:00:00.000Z",
};

/** Success. */
export const stories: Stories = {
  one: () => <StepStory step={{ at: "review", added: [added], canAddAnother: true, canManage: true }} />,
  two: () => (
    <StepStory
      step={{
        at: "review",
        added: [added, { ...added, connectionId: "con_2", institutionName: "Harbour Bank", accounts: 1 }],
        canAddAnother: false,
        canManage: false,
      }}
    />
  ),
};
