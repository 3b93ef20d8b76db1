import { astFactsOf, isAstPayload, type AstEventName, type AstPayload } from "@drawbridge/contract";
import { provideNewPin, startChangePin } from "./change-pin.ts";
import { deleteUser, startDeleteUser } from "./delete-user.ts";
import { enrolAtOnce, openEnrolment, takeCode, takePin } from "./enrol.ts";
import { login, loginWithToken, offlineLogin } from "./login.ts";
import { go, inOrder, look, refuse, respond, type Move } from "./moves.ts";
import { confirmDisplay, displayMessage, providePin, provideToken, startTransaction } from "./operation.ts";
import { armResync, loginAtProvider, request, tellInformation, tellUsers, update } from "./requests.ts";
import { beginRestart, cancel, getState, refuseBeginning, start } from "./session.ts";
import type { EnrolPurpose, McCall } from "./state.ts";

type Handler = (call: McCall, payload: unknown, now: Date) => Move;

/** A handler that sees the payload of its event and no other. */
const on = <Name extends AstEventName>(name: Name, move: (call: McCall, payload: AstPayload<Name>, now: Date) => Move): readonly [Name, Handler] => [
  name,
  (call, payload, now) => (isAstPayload(name, payload) ? move(call, payload, now) : refuse(call, "a parameter is missing or wrong")),
];

/** The calls of one of the three ways onto the device; they differ in name alone. */
const enrolCalls = (
  purpose: EnrolPurpose,
  names: readonly [code: AstEventName, pin: AstEventName, atOnce: AstEventName],
): readonly (readonly [AstEventName, Handler])[] => {
  const [code, pin, atOnce] = names;
  const asCode = on("ProvideActivationCodeAndUserId", (call, payload, now) => takeCode(call, purpose, { payload, now }));
  const asPin = on("ProvideSetPIN", (call, payload, now) => takePin(call, purpose, { payload, now }));
  const asActivate = on("Activate", (call, { userIdentifier: user, activationCode, pin: chosen, autoLogin }) =>
    enrolAtOnce({ call, purpose, user, proof: { kind: "code", code: activationCode, pin: chosen }, autoLogin }),
  );
  return [
    [code, asCode[1]],
    [pin, asPin[1]],
    [atOnce, asActivate[1]],
  ];
};

const tokenCalls = (purpose: EnrolPurpose, names: readonly AstEventName[]): readonly (readonly [AstEventName, Handler])[] => {
  const [, handler] = on("ProvideTokenAndUserId", (call, { userIdentifier: user, token, autoLogin }) =>
    enrolAtOnce({ call, purpose, user, proof: { kind: "token", token }, autoLogin }),
  );
  return names.map((name) => [name, handler] as const);
};

const handlers: ReadonlyMap<AstEventName, Handler> = new Map<AstEventName, Handler>([
  on("Start", start),
  on("Restart", (call, { locale, version, appName }) =>
    look(({ app }) => inOrder(go({ app: { locale, version, appName, appConfig: app?.appConfig ?? {} } }), beginRestart(call))),
  ),
  on("GetState", (call, _payload, now) => getState(call, now)),
  on("GetInformation", tellInformation),
  on("GetLoggedInUser", tellInformation),
  on("GetSsmsUserList", tellUsers),
  on("Cancel", (call, _payload, now) => cancel(call, now)),
  ...enrolCalls("activation", ["ProvideActivationCodeAndUserId", "ProvideSetPIN", "Activate"]),
  ...enrolCalls("reactivation", ["ProvideActivationCodeAndUserIdForReactivation", "ProvideSetPINForReactivation", "Reactivation"]),
  ...enrolCalls("add_user", ["ProvideActivationCodeAndUserIdForAddUser", "ProvideSetPINForAddUser", "AddUser"]),
  ...tokenCalls("activation", ["ProvideTokenAndUserId", "ActivateWithToken"]),
  ...tokenCalls("add_user", ["ProvideTokenAndUserIdForAddUser", "AddUserWithToken"]),
  on("StartReactivation", (call, _payload, now) => openEnrolment(call, "reactivation", now)),
  on("StartAddUser", (call, _payload, now) => openEnrolment(call, "add_user", now)),
  on("Login", login),
  on("LoginWithToken", loginWithToken),
  on("OfflineLogin", (call, payload) => offlineLogin(call, "userIdentifier" in payload ? payload.userIdentifier : undefined)),
  on("StartDeleteUser", (call, _payload, now) => startDeleteUser(call, now)),
  on("ProvideSetUserIdToDelete", (call, { userIdentifier }) => deleteUser(call, userIdentifier)),
  on("DeleteUser", (call, { userIdentifier }) => deleteUser(call, userIdentifier)),
  on("StartTransaction", (call, _payload, now) => startTransaction(call, now)),
  on("ProvidePIN", providePin),
  on("ProvideToken", provideToken),
  on("DisplayConfirmation", (call, payload, now) => confirmDisplay(call, { payload, now })),
  on("StartDisplayMessage", displayMessage),
  on("StartChangePIN", (call, _payload, now) => startChangePin(call, now)),
  on("ProvideSetNewPIN", provideNewPin),
  on("Update", update),
  on("ExecuteUpdate", update),
  on("SetAuthorisationCode", loginAtProvider),
  on("EnrollAnonymousUser", loginAtProvider),
  on("EnableAtcResynchronizationDuringNextLogin", armResync),
]);

/** What follows from a call that was admitted and whose parameters are right. */
export const onCall = (call: McCall, payload: Readonly<Record<string, unknown>>, now: Date): Move =>
  handlers.get(call.name)?.(call, payload, now) ?? request(call, payload);

/** The result that tells of a bad parameter: the call's own, or the first result its flow ends in. */
export const parameterResultOf = (name: AstEventName): AstEventName | null => {
  const { result, outcomes } = astFactsOf(name);
  return [result, ...outcomes].find((event): event is AstEventName => isResult(event)) ?? null;
};

const isResult = (event: string | null): boolean => event !== null && event !== "Acknowledge" && /Result$|^UpdateInformation$/.test(event);

/** A call whose parameters cannot be read. */
export const refuseParameters = (call: McCall): Move => {
  if (call.name === "Start" || call.name === "Restart") return refuseBeginning(call);
  const name = parameterResultOf(call.name);
  return name ? respond(call, name, { status: "kInvalidParameter" }) : refuse(call, "a parameter is missing or wrong");
};
