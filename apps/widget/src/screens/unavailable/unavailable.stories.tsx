import { type Stories, StepStory } from "../../stories/story.tsx";

/** A bank that cannot be connected. */
export const stories: Stories = {
  down: () => <StepStory step={{ at: "unavailable", reason: "down", canChooseOther: true, canGoToList: false }} />,
  "not connectable": () => <StepStory step={{ at: "unavailable", reason: "not_connectable", canChooseOther: true, canGoToList: false }} />,
};
