import { describe, expect, it } from "vitest";
import { ada, bob, code, detailsOf, login, mcUnderTest, now, pin, words } from "./mc-under-test.ts";

const enrolled = { status: "kOk", enrolled: detailsOf(ada) } as const;

describe("start", () => {
  it("asks for activation on an empty device, and for login on one with users", () => {
    expect(words(mcUnderTest().start())).toEqual(["StartResult{kOk}", "StartActivationUserIdAndCodeOnly"]);
    expect(words(mcUnderTest([ada]).start())).toEqual(["StartResult{kOk}", "StartLogin"]);
    expect(words(mcUnderTest([], { environments: ["Maverick"] }).start())).toEqual(["StartResult{kOk}"]);
  });
  it("is refused a second time, and nothing else is heard before", () => {
    const mc = mcUnderTest();
    expect(words(mc.call("Login", { userIdentifier: ada, pin }))).toEqual(["InvalidState"]);
    expect(words(mc.call("GetState"))).toEqual(["InvalidState"]);
    mc.start();
    expect(words(mc.start())).toEqual(["StartResult{kAlreadyInitialized}"]);
  });
});

describe("activation", () => {
  it("goes by prompts: code, PIN, result, login", () => {
    const mc = mcUnderTest();
    mc.start();
    expect(words(mc.call("ProvideActivationCodeAndUserId", { userIdentifier: ada, activationCode: code }))).toEqual([
      "Acknowledge",
      "StartActivationSetPIN",
    ]);
    expect(words(mc.call("ProvideSetPIN", { pin, autoLogin: false }))).toEqual(["Acknowledge", "Busy"]);
    expect(mc.lastEffect()).toMatchObject({ kind: "enrol", user: ada, proof: { kind: "code", code, pin } });
    expect(words(mc.done(enrolled))).toEqual(["Idle", "ActivationResult{kOk}", "StartLogin"]);
    expect(mc.state().at).toBe("LOGIN_REQUIRED");
  });
  it("answers one call with the login, when that was asked for", () => {
    const mc = mcUnderTest();
    mc.start();
    expect(words(mc.call("Activate", { userIdentifier: ada, activationCode: code, pin, autoLogin: true }))).toEqual(["Busy"]);
    const said = mc.done({ ...enrolled, ...login() });
    expect(words(said)).toEqual(["Idle", "LoginResult{kOk}"]);
    expect(said.find(({ settles }) => settles)?.name).toBe("LoginResult");
    expect(mc.state()).toMatchObject({ at: "LOGGED_IN", user: ada });
  });
  it.each([
    ["checksum", { userIdentifier: ada, activationCode: "AAAAA-AAAAA-AAAAA-AAAAB" }, "kInvalidActivationCode"],
    ["format", { userIdentifier: ada, activationCode: "1" }, "kInvalidActivationCode"],
    ["empty user", { userIdentifier: { tenantId: "bank", userId: "" }, activationCode: code }, "kInvalidParameter"],
    ["no code", { userIdentifier: ada }, "kInvalidParameter"],
  ])("refuses a wrong %s on the device and stays", (_what, payload, status) => {
    const mc = mcUnderTest();
    mc.start();
    expect(words(mc.call("ProvideActivationCodeAndUserId", payload))).toEqual(["Acknowledge", `ActivationResult{${status}}`]);
    expect(mc.state()).toMatchObject({ at: "ACT_WAIT_ID", prompt: { name: "StartActivationUserIdAndCodeOnly" } });
    expect(mc.wanted()).toEqual([]);
  });
  it("asks for the PIN again when it is against the policy, and forgets the code on Cancel", () => {
    const mc = mcUnderTest();
    mc.start();
    mc.call("ProvideActivationCodeAndUserId", { userIdentifier: ada, activationCode: code });
    expect(words(mc.call("ProvideSetPIN", { pin: "12ab", autoLogin: false }))).toEqual([
      "Acknowledge",
      "ActivationResult{kInvalidParameter}",
      "StartActivationSetPIN",
    ]);
    expect(words(mc.call("Cancel"))).toEqual(["Acknowledge", "StartActivationUserIdAndCodeOnly"]);
    expect(JSON.stringify(mc.state())).not.toContain(code);
  });
  it("goes back to the first prompt when the server refuses", () => {
    const mc = mcUnderTest();
    mc.start();
    mc.call("Activate", { userIdentifier: ada, activationCode: code, pin, autoLogin: true });
    expect(words(mc.done({ status: "kWrongCredentials" }))).toEqual(["Idle", "ActivationResult{kWrongCredentials}"]);
    expect(mc.state()).toMatchObject({ at: "ACT_WAIT_ID", prompt: { name: "StartActivationUserIdAndCodeOnly" } });
    expect(JSON.stringify(mc.state())).not.toContain(pin);
  });
  it("goes by token without a PIN", () => {
    const mc = mcUnderTest();
    mc.start();
    expect(words(mc.call("ProvideTokenAndUserId", { userIdentifier: ada, token: "t", autoLogin: false }))).toEqual(["Acknowledge", "Busy"]);
    expect(words(mc.done(enrolled))).toEqual(["Idle", "ActivationResult{kOk}", "StartLogin"]);
    expect(words(mc.call("ActivateWithToken", { userIdentifier: ada, token: "t", autoLogin: false }))).toEqual(["InvalidState"]);
  });
  it("leaves only updates when the app is too old", () => {
    const mc = mcUnderTest();
    mc.start();
    mc.call("Activate", { userIdentifier: ada, activationCode: code, pin, autoLogin: false });
    const update = {
      status: "kUpdateNecessary",
      updateUrl: "u",
      infoUrl: "i",
      updateType: "MANDATORY",
      updateDigest: "",
      expiresInSeconds: 0,
    } as const;
    expect(words(mc.done({ status: "kUpdateNecessary", update }))).toEqual([
      "Idle",
      "ActivationResult{kUpdateNecessary}",
      "UpdateInformation{kUpdateNecessary}",
    ]);
    expect(mc.state().at).toBe("UPDATE_ONLY");
    expect(words(mc.call("Activate", { userIdentifier: ada, activationCode: code, pin, autoLogin: false }))).toEqual(["InvalidState"]);
    expect(words(mc.call("Update"))).toEqual(["Acknowledge"]);
    expect(words(mc.done({ status: "kOk", payload: { updateStatus: "OK" } }))).toEqual(["UpdateResult"]);
    expect(words(mc.call("ExecuteUpdate"))).toEqual(["Acknowledge"]);
  });
});

