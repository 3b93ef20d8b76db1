import { Type } from "typebox";
import { astEvent } from "../event-entry.ts";
import { B5 } from "../status-lists.ts";
import { StatusType } from "../status.ts";
import { SdkState, UserIdentifier } from "../types.ts";

/** Deleting a user: rows 33 to 37 of the source table. */
export const deleteUserEvents = [
  astEvent("StartDeleteUser", {
    row: 33,
    group: "Delete User",
    kind: "command",
    allowedIn: ["LOGIN_REQUIRED", "LOGGED_IN"],
    outcomes: ["StartSetUserIdToDelete"],
  }),
  astEvent("StartSetUserIdToDelete", { row: 34, group: "Delete User", kind: "prompt", answers: ["ProvideSetUserIdToDelete", "Cancel"] }),
  astEvent("ProvideSetUserIdToDelete", {
    row: 35,
    group: "Delete User",
    kind: "answer",
    parameters: { userIdentifier: UserIdentifier },
    allowedIn: ["DEL_WAIT_ID"],
    serves: "StartSetUserIdToDelete",
    outcomes: ["DeleteUserResult"],
  }),
  astEvent("DeleteUser", {
    row: 36,
    group: "Delete User",
    kind: "request",
    parameters: { userIdentifier: UserIdentifier },
    result: "DeleteUserResult",
    allowedIn: ["LOGIN_REQUIRED", "LOGGED_IN"],
    outcomes: ["DeleteUserResult"],
    notes: [
      'The user to delete must not be logged in. An empty identifier ("","") deletes all users on SSMS and does nothing on Maverick. After kOk send Restart.',
    ],
  }),
  astEvent("DeleteUserResult", {
    row: 37,
    group: "Delete User",
    kind: "result",
    parameters: { status: StatusType, sdkState: SdkState, userList: Type.Array(UserIdentifier, { title: "array<UserIdentifier>" }) },
    statuses: B5,
    notes: ["userList = users that remain; sdkState = state after deletion."],
  }),
] as const;
