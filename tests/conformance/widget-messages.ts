import { expect } from "vitest";

/** Id of a connection, whatever it is. */
export const connectionId: unknown = expect.stringMatching(/^con_/);
const userId: unknown = expect.stringMatching(/^usr_/);
/** A message of the widget. */
export const message = (type: string, metadata?: object): object => (metadata ? { type: `connect/${type}`, metadata } : { type: `connect/${type}` });
/** It is there. */
export const loaded = (initial_step: string): object => message("loaded", { initial_step });
/** From one step to the next. */
export const step = (previous: string, current: string): object => message("stepChange", { previous, current });
const member = (bank: string): object => ({
  aggregator: "sandbox",
  member_guid: connectionId,
  user_guid: userId,
  connectionId,
  aggregatorUserId: userId,
  ucpInstitutionId: bank,
});
/** How far a connection is. */
export const status = (bank: string, connection_status: number): object =>
  message("memberStatusUpdate", { ...member(bank), connection_status, connectionStatus: connection_status });
const chosen = (name: string, guid: string): object =>
  message("selectedInstitution", { name, guid, url: expect.stringMatching(/^https?:/), code: guid });
/** A bank with a form of its own. */
export const credentials = "drawbridge-bank";
/** A bank that people sign in at. */
export const redirect = "harbour-bank";
/** The bank, as most messages name it. */
export const bankOf = (guid: string): object => ({ guid, code: guid });
/** What is heard at the end. */
export const connected = (bank: string, from = "connecting"): readonly object[] => [
  status(bank, 6),
  message("memberConnected", member(bank)),
  step(from, "connected"),
  message("connected/primaryAction"),
  message("backToSearch", {}),
];
/** What is heard until a bank was found by its name. */
export const found = (name: string, guid: string): readonly object[] => [
  loaded("search"),
  message("institutionSearch", { query: name }),
  chosen(name, guid),
  step("search", "enterCreds"),
];
