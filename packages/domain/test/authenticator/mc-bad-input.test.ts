import { describe, expect, it } from "vitest";
import { ada, bob, code, display, later, login, mcUnderTest, pin, words } from "./mc-under-test.ts";

type UnderTest = ReturnType<typeof mcUnderTest>;
const confirmation = { confirmationType: "OK", transactionInformation: display.text };
const givePin = { confirmationType: "OK", pin };

/** A machine whose operation waits for its confirmation. */
const toConfirm = (): UnderTest => {
  const mc = mcUnderTest([ada]);
  mc.startOperation("NONE");
  return mc;
};
const loggedIn = (): UnderTest => {
  const mc = mcUnderTest([ada]);
  mc.logIn();
  return mc;
};
const started = (users = [ada]): UnderTest => {
  const mc = mcUnderTest(users);
  mc.start();
  return mc;
};

describe("events that do not fit", () => {
  it.each<readonly [string, () => UnderTest, string, object]>([
    ["unknown", loggedIn, "DropTables", {}],
    ["before Start", () => mcUnderTest([ada]), "GetDeviceInformation", { userIdentifier: ada }],
    ["an answer nobody asked for", loggedIn, "ProvidePIN", givePin],
    ["an answer to another prompt", () => started([]), "ProvideActivationCodeAndUserIdForAddUser", { userIdentifier: bob, activationCode: code }],
    ["a result said by the wrong side", loggedIn, "LoginResult", { status: "kOk" }],
    ["StartTransaction without a banner", loggedIn, "StartTransaction", {}],
    ["a call of a session before the login", started, "SetDeviceName", { deviceName: "Phone" }],
    ["another flow inside a transaction", toConfirm, "StartChangePIN", {}],
    ["Cancel inside a transaction", toConfirm, "Cancel", {}],
    ["a login inside a session", loggedIn, "Login", { userIdentifier: ada, pin }],
  ])("%s: InvalidState, and nothing changes", (_name, prepare, event, payload) => {
    const mc = prepare();
    const before = mc.state();
    const wanted = mc.wanted().length;
    const [reply] = mc.call(event, payload);
    expect(reply).toMatchObject({ name: "InvalidState", settles: true });
    expect({ ...mc.state(), open: before.open }).toEqual(before);
    expect(mc.wanted()).toHaveLength(wanted);
  });

  it("while busy: InvalidState, and the work goes on", () => {
    const mc = started();
    mc.call("Login", { userIdentifier: ada, pin });
    for (const [name, payload] of [
      ["Login", { userIdentifier: ada, pin }],
      ["StartAddUser", {}],
      ["GetUpdateInformation", {}],
    ] as const)
      expect(words(mc.call(name, payload))).toContain("InvalidState");
    expect(words(mc.done(login()))).toContain("LoginResult{kOk}");
  });

  it("an answer given twice counts once", () => {
    const mc = toConfirm();
    mc.call("DisplayConfirmation", confirmation);
    expect(words(mc.call("DisplayConfirmation", { ...confirmation, confirmationType: "CANCEL" }))).toContain("InvalidState");
    expect(mc.wanted().filter(({ kind }) => kind === "answer_operation")).toHaveLength(1);
    expect(words(mc.done({ status: "kOk" }))).toEqual(expect.arrayContaining(["DisplayConfirmationResult{kOk}", "TransactionEnd{kOk}"]));
    expect(words(mc.call("DisplayConfirmation", confirmation))).toContain("InvalidState");
  });

  it("from a session that is over: the login is asked for, and what was meant for the session is refused", () => {
    const mc = loggedIn();
    expect(mc.put({ type: "session_ended", now: later(0) })).toMatchObject([
      { name: "ServerConnection", payload: { connectionState: "DISCONNECTED" } },
    ]);
    expect(words(mc.call("StartTransaction"))).toEqual(["InvalidState"]);
    expect(mc.wanted().at(-1)).toEqual({ kind: "restart" });
    expect(words(mc.put({ type: "restarted", users: mc.state().users, now: later(1) }))).toEqual(["RestartResult{kOk}", "StartLogin"]);
    expect(words(mc.call("SetDeviceName", { deviceName: "Phone" }))).toContain("InvalidState");
    expect(words(mc.call("StartTransaction"))).toContain("InvalidState");
  });

  it("another text than was shown is not signed; the same one afterwards is", () => {
    const mc = toConfirm();
    expect(words(mc.call("DisplayConfirmation", { ...confirmation, transactionInformation: "Pay 12500 EUR" }))).toContain(
      "DisplayConfirmationResult{kInvalidParameter}",
    );
    expect(mc.wanted().some(({ kind }) => kind === "answer_operation")).toBe(false);
    mc.call("DisplayConfirmation", confirmation);
    expect(mc.wanted().some(({ kind }) => kind === "answer_operation")).toBe(true);
  });

  it("an answer after the deadline ends the transaction as late", () => {
    const mc = toConfirm();
    expect(words(mc.call("DisplayConfirmation", confirmation, later(121))).join()).toContain("kUserConfirmationTimeout");
    expect(mc.wanted().some((effect) => effect.kind === "answer_operation" && effect.decision === "ACCEPTED")).toBe(false);
    expect(mc.state().at).toBe("LOGGED_IN");
  });
});
