import { Frame } from "../../parts/frame.tsx";
import type { Stories } from "../../stories/story.tsx";
import { Loading } from "./loading.tsx";

/** Loading. */
export const stories: Stories = {
  loading: () => (
    <Frame>
      <Loading onRetry={() => {}} />
    </Frame>
  ),
};