describe("login", () => {
  it("opens the session and asks what waits", () => {
    const mc = mcUnderTest([ada]);
    expect(words(mc.logIn())).toEqual(["Idle", "LoginResult{kOk}"]);
    expect(mc.state()).toMatchObject({ at: "LOGGED_IN", user: ada, prompt: null });
    expect(mc.wanted().at(-1)).toEqual({ kind: "list_offers" });
  });
  it("says how many tries are left, and takes another", () => {
    const mc = mcUnderTest([ada]);
    mc.start();
    mc.call("Login", { userIdentifier: ada, pin });
    const said = mc.done({ status: "kWrongCredentials", retryCounter: 4, retryDelay: 0 });
    expect(words(said)).toEqual(["Idle", "LoginResult{kWrongCredentials}"]);
    expect(said.at(-1)?.payload).toMatchObject({ retryCounter: 4, retryDelay: 0, otp: "" });
    expect(mc.state().prompt?.name).toBe("StartLogin");
    expect(words(mc.call("Login", { userIdentifier: ada, pin }))).toEqual(["Acknowledge", "Busy"]);
  });
  it("refuses users nobody knows here, an empty PIN, and a second call while busy", () => {
    const mc = mcUnderTest([ada]);
    mc.start();
    expect(words(mc.call("Login", { userIdentifier: bob, pin }))).toEqual(["Acknowledge", "LoginResult{kInvalidParameter}"]);
    expect(words(mc.call("Login", { userIdentifier: ada, pin: "" }))).toEqual(["Acknowledge", "LoginResult{kInvalidParameter}"]);
    mc.call("Login", { userIdentifier: ada, pin });
    expect(words(mc.call("Login", { userIdentifier: ada, pin }))).toEqual(["InvalidState"]);
    expect(words(mc.call("Cancel"))).toEqual(["Acknowledge"]);
    mc.done(login());
    expect(words(mc.call("Login", { userIdentifier: ada, pin }))).toEqual(["InvalidState"]);
  });
  it("restarts when the server locked the device: RuntimeError comes first of all", () => {
    const mc = mcUnderTest([ada]);
    mc.start();
    mc.call("Login", { userIdentifier: ada, pin });
    const error = { hasErrorOccurred: true, errorCode: 500000030, reportId: "r", errorDescription: "retries exceeded" };
    const said = mc.done({ status: "kLockedCertificate", error });
    expect(words(said)).toEqual(["RuntimeError", "Idle", "LoginResult{kLockedCertificate}"]);
    expect(said[0]?.payload).toMatchObject({ errorCode: 500000030 });
    expect(mc.state().at).toBe("RESTARTING");
    expect(words(mc.call("Restart", {}))).toEqual(["InvalidState"]);
    expect(words(mc.put({ type: "restarted", users: [detailsOf(ada)], now }))).toEqual(["RestartResult{kOk}", "StartLogin"]);
  });
  it("by token tells the claims; offline uses the last user", () => {
    const mc = mcUnderTest([ada]);
    mc.start();
    expect(words(mc.call("OfflineLogin"))).toEqual(["OfflineLoginResult{kInvalidUserId}"]);
    expect(words(mc.call("LoginWithToken", { userIdentifier: ada, authMode: "NO", authCode: "c" }))).toEqual([
      "Acknowledge",
      "LoginResult{kInvalidParameter}",
    ]);
    mc.call("LoginWithToken", { userIdentifier: ada, authMode: "NO" });
    expect(words(mc.done({ status: "kOk", login: { user: ada, otp: "", claims: { acr: "2" } } }))).toEqual([
      "Idle",
      "LoginResult{kOk}",
      "LoginTokenClaimsAvailable",
    ]);
    mc.put({ type: "idle", now });
    expect(words(mc.call("OfflineLogin"))).toEqual(["Busy"]);
    expect(mc.lastEffect()).toMatchObject({ kind: "offline_login", user: ada });
    expect(words(mc.done({ status: "kLoginRequired" }))).toEqual(["Idle", "OfflineLoginResult{kLoginRequired}"]);
  });
});

