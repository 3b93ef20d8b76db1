import type { ChannelError } from "@drawbridge/contract";
import type { McOutcome } from "@drawbridge/domain";
import { ChannelRefusal, NotReachable } from "../channel/channel-refusal.ts";
import { NoSession } from "./work-context.ts";

/** What a failure means to the machine: expected ones are outcomes, the rest is a fault of ours. */
export const outcomeOfError = (error: unknown): McOutcome | null => {
  if (error instanceof ChannelRefusal) return outcomeOfRefusal(error.body);
  if (error instanceof NotReachable) return { status: "kNotReachable" };
  if (error instanceof NoSession) return { status: "kUninitialized" };
  return null;
};

const outcomeOfRefusal = ({ status, errorCode, reportId, description, retryCounter, retryDelay, lastTry, lock }: ChannelError): McOutcome => ({
  status,
  error: { hasErrorOccurred: true, errorCode, reportId, errorDescription: description },
  ...(retryCounter === undefined ? {} : { retryCounter }),
  ...(retryDelay === undefined ? {} : { retryDelay }),
  more: {
    ...(retryDelay === undefined ? {} : { retryDelay }),
    ...(lastTry === undefined ? {} : { lastTry }),
    ...(lock === undefined ? {} : { lock }),
  },
});
