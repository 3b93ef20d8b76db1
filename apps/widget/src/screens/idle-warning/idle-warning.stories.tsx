import type { Stories } from "../../stories/story.tsx";
import { IdleWarning } from "./idle-warning.tsx";

/** The idle warning. */
export const stories: Stories = {
  warned: () => <IdleWarning until={new Date(Date.now() + 45_000).toISOString()} onStay={() => {}} />,
};