describe("reactivation, users", () => {
  it("gives a new PIN", () => {
    const mc = mcUnderTest([ada]);
    mc.start();
    expect(words(mc.call("StartReactivation"))).toEqual(["Acknowledge", "StartReactivationUserIdAndCodeOnly"]);
    expect(words(mc.call("ProvideActivationCodeAndUserIdForReactivation", { userIdentifier: bob, activationCode: code }))).toEqual([
      "Acknowledge",
      "ReactivationResult{kWrongCredentials}",
    ]);
    expect(words(mc.call("ProvideActivationCodeAndUserIdForReactivation", { userIdentifier: ada, activationCode: "x" }))).toEqual([
      "Acknowledge",
      "ReactivationResult{kInvalidParameter}",
    ]);
    mc.call("ProvideActivationCodeAndUserIdForReactivation", { userIdentifier: ada, activationCode: code });
    mc.call("ProvideSetPINForReactivation", { pin, autoLogin: false });
    expect(words(mc.done({ status: "kActivationCodeExpired" }))).toEqual([
      "Idle",
      "ReactivationResult{kActivationCodeExpired}",
      "StartReactivationUserIdAndCodeOnly",
    ]);
    mc.call("Reactivation", { userIdentifier: ada, activationCode: code, pin, autoLogin: false });
    expect(words(mc.done(enrolled))).toEqual(["Idle", "ReactivationResult{kOk}", "StartLogin"]);
    expect(mc.state().users).toHaveLength(1);
  });
  it("adds a user and goes back where it came from", () => {
    const mc = mcUnderTest([ada]);
    mc.logIn();
    expect(words(mc.call("StartAddUser"))).toEqual(["Acknowledge", "StartAddUserUserIdAndCodeOnly"]);
    expect(words(mc.call("ProvideActivationCodeAndUserId", { userIdentifier: bob, activationCode: code }))).toEqual(["InvalidState"]);
    expect(words(mc.call("ProvideActivationCodeAndUserIdForAddUser", { userIdentifier: ada, activationCode: code }))).toEqual([
      "Acknowledge",
      "AddUserResult{kUserIdAlreadyExists}",
    ]);
    mc.call("ProvideActivationCodeAndUserIdForAddUser", { userIdentifier: bob, activationCode: code });
    mc.call("ProvideSetPINForAddUser", { pin, autoLogin: false });
    expect(words(mc.done({ status: "kOk", enrolled: detailsOf(bob) }))).toEqual(["Idle", "AddUserResult{kOk}"]);
    expect(mc.state()).toMatchObject({ at: "LOGGED_IN", user: ada });
    expect(mc.state().users).toHaveLength(2);
  });
  it("ends the open session when the new user logs in at once", () => {
    const mc = mcUnderTest([ada]);
    mc.logIn();
    mc.call("AddUser", { userIdentifier: bob, activationCode: code, pin, autoLogin: true });
    expect(words(mc.done({ status: "kOk", enrolled: detailsOf(bob), login: { user: bob, otp: "", claims: null } }))).toEqual([
      "Idle",
      "LoginResult{kOk}",
    ]);
    expect(mc.state().user).toEqual(bob);
  });
  it("deletes a user who is not logged in, all of them, or nobody", () => {
    const mc = mcUnderTest([ada, bob]);
    mc.logIn();
    expect(words(mc.call("DeleteUser", { userIdentifier: ada }))).toEqual(["DeleteUserResult{kInvalidState}"]);
    mc.call("StartDeleteUser");
    expect(words(mc.call("ProvideSetUserIdToDelete", { userIdentifier: { tenantId: "bank", userId: "eve" } }))).toEqual([
      "Acknowledge",
      "DeleteUserResult{kInvalidParameter}",
    ]);
    expect(mc.state().at).toBe("DEL_WAIT_ID");
    expect(words(mc.call("ProvideSetUserIdToDelete", { userIdentifier: ada }))).toEqual(["Acknowledge", "DeleteUserResult{kInvalidState}"]);
    expect(mc.state().at).toBe("LOGGED_IN");
    mc.call("DeleteUser", { userIdentifier: bob });
    const said = mc.done({ status: "kOk", payload: { deleted: [bob] } });
    expect(words(said)).toEqual(["Idle", "DeleteUserResult{kOk}"]);
    expect(said.at(-1)?.payload).toMatchObject({ sdkState: "LOGIN_REQUIRED", userList: [ada] });
    mc.call("DeleteUser", { userIdentifier: { tenantId: "", userId: "" } });
    mc.done({ status: "kOk", payload: { deleted: [ada] } });
    expect(mc.state()).toMatchObject({ at: "ACT_WAIT_ID", users: [] });
  });
});
