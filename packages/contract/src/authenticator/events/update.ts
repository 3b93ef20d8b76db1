import { astEvent } from "../event-entry.ts";
import { bytes, text, uint32 } from "../scalars.ts";
import { B4 } from "../status-lists.ts";
import { StatusType } from "../status.ts";
import { UpdateStatus, UpdateType } from "../types.ts";

/** Updates: rows 62 to 69 of the source table. */
export const updateEvents = [
  astEvent("GetUpdateInformation", {
    row: 62,
    group: "Update",
    kind: "request",
    environment: ["SSMS"],
    result: "UpdateInformation",
    allowedIn: ["ACTIVATION_REQUIRED", "LOGIN_REQUIRED", "LOGGED_IN"],
    outcomes: ["UpdateInformation"],
  }),
  astEvent("UpdateInformation", {
    row: 63,
    group: "Update",
    kind: "result",
    parameters: { status: StatusType, updateUrl: text, infoUrl: text, updateType: UpdateType, updateDigest: bytes, expiresInSeconds: uint32 },
    statuses: [...B4, "kUpdateAvailable", "kUpdateNecessary"],
    notes: ["Also pushed unasked after a result with kUpdateAvailable/kUpdateNecessary."],
  }),
  astEvent("Update", {
    row: 64,
    group: "Update",
    kind: "command",
    environment: ["SSMS"],
    allowedIn: ["ACTIVATION_REQUIRED", "LOGIN_REQUIRED", "LOGGED_IN"],
    outcomes: ["UpdateResult"],
  }),
  astEvent("UpdateResult", {
    row: 65,
    group: "Update",
    kind: "result",
    parameters: { updateStatus: UpdateStatus },
    notes: ["UpdateStatus values other than INVALID_PARAMETER are inferred."],
  }),
  astEvent("OpenInfoUrl", {
    row: 66,
    group: "Update",
    kind: "request",
    environment: ["SSMS"],
    result: "OpenInfoUrlResult",
    allowedIn: ["ACTIVATION_REQUIRED", "LOGIN_REQUIRED", "LOGGED_IN"],
    outcomes: ["OpenInfoUrlResult"],
  }),
  astEvent("OpenInfoUrlResult", { row: 67, group: "Update", kind: "result", parameters: { status: StatusType }, statuses: B4 }),
  astEvent("ExecuteUpdate", {
    row: 68,
    group: "Update",
    kind: "command",
    environment: ["SSMS"],
    allowedIn: ["ACTIVATION_REQUIRED", "LOGIN_REQUIRED", "LOGGED_IN"],
    outcomes: ["ExecuteUpdateResult"],
  }),
  astEvent("ExecuteUpdateResult", { row: 69, group: "Update", kind: "result", parameters: { updateStatus: UpdateStatus } }),
] as const;
