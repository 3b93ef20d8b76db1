import { astEvent } from "../event-entry.ts";
import { ConnectionState } from "../types.ts";

/** Replies, activity and the line to the server: rows 93 to 97 of the source table. */
export const lineEvents = [
  astEvent("Acknowledge", { row: 93, group: "Other Events", kind: "result", resend: true, notes: ["Reply for events with no result of their own."] }),
  astEvent("Cancel", {
    row: 94,
    group: "Other Events",
    kind: "command",
    allowedIn: ["ACT_WAIT_ID", "ACT_WAIT_PIN", "REACT_WAIT_ID", "REACT_WAIT_PIN", "ADD_WAIT_ID", "ADD_WAIT_PIN", "DEL_WAIT_ID", "CHPIN_WAIT"],
    outcomes: ["StartActivationUserIdAndCodeOnly", "StartLogin", "Idle"],
    notes: [
      "Returns to the idle state of the MC. In a transaction use confirmationType CANCEL instead. Without a flow: Acknowledge, no effect (D9).",
    ],
  }),
  astEvent("Busy", { row: 95, group: "Other Events", kind: "note", resend: true, notes: ["MC works with the server; UI blocks input."] }),
  astEvent("Idle", { row: 96, group: "Other Events", kind: "note", resend: true, notes: ["MC accepts events again."] }),
  astEvent("ServerConnection", {
    row: 97,
    group: "Other Events",
    kind: "note",
    parameters: { connectionState: ConnectionState },
    notes: ["CONNECTION_LOST -> retry; NOT_REACHABLE -> automatic restart; DISCONNECTED -> immediate restart."],
  }),
] as const;
