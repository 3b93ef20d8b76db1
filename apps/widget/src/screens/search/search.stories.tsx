import { type Stories, StepStory } from "../../stories/story.tsx";

const search = { at: "search", term: "", canLeave: false } as const;

/** Search. */
export const stories: Stories = {
  popular: () => <StepStory step={search} />,
  results: () => <StepStory step={{ ...search, term: "bank" }} />,
  "no result": () => <StepStory step={{ ...search, term: "Nonesuch <b>Bank" }} />,
  "not loaded": () => <StepStory step={search} actions={{ find: async () => null }} />,
  another: () => <StepStory step={{ ...search, canLeave: true }} />,
};
