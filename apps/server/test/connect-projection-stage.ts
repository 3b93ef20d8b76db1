import { shapeNameOf, type ConnectMode, type ConnectPageMessage, type LoggedEvent, type SessionEventType } from "@drawbridge/contract";
import type { ConnectContext } from "../src/faces/connect/connect-context.ts";
import { projectConnect } from "../src/faces/connect/projection.ts";

export type Data = Readonly<Record<string, unknown>>;
export type Fact = readonly [type: SessionEventType, data?: Data];
export const modes = ["full", "lite", "fix"] as const;

export const sessionHex = "3b9f6c1e".repeat(8);
export const contextOf = (mode: ConnectMode, over: Partial<ConnectContext> = {}): ConnectContext => ({
  mode,
  partnerNo: 5150,
  customerNo: 41_007,
  timestamp: 1_767_225_600_000,
  ttl: 1_767_232_800_000,
  experience: null,
  sessionHex,
  idFormat: "number",
  enriched: false,
  locale: "en",
  ...over,
});
export const logged = ([type, data = {}]: Fact, index = 0): LoggedEvent => ({
  id: `evt_${index}`,
  seq: index + 1,
  sessionId: "ses_1",
  tenantId: "ten_1",
  occurredAt: "2026-01-01T00:00:00.000Z",
  attemptId: null,
  step: "search",
  type,
  data,
});
export const project = (facts: readonly Fact[], context: ConnectContext): readonly ConnectPageMessage[] =>
  facts.flatMap((fact, index) => projectConnect(logged(fact, index), context));

export const institution = { id: "ins_1", no: 9001, slug: "harbour-bank", name: "Harbour Bank", url: "https://harbour.example" };
export const connection = { id: "con_1", no: 77 };
export const accounts = [
  { id: "acc_1", no: 610_001 },
  { id: "acc_2", no: 610_002 },
];
/** A repair knows its connection's accounts from the start; only its events may tell them before the bank has answered. */
export const at = { institution, connection, accounts };
export const nos = ["610001", "610002"];

export const user = (action: string, fields: Data) => ({ type: "user", data: { action, ...fields } });
export const route = (screen: string, params: Data = {}) => ({ type: "route", data: { screen, params } });
export const owner = { customerId: 41_007, partnerId: 5150 };
export const times = { timestamp: 1_767_225_600_000, ttl: 1_767_232_800_000 };
export const begun = { accounts: null, accountIds: [], success: null, errorCode: null };
export const done = { accounts: 2, accountIds: nos, success: true, errorCode: null };
export const challenge = { accounts: null, accountIds: [], success: true, errorCode: null };
export const failed = (errorCode: number) => ({ accounts: null, accountIds: [], success: false, errorCode });
export const bank = { institutionId: 9001 };
export const login = { institutionId: 9001, institutionLoginId: 77 };
export const noLogin = { institutionId: 9001, institutionLoginId: null };
export const repairFailed = (errorCode: number) => ({ ...login, accounts: 2, accountIds: nos, success: false, errorCode });
export const endOf = (type: ConnectMode, reason: string, code: number) =>
  user("End", { reason, ...owner, ...times, experience: null, sessionId: sessionHex, code, type, product: "aggregation" });

export interface Row {
  readonly name: string;
  readonly fact: Fact;
  readonly full?: readonly object[];
  readonly lite?: readonly object[];
  readonly fix?: readonly object[];
}
export const everywhere = (messages: readonly object[]) => ({ full: messages, lite: messages, fix: messages });
export const initialize = (type: ConnectMode) => [
  user("Initialize", { ...owner, ...times, type, experience: null, sessionId: sessionHex, product: "aggregation", borrowerType: "primary" }),
];
export const alert = {
  alertType: "ERROR",
  title: "Those details did not match",
  message: "Check them and try again.",
  errorCode: 103,
  data: { details: "credentials_rejected" },
};
export const timeout = [user("SessionTimeout", { ...owner, timestamp: times.timestamp, sessionId: sessionHex })];
export const done200 = { type: "done", data: { code: 200, reason: "complete", reportData: [] } };
export const cancel = { type: "cancel", data: { code: 100, reason: "exit" } };
export const timedOut = { type: "error", data: { code: 1440, reason: "timeout" } };
export const wrong = { type: "error", data: { code: 500, reason: "error" } };
export const search = [route("search", { query: "harbour" })];

/** An event by its shape, a message by its type. */
export const nameOf = (message: ConnectPageMessage): string => (message.type === "user" ? (shapeNameOf(message.data) ?? "no shape") : message.type);
