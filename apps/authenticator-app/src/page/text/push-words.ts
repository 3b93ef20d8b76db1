import type { PushWords } from "../mc/push.ts";
import type { Speech } from "./speech.ts";

/** What a notification says, whatever it is about. */
export const wordsOf = ({ text, tag, direction }: Speech): PushWords => ({
  title: text.notifications.waiting,
  body: text.notifications.open,
  lang: tag,
  dir: direction,
});
