import { firstState, type AppState } from "../page/mc/app-state.ts";
import type { PushStanding } from "../page/mc/push.ts";
import type { Texts } from "../page/text/en.ts";
import { ada, asked, devices, inMinutes, locked, loggedIn, loggedOut, offerOf, outcomeOf, shared, troubleOf } from "./fixtures.ts";

/** A state of the app, and which buttons to press to see the rest of it. */
export interface Story {
  readonly state: AppState;
  readonly press?: (text: Texts) => readonly string[];
  readonly push?: PushStanding;
}

const link = { tenantId: "development", userId: "ada", code: "ABCDE-FGHIJ-23456-KLMNO" };
const enrol: AppState = { ...firstState, prompt: { ask: "code", purpose: "activation" } };
const newPin: AppState = { ...firstState, prompt: { ask: "new_pin", purpose: "activation" } };
const question = "Let Example Budget read your data at Harbour Bank until 2026-07-30?\nAccounts: Everyday account ••1234\nPurpose: budgets";
const confirm = { ask: "confirm", until: inMinutes(3), text: question, numberMatch: null } as const;
const wrongPin = troubleOf("kInvalidPin", { triesLeft: 3 });
const operatorLock = { by: "Kim at the help desk", reason: "The phone was reported lost", liftableBy: "security", until: "2026-06-10T12:00:00Z" };
const okAfter =
  (digits: string) =>
  (text: Texts): readonly string[] => [...Array.from(digits), text.pin.ok];

const setUp: Readonly<Record<string, Story>> = {
  opening: { state: firstState },
  broken: { state: { ...firstState, broken: true } },
  "update-needed": { state: { ...firstState, update: { type: "MANDATORY", url: "https://app.example/update" } } },
  enrol: { state: enrol },
  "enrol-by-link": { state: { ...enrol, link } },
  "enrol-refused": { state: { ...enrol, trouble: troubleOf("kWrongCredentials") } },
  "enrol-nothing-typed": { state: enrol, press: (text) => [text.enrol.next] },
  scan: { state: enrol, press: (text) => [text.enrol.scan] },
  "add-user": { state: loggedOut({ prompt: { ask: "code", purpose: "add_user" } }) },
  reactivate: { state: loggedOut({ prompt: { ask: "code", purpose: "reactivation" } }) },
  "new-pin": { state: newPin },
  "new-pin-weak": { state: newPin, press: okAfter("123456") },
  "new-pin-again": { state: newPin, press: okAfter("135790") },
};

const logIn: Readonly<Record<string, Story>> = {
  login: { state: loggedOut() },
  "login-wrong": { state: loggedOut({ trouble: troubleOf("kWrongCredentials", { triesLeft: 4 }) }) },
  "login-ended": { state: loggedOut({ note: "session_ended" }) },
  "login-again": { state: loggedOut({ note: "fresh_sign_in" }) },
  "login-offline": { state: loggedOut({ line: "NOT_REACHABLE", trouble: troubleOf("kNotReachable") }) },
  users: { state: loggedOut({ chosen: null }) },
  "remove-user": { state: loggedOut({ chosen: null }), press: (text) => [text.users.remove("Ada Lovelace")] },
  "locked-for-a-time": { state: locked({ kind: "for_a_time", until: inMinutes(5), lastTry: false }) },
  "locked-last-try": { state: locked({ kind: "for_a_time", until: inMinutes(20), lastTry: true }) },
  "lock-over": { state: locked({ kind: "for_a_time", until: inMinutes(-1), lastTry: false }) },
  blocked: { state: locked({ kind: "blocked" }) },
  "locked-by-operator": { state: locked({ kind: "by_operator", whole: "device", lock: operatorLock }) },
  "waits-to-be-confirmed": { state: locked({ kind: "waits" }) },
  removed: { state: locked({ kind: "removed" }) },
};

