import { describe, expect, it } from "vitest";
import { ada, code, detailsOf, display, later, login, mcUnderTest, now, pin, words } from "./mc-under-test.ts";

describe("a transaction", () => {
  it("goes from banner to PIN to confirmation to its end", () => {
    const mc = mcUnderTest([ada]);
    mc.logIn();
    const [banner] = mc.offer();
    expect(banner).toMatchObject({ name: "TriggerBanner", payload: { bannerType: "TRANSACTION", timer: 120, execute: false } });
    expect(mc.offer()).toEqual([]);
    expect(words(mc.call("StartTransaction"))).toEqual(["Acknowledge", "Busy"]);
    expect(words(mc.done({ status: "kOk", factor: "PIN", deadline: later(60), display: null }))).toEqual(["Idle", "TransactionPINRequiredRequest"]);
    expect(words(mc.call("ProvidePIN", { confirmationType: "OK", pin }))).toEqual(["Acknowledge", "Busy"]);
    expect(words(mc.done({ status: "kInvalidPin", retryCounter: 3 }))).toEqual([
      "Idle",
      "ProvidePINResult{kInvalidPin}",
      "TransactionPINRequiredRequest",
    ]);
    mc.call("ProvidePIN", { confirmationType: "OK", pin });
    const shown = mc.done({ status: "kOk", display, deadline: later(60) });
    expect(words(shown)).toEqual(["Idle", "ProvidePINResult{kOk}", "DisplayConfirmationRequest"]);
    expect(shown.at(-1)?.payload).toMatchObject({ timerValue: 60, transactionInformation: display.text });
    expect(words(mc.call("DisplayConfirmation", { confirmationType: "OK", transactionInformation: "something else" }))).toEqual([
      "Acknowledge",
      "DisplayConfirmationResult{kInvalidParameter}",
    ]);
    expect(words(mc.call("DisplayConfirmation", { confirmationType: "OK", transactionInformation: display.text }))).toEqual(["Acknowledge", "Busy"]);
    expect(mc.lastEffect()).toMatchObject({ kind: "answer_operation", decision: "ACCEPTED", shownText: display.text });
    expect(words(mc.call("DisplayConfirmation", { confirmationType: "OK", transactionInformation: display.text }))).toEqual(["InvalidState"]);
    expect(words(mc.done({ status: "kOk" }))).toEqual(["Idle", "DisplayConfirmationResult{kOk}", "TransactionEnd{kOk}"]);
    expect(mc.state().at).toBe("LOGGED_IN");
  });
  it("ends with the session when no try is left", () => {
    const mc = mcUnderTest([ada]);
    mc.startOperation("PIN");
    mc.call("ProvidePIN", { confirmationType: "OK", pin });
    expect(words(mc.done({ status: "kTemporaryLocked", retryCounter: 0, retryDelay: 300 }))).toEqual([
      "Idle",
      "ProvidePINResult{kTemporaryLocked}",
      "TransactionEnd{kFailed}",
      "StartLogin",
    ]);
    expect(mc.state()).toMatchObject({ at: "LOGIN_REQUIRED", user: null });
  });
  it("fails after three wrong tokens", () => {
    const mc = mcUnderTest([ada]);
    mc.startOperation("TOKEN");
    for (let tries = 1; tries < 3; tries++) {
      mc.call("ProvideToken", { confirmationType: "OK", token: "x" });
      expect(words(mc.done({ status: "kInvalidToken" }))).toEqual(["Idle", "ProvideTokenResult{kInvalidToken}", "TransactionTokenRequiredRequest"]);
    }
    mc.call("ProvideToken", { confirmationType: "OK", token: "x" });
    expect(words(mc.done({ status: "kInvalidToken" }))).toEqual(["Idle", "ProvideTokenResult{kInvalidToken}", "TransactionEnd{kFailed}"]);
  });
  it.each([
    ["PIN", "ProvidePIN", { pin: "" }, "ProvidePINResult"],
    ["TOKEN", "ProvideToken", { token: "" }, "ProvideTokenResult"],
    ["NONE", "DisplayConfirmation", { transactionInformation: display.text }, "DisplayConfirmationResult"],
  ] as const)("is refused and timed out at %s", (factor, name, payload, result) => {
    const mc = mcUnderTest([ada]);
    mc.startOperation(factor);
    mc.call(name, { confirmationType: "CANCEL", ...payload, reason: "not_me" });
    expect(mc.lastEffect()).toMatchObject({ kind: "answer_operation", decision: "REJECTED", reason: "not_me" });
    expect(words(mc.done({ status: "kOk" }))).toEqual(["Idle", `${result}{kUserCancel}`, "TransactionEnd{kUserCancel}"]);
    const other = mcUnderTest([ada]);
    other.startOperation(factor);
    other.call(name, { confirmationType: "TIMEOUT", ...payload });
    expect(words(other.done({ status: "kOk" }))).toEqual(["Idle", `${result}{kUserConfirmationTimeout}`, "TransactionEnd{kUserConfirmationTimeout}"]);
  });
  it("hears its end from the server, from its deadline, and from a lost line", () => {
    const cancelled = mcUnderTest([ada]);
    cancelled.startOperation("PIN");
    expect(words(cancelled.put({ type: "operation_ended", operationId: "op_1", status: "kServerCancel", now }))).toEqual([
      "TransactionEnd{kServerCancel}",
    ]);
    const late = mcUnderTest([ada]);
    late.startOperation("PIN");
    expect(words(late.put({ type: "tick", now: later(119) }))).toEqual([]);
    expect(words(late.put({ type: "tick", now: later(120) }))).toEqual(["TransactionEnd{kUserConfirmationTimeout}"]);
    const lost = mcUnderTest([ada]);
    lost.startOperation("NONE");
    expect(words(lost.put({ type: "connection", state: "CONNECTION_LOST", now }))).toEqual(["ServerConnection", "TransactionEnd{kNotReachable}"]);
  });
  it("never says approved when the outcome is unknown or another answer came first", () => {
    const mc = mcUnderTest([ada]);
    mc.startOperation("NONE");
    mc.call("DisplayConfirmation", { confirmationType: "OK", transactionInformation: display.text });
    expect(words(mc.done({ status: "kNotReachable" }))).toEqual([
      "Idle",
      "DisplayConfirmationResult{kNotReachable}",
      "TransactionEnd{kNotReachable}",
    ]);
    const second = mcUnderTest([ada]);
    second.startOperation("NONE");
    second.call("DisplayConfirmation", { confirmationType: "OK", transactionInformation: display.text });
    expect(words(second.done({ status: "kServerCancel" }))).toEqual([
      "Idle",
      "DisplayConfirmationResult{kServerCancel}",
      "TransactionEnd{kServerCancel}",
    ]);
  });
  it("lets only its own events pass, and with Maverick those of rule D3", () => {
    const mc = mcUnderTest([ada]);
    mc.startOperation("PIN");
    expect(words(mc.call("Cancel"))).toEqual(["InvalidState"]);
    expect(words(mc.call("GetProperty", { key: "a", propertyOwner: "USER" }))).toEqual(["InvalidState"]);
    const both = mcUnderTest([ada], { environments: ["SSMS", "Maverick"] });
    both.startOperation("PIN");
    expect(words(both.call("GetProperty", { key: "a", propertyOwner: "USER" }))).toEqual([]);
    expect(words(both.call("RequestToken", { audience: "a" }))).toEqual(["InvalidState"]);
  });
});

