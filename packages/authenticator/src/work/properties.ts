import type { DevicePayload, DeviceResult } from "@drawbridge/contract";
import type { McOutcome } from "@drawbridge/domain";
import { ChannelRefusal } from "../channel/channel-refusal.ts";
import { askInSession, requireSession, type WorkContext } from "./work-context.ts";

const SUBSYSTEM = 1_000_000; // the low six digits of an error code are the code, the rest names the subsystem (contract, section 7)

const nameOf = ({ owner, key }: Pick<DevicePayload<"property.get">, "owner" | "key">): string => `${owner}|${key}`;

/** Reads a property; the version that was seen is what the next write replaces. */
export const readProperty = async (context: WorkContext, asked: DevicePayload<"property.get">): Promise<DeviceResult<"property.get">> => {
  const found = await askInSession(context, "property.get", asked);
  requireSession(context).seenProperties.set(nameOf(asked), found.version);
  return found;
};

/** Writes a property over the version that was seen in this session; somebody else's newer value stays (contract, 12.10). */
export const writeProperty = async (context: WorkContext, wish: DevicePayload<"property.set">): Promise<McOutcome> => {
  const { seenProperties } = requireSession(context);
  const seen = seenProperties.get(nameOf(wish));
  try {
    const { version } = await askInSession(context, "property.set", { ...wish, ...(seen === undefined ? {} : { version: seen }) });
    if (seen !== undefined) seenProperties.set(nameOf(wish), version);
    return { status: "kOk", payload: { subSystem: 0, subSystemErrorCode: 0 } };
  } catch (error) {
    if (!(error instanceof ChannelRefusal) || error.body.status !== "kNegative") throw error;
    const { errorCode, reportId, description: errorDescription } = error.body;
    const payload = { subSystem: Math.floor(errorCode / SUBSYSTEM), subSystemErrorCode: errorCode % SUBSYSTEM };
    return { status: "kNegative", payload, error: { hasErrorOccurred: true, errorCode, reportId, errorDescription } };
  }
};
