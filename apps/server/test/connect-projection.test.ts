import { isConnectPageMessage } from "@drawbridge/contract";
import { describe, expect, it } from "vitest";
import { at, contextOf, done, institution, modes, project, sessionHex, times, user } from "./connect-projection-stage.ts";
import { table } from "./connect-projection-table.ts";

describe("what each journey hears of one logged event", () => {
  const cells = table.flatMap((row) => modes.map((mode) => ({ name: row.name, mode, fact: row.fact, expected: row[mode] ?? [] })));
  it.each(cells)("$name, $mode", ({ mode, fact, expected }) => {
    const messages = project([fact], contextOf(mode));
    // Key order is part of the contract, so the text is compared.
    expect(messages.map((message) => JSON.stringify(message))).toEqual(expected.map((message) => JSON.stringify(message)));
    expect(messages.filter((message) => !isConnectPageMessage(message))).toEqual([]);
  });

  it("prints ids as text where the experience says so, and nothing else", () => {
    const context = contextOf("full", { idFormat: "string", experience: "default" });
    expect(project([["session.started"], ["accounts.added", { ...at, oauth: false }]], context)).toEqual([
      user("Initialize", {
        customerId: "41007",
        partnerId: "5150",
        ...times,
        type: "full",
        experience: "default",
        sessionId: sessionHex,
        product: "aggregation",
        borrowerType: "primary",
      }),
      user("AddAccounts", { institutionId: "9001", institutionLoginId: "77", ...done }),
    ]);
  });
});

describe("an alert", () => {
  it.each([
    ["en", "Those details did not match"],
    ["fr-CA", "Ces identifiants ne correspondent pas"],
    ["es", "Esos datos no coinciden"],
    ["de-AT", "Diese Angaben stimmen nicht"],
    ["ar", "هذه البيانات غير مطابقة"],
    ["en-XA", "Those details did not match"],
  ])("is told in the language of the session, %s", (locale, title) => {
    const [message] = project([["alert.shown", { failure: "credentials_rejected", institution }]], contextOf("full", { locale }));
    expect(message).toMatchObject({ type: "user", data: { action: "DisplayAlert", title } });
  });
});
