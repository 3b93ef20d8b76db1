import type { PostResult } from "../egress/webhook-egress.ts";
import type { PushOutcome } from "./push-sender.ts";

type Judge<Outcome> = (status: number) => Outcome;

/** What came of a request to a push service: `judge` reads its answer; without one it is asked again, or never when the address is refused. */
export const outcomeOfPost = <Outcome>(result: PostResult, judge: Judge<Outcome>): Outcome | PushOutcome => {
  switch (result.outcome) {
    case "refused":
      return { outcome: "refused", detail: result.reason };
    case "timeout":
    case "unreachable":
      return { outcome: "try_later", detail: result.detail };
    case "answered":
      return judge(result.status);
  }
};
