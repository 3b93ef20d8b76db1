import type { Stories } from "../../stories/story.tsx";
import { ExitConfirm } from "./exit-confirm.tsx";

/** Leaving. */
export const stories: Stories = {
  asked: () => <ExitConfirm onStay={() => {}} onLeave={() => {}} />,
};
