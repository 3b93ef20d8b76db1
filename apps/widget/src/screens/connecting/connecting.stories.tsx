import { type Stories, StepStory } from "../../stories/story.tsx";

/** Connecting. */
export const stories: Stories = {
  "signing in": () => <StepStory step={{ at: "connecting", phase: "signing_in" }} />,
  "getting data": () => <StepStory step={{ at: "connecting", phase: "getting_data" }} />,
};
