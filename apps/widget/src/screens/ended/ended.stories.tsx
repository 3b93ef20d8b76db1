import { Frame } from "../../parts/frame.tsx";
import { type Stories, StepStory } from "../../stories/story.tsx";
import { Refused } from "./refused.tsx";

const ended = { at: "ended", redirectTo: null } as const;
const refused = (code: string) => (
  <Frame>
    <Refused problem={{ status: 410, code, hosts: null, vocabulary: null }} onRetry={() => {}} />
  </Frame>
);

/** Last pages. */
export const stories: Stories = {
  complete: () => <StepStory step={{ ...ended, reason: "complete" }} />,
  exit: () => <StepStory step={{ ...ended, reason: "exit" }} />,
  timeout: () => <StepStory step={{ ...ended, reason: "timeout" }} />,
  error: () => <StepStory step={{ ...ended, reason: "error" }} />,
  "link expired": () => refused("LINK_EXPIRED"),
  "link unknown": () => refused("LINK_UNKNOWN"),
  offline: () => refused("OFFLINE"),
};
