import type { StatusType, UserDetails, UserIdentifier } from "@drawbridge/contract";
import { acknowledge, ask, begin, end, go, idleStateOf, inOrder, isSameUser, look, refuse, respond, rest, stay, work, type Move } from "./moves.ts";
import type { McCall, McOutcome, McRun, McState } from "./state.ts";

/** StartDeleteUser (contract, 12.8). */
export const startDeleteUser = (call: McCall, now: Date): Move =>
  look((state) => {
    if (state.users.length === 0) return refuse(call, "no user is on the device");
    return inOrder(
      acknowledge(call),
      go({ at: "DEL_WAIT_ID", flow: { kind: "delete", origin: idleStateOf(state) } }),
      ask({ name: "StartSetUserIdToDelete", payload: {}, deadline: null, callId: call.id }, now),
    );
  });

/** Who goes: one, all (SSMS, an empty name), or nobody (Maverick, an empty name); or why nobody does. */
const chosen = (state: McState, named: UserIdentifier): readonly UserIdentifier[] | StatusType => {
  const all = state.users.map(({ userIdentifier }) => userIdentifier);
  const isEveryone = named.tenantId === "" && named.userId === "";
  if (isEveryone && !state.profile.environments.includes("SSMS")) return [];
  const users = isEveryone ? all : all.filter((user) => isSameUser(user, named));
  if (users.length === 0) return "kInvalidParameter";
  const { user: loggedIn } = state;
  return loggedIn && users.some((user) => isSameUser(user, loggedIn)) ? "kInvalidState" : users;
};

const facts = (users: readonly UserDetails[]): object => ({
  sdkState: users.length > 0 ? "LOGIN_REQUIRED" : "ACTIVATION_REQUIRED",
  userList: users.map(({ userIdentifier }) => userIdentifier),
});

/** DeleteUser, or the answer to its prompt. */
export const deleteUser = (call: McCall, named: UserIdentifier): Move =>
  look((state) => {
    const users = chosen(state, named);
    const acknowledged = call.byReply ? stay : acknowledge(call);
    if (typeof users === "string") {
      const said = respond(call, "DeleteUserResult", { status: users, payload: { ...facts(state.users) } });
      const back = users === "kInvalidState" && state.flow?.kind === "delete" ? rest(state.flow.origin) : stay;
      return inOrder(acknowledged, said, back);
    }
    if (users.length === 0) return inOrder(acknowledged, respond(call, "DeleteUserResult", { status: "kOk", payload: { ...facts(state.users) } }));
    return inOrder(acknowledged, begin({ call, kind: "delete", autoLogin: false }, { kind: "delete_users", callId: call.id, users }));
  });

/** The keys are wiped; the users who remain are the device's. */
export const endDelete = ({ call }: McRun, outcome: McOutcome, gone: readonly UserDetails[]): Move =>
  look(({ user, flow, lastUser }) => {
    if (outcome.status !== "kOk") {
      return inOrder(
        end,
        respond(call, "DeleteUserResult", { ...outcome, payload: { ...facts(gone) } }),
        flow?.kind === "delete" ? rest(flow.origin) : look((state) => rest(idleStateOf(state))),
      );
    }
    const lastStays = lastUser !== null && gone.some(({ userIdentifier }) => isSameUser(userIdentifier, lastUser));
    return inOrder(
      end,
      go({ users: gone, lastUser: lastStays ? lastUser : null }),
      respond(call, "DeleteUserResult", { status: "kOk", payload: { ...facts(gone) } }),
      user ? work({ kind: "end_session" }) : stay,
      rest(gone.length > 0 ? "LOGIN_REQUIRED" : "ACTIVATION_REQUIRED"),
    );
  });
