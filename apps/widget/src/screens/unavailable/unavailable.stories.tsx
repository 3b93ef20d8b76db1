import { type Stories, StepStory } from "../../stories/story.tsx";

/** A bank that cannot be connected. */
export const stories: Stories = {
  down: () => <StepStory step={{ at: "unavailable", reason: "down", canChooseOther: true, canGoToList: false, watched: false }} />,
  watched: () => <StepStory step={{ at: "unavailable", reason: "down", canChooseOther: true, canGoToList: false, watched: true }} />,
  "not connectable": () => (
    <StepStory step={{ at: "unavailable", reason: "not_connectable", canChooseOther: true, canGoToList: false, watched: false }} />
  ),
};