const home: Readonly<Record<string, Story>> = {
  "home-empty": { state: loggedIn() },
  "home-offer": { state: loggedIn({ offer: offerOf(4) }) },
  "home-message": { state: loggedIn({ offer: { kind: "DISPLAY_MESSAGE", banner: "Your permission ends soon", until: null } }) },
  "home-past": {
    state: loggedIn({ past: [outcomeOf("kOk"), { ...outcomeOf("kUserCancel", true), at: 1 }], installable: true, note: "pin_changed" }),
  },
  "home-offline": { state: loggedIn({ line: "CONNECTION_LOST" }) },
  message: { state: loggedIn({ message: "Your permission for Harbour Bank ends on Friday." }) },
  "change-pin": { state: loggedIn({ prompt: { ask: "changed_pin" } }) },
  "offline-code": { state: loggedIn({ page: "offline_code" }) },
  "offline-code-made": { state: loggedIn({ page: "offline_code" }), press: okAfter("135790") },
  notifications: { state: loggedIn({ page: "notifications" }), push: "off" },
  "notifications-on": { state: loggedIn({ page: "notifications" }), push: "on" },
  "notifications-refused": { state: loggedIn({ page: "notifications" }), push: "refused" },
};

const operation: Readonly<Record<string, Story>> = {
  "operation-pin": { state: asked({ ask: "operation_pin", until: inMinutes(4) }) },
  "operation-pin-wrong": { state: asked({ ask: "operation_pin", until: inMinutes(4) }, { trouble: wrongPin }) },
  "operation-token": { state: asked({ ask: "operation_token", until: inMinutes(4) }, { trouble: troubleOf("kInvalidToken") }) },
  "fresh-sign-in": { state: asked({ ask: "fresh_sign_in", until: inMinutes(4) }) },
  confirm: { state: asked(confirm) },
  "confirm-number": { state: asked({ ...confirm, numberMatch: "42" }) },
  "confirm-number-wrong": { state: asked({ ...confirm, numberMatch: "42" }), press: (text) => [text.operation.approve] },
  deny: { state: asked(confirm), press: (text) => [text.operation.deny] },
  approved: { state: loggedIn({ outcome: outcomeOf("kOk") }) },
  denied: { state: loggedIn({ outcome: outcomeOf("kUserCancel") }) },
  "not-me": { state: loggedIn({ outcome: outcomeOf("kUserCancel", true) }) },
  "time-out": { state: loggedIn({ outcome: outcomeOf("kUserConfirmationTimeout") }) },
  unknown: { state: loggedIn({ outcome: outcomeOf("kNotReachable") }) },
};

const own: Readonly<Record<string, Story>> = {
  shared: { state: loggedIn({ page: "shared", shared }) },
  "shared-nothing": { state: loggedIn({ page: "shared", shared: { ...shared, connections: [] } }) },
  "shared-loading": { state: loggedIn({ page: "shared" }) },
  "shared-not-loaded": { state: loggedIn({ page: "shared", trouble: troubleOf("kNotReachable") }) },
  connection: { state: loggedIn({ page: "connection", about: "con_1", shared }) },
  "connection-revoked": { state: loggedIn({ page: "connection", about: "con_4", shared }) },
  receipts: { state: loggedIn({ page: "receipts", shared }) },
  "receipts-none": { state: loggedIn({ page: "receipts", shared: { ...shared, receipts: [] } }) },
  devices: { state: loggedIn({ page: "devices", devices, offer: offerOf(4) }) },
  "device-removed": { state: loggedIn({ page: "devices", devices: devices.slice(0, 1), note: "device_removed" }) },
  "device-this": { state: loggedIn({ page: "device", about: devices[0]?.deviceId ?? null, devices }) },
  "device-other": { state: loggedIn({ page: "device", about: devices[1]?.deviceId ?? null, devices }) },
  "remove-device": { state: loggedIn({ page: "device", about: devices[1]?.deviceId ?? null, devices }), press: (text) => [text.device.remove] },
  "own-users": { state: loggedIn({ page: "users", user: ada }) },
};

/** Every state a person can see, by name. */
export const stories: Readonly<Record<string, Story>> = { ...setUp, ...logIn, ...home, ...operation, ...own };