describe("GetState", () => {
  const again = (mc: ReturnType<typeof mcUnderTest>, at: Date): readonly string[] => words(mc.call("GetState", {}, at));

  it("brings the end of a transaction whose time is over, before any timer has noticed", () => {
    const mc = mcUnderTest([ada]);
    mc.startOperation("PIN");
    expect(again(mc, later(119))).toEqual(["Acknowledge", "Idle", "TransactionPINRequiredRequest"]);
    expect(again(mc, later(120))).toEqual(["Acknowledge", "Idle", "TransactionEnd{kUserConfirmationTimeout}"]);
    expect(again(mc, later(121))).toEqual(["Acknowledge", "Idle"]);
  });
  it("brings a banner again only where that was asked for", () => {
    for (const [reofferBanner, expected] of [
      [false, ["Acknowledge", "Idle"]],
      [true, ["Acknowledge", "Idle", "TriggerBanner"]],
    ] as const) {
      const mc = mcUnderTest([ada], { reofferBanner });
      mc.logIn();
      mc.offer();
      expect(again(mc, later(1))).toEqual(expected);
    }
  });
});

describe("a start that fails", () => {
  const start = { locale: "en", version: { major: 1, minor: 0, build: 0 }, appName: "app" };
  it.each([
    ["a parameter is missing", { locale: "en" }, "kInvalidParameter", 800_000_001],
    ["a key protection nobody knows", { ...start, configuration: { minimumKeyProtection: "SOME" } }, "kInvalidParameter", 800_000_001],
    ["better keys than there are", { ...start, configuration: { minimumKeyProtection: "ENFORCE_HARDWARE" } }, "kFailed", 800_000_002],
  ])("%s: says why first of all, and nothing has begun", (_name, payload, status, errorCode) => {
    const mc = mcUnderTest([ada]);
    expect(mc.call("Start", payload)).toMatchObject([
      { name: "RuntimeError", payload: { errorCode } },
      { name: "StartResult", payload: { status, sdkState: "UNINITIALISED", userList: [] }, settles: true },
    ]);
    expect(mc.state().at).toBe("UNINITIALISED");
    expect(words(mc.call("Start", { ...start, configuration: { minimumKeyProtection: "ALLOW_VIRTUAL_SMART_CARD" } }))).toContain("StartResult{kOk}");
    expect(words(mc.call("Start", { locale: 1 }))).toEqual(["StartResult{kAlreadyInitialized}"]);
    expect(mc.call("Restart", {})).toMatchObject([{ name: "RestartResult", payload: { status: "kInvalidParameter", sdkState: "LOGIN_REQUIRED" } }]);
  });
});

