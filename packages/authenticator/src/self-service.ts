import type { DevicePayload, DeviceResult, StatusType, selfServiceRequests } from "@drawbridge/contract";
import { outcomeOfError } from "./work/outcome-of-error.ts";
import { askInSession, type WorkContext } from "./work/work-context.ts";

/** What people see and do about themselves on their device: their connections, receipts and devices. */
export type SelfServiceName = keyof typeof selfServiceRequests;

/** The server's answer, or the status that says why there is none. */
export type SelfServiceAnswer<Name extends SelfServiceName> =
  | { readonly outcome: "answered"; readonly result: DeviceResult<Name> }
  | { readonly outcome: "refused"; readonly status: StatusType };

/** Asks in the session of whoever is logged in. */
export const askSelfService = async <Name extends SelfServiceName>(
  context: WorkContext,
  name: Name,
  payload: DevicePayload<Name>,
): Promise<SelfServiceAnswer<Name>> => {
  try {
    return { outcome: "answered", result: await askInSession(context, name, payload) };
  } catch (error) {
    const known = outcomeOfError(error);
    if (!known) context.host.onFault?.(error);
    return { outcome: "refused", status: known?.status ?? "kInternalError" };
  }
};