describe("work that outlives a restart", () => {
  it("leaves its user on the device", () => {
    const mc = mcUnderTest();
    mc.start();
    mc.call("Activate", { userIdentifier: ada, activationCode: code, pin, autoLogin: false });
    mc.call("Restart", { locale: "en", version: { major: 1, minor: 0, build: 0 }, appName: "app" });
    mc.put({ type: "restarted", users: [], now });
    expect(words(mc.done({ status: "kOk", enrolled: detailsOf(ada) }))).toEqual(["StartLogin"]);
    expect(mc.state()).toMatchObject({ at: "LOGIN_REQUIRED", user: null, users: [{ userIdentifier: ada }] });
  });
});

describe("messages, PIN, requests", () => {
  it("closes a message also when something else is offered meanwhile", () => {
    const mc = mcUnderTest([ada]);
    mc.logIn();
    mc.offer("DISPLAY_MESSAGE");
    mc.call("StartDisplayMessage");
    mc.done({ status: "kOk", text: "Hello" });
    mc.put({ type: "offers", offers: [{ kind: "TRANSACTION", id: "op_2", banner: "Pay?", deadline: later(60) }], now });
    expect(words(mc.call("StartDisplayMessage"))).toEqual(["Acknowledge"]);
    expect(mc.wanted()).toContainEqual({ kind: "close_message", messageId: "op_1" });
    expect(words(mc.call("StartDisplayMessage"))).toEqual(["InvalidState"]);
    expect(words(mc.call("StartTransaction"))).toEqual(["Acknowledge", "Busy"]);
  });
  it("names the cause first and ends the session when a PIN in it is closed for good", () => {
    const error = { hasErrorOccurred: true, errorCode: 500_000_030, reportId: "", errorDescription: "blocked" };
    const changing = mcUnderTest([ada]);
    changing.logIn();
    changing.call("StartChangePIN");
    changing.call("ProvideSetNewPIN", { currentPin: "000000", newPin: "246813" });
    expect(words(changing.done({ status: "kFailed", retryCounter: 0, error }))).toEqual([
      "RuntimeError",
      "Idle",
      "ChangePINResult{kFailed}",
      "StartLogin",
    ]);
    const approving = mcUnderTest([ada]);
    approving.startOperation("PIN");
    approving.call("ProvidePIN", { confirmationType: "OK", pin });
    const told = ["RuntimeError", "Idle", "ProvidePINResult{kFailed}", "TransactionEnd{kFailed}", "StartLogin"];
    expect(words(approving.done({ status: "kFailed", retryCounter: 0, error }))).toEqual(told);
    expect([changing.state().at, approving.state().at]).toEqual(["LOGIN_REQUIRED", "LOGIN_REQUIRED"]);
  });
  it("tells with an offline code the tries that were left when the server last spoke", () => {
    const mc = mcUnderTest([ada]);
    mc.start();
    mc.call("Login", { userIdentifier: ada, pin: "000000" });
    mc.done({ status: "kWrongCredentials", retryCounter: 3 });
    mc.call("GenerateOtp", { userIdentifier: ada, pin });
    expect(mc.done({ status: "kOk", payload: { otp: "12345678" } })).toMatchObject([
      { payload: { status: "kOk", otp: "12345678", retryCounter: 3, retryDelay: 0 } },
    ]);
  });
  it("sends the counter with the next login by PIN, whatever other login comes before", () => {
    const mc = mcUnderTest([ada]);
    mc.start();
    mc.call("EnableAtcResynchronizationDuringNextLogin");
    mc.call("LoginWithToken", { userIdentifier: ada, authMode: "NO" });
    mc.done(login());
    mc.put({ type: "idle", now });
    mc.call("Login", { userIdentifier: ada, pin });
    expect(mc.lastEffect()).toMatchObject({ kind: "login", resync: true });
    mc.done(login());
    expect(mc.state().resyncArmed).toBe(false);
  });
  it("waits on for the fresh sign-in that an operation wants when one has failed", () => {
    const mc = mcUnderTest([ada], { environments: ["SSMS", "Maverick"] });
    mc.logIn();
    mc.offer();
    mc.call("StartTransaction");
    expect(words(mc.done({ status: "kLoginRequired" }))).toEqual(["Idle", "IdpLoginRequired"]);
    mc.call("SetAuthorisationCode", { tenantId: "bank", authCode: "c", clientId: "k" });
    expect(words(mc.done({ status: "kCannotAcquireTokenData" }))).toContain("SetAuthorisationCodeResult{kCannotAcquireTokenData}");
    expect(mc.state().at).toBe("TX_STEPUP");
  });
  it("shows a message and closes it silently", () => {
    const mc = mcUnderTest([ada]);
    mc.logIn();
    mc.offer("DISPLAY_MESSAGE");
    mc.call("StartDisplayMessage");
    expect(words(mc.done({ status: "kOk", text: "Hello" }))).toEqual(["Idle", "DisplayMessage"]);
    expect(words(mc.call("StartDisplayMessage"))).toEqual(["Acknowledge"]);
    expect(mc.wanted()).toContainEqual({ kind: "close_message", messageId: "op_1" });
    expect(words(mc.call("StartDisplayMessage"))).toEqual(["InvalidState"]);
  });
  it("changes the PIN, and asks again where the new one is not allowed or the old one is wrong", () => {
    const mc = mcUnderTest([ada]);
    mc.logIn();
    expect(words(mc.call("StartChangePIN"))).toEqual(["Acknowledge", "StartSetNewPIN"]);
    expect(words(mc.call("ProvideSetNewPIN", { currentPin: pin, newPin: pin }))).toEqual([
      "Acknowledge",
      "ChangePINResult{kInvalidNewPinFormat}",
      "StartSetNewPIN",
    ]);
    mc.call("ProvideSetNewPIN", { currentPin: "000000", newPin: "246813" });
    expect(words(mc.done({ status: "kInvalidPin", retryCounter: 4 }))).toEqual(["Idle", "ChangePINResult{kInvalidPin}", "StartSetNewPIN"]);
    mc.call("ProvideSetNewPIN", { currentPin: pin, newPin: "246813" });
    expect(words(mc.done({ status: "kOk" }))).toEqual(["Idle", "ChangePINResult{kOk}"]);
    mc.call("StartChangePIN");
    expect(words(mc.call("Cancel"))).toEqual(["Acknowledge", "ChangePINResult{kUserCancel}"]);
  });
  it("answers plain requests side by side, with statuses of their lists only", () => {
    const mc = mcUnderTest([ada]);
    mc.logIn();
    mc.call("SetDeviceName", { deviceName: "Phone" });
    expect(words(mc.done({ status: "kNotUnique" }))).toEqual(["SetDeviceNameResult{kNotUnique}"]);
    mc.call("RequestToken", { audience: "a" });
    const [reply] = mc.done({ status: "kLoginRequired" });
    expect(reply).toMatchObject({ name: "RequestTokenResult", payload: { status: "kUninitialized", token: "" }, settles: true });
    expect(words(mc.call("RequestToken", { audience: 1 }))).toEqual(["RequestTokenResult{kInvalidParameter}"]);
    const [bad] = mc.call("GetIAMAccessToken", { audience: 1 });
    expect(bad).toMatchObject({ payload: { status: "kFailed" }, error: { errorCode: 800000001 } });
  });
  it("refuses what the tenant does not offer, by the capability's name", () => {
    const mc = mcUnderTest([ada]);
    mc.logIn();
    expect(words(mc.call("SetLocales", { locales: ["de"] }))).toEqual(["StatusResult{kNotSupported}"]);
    const [refusal] = mc.call("ExchangeIamToken", { audience: "a" });
    expect(refusal).toMatchObject({ name: "InvalidState", payload: { errorMessage: "ExchangeIamToken needs the capability Maverick" } });
    expect(words(mc.call("Fly"))).toEqual(["InvalidState"]);
  });
});
