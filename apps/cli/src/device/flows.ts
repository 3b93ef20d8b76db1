import type { Script } from "./script.ts";

const start: Script = [{ call: "Start" }];
const user = "${StartLogin.userIdentifiers}";
const logIn: Script = [...start, { wait: "StartLogin" }, { call: "Login", with: { userIdentifier: user, pin: "${pin}" } }, { wait: "LoginResult" }];
const shown = "${DisplayConfirmationRequest.transactionInformation}";
const no = { confirmationType: "CANCEL", reason: "${reason}" };
const offered: Script = [...logIn, { wait: "TriggerBanner", seconds: 60 }, { call: "StartTransaction" }];

/** The flows of the contract that have a command of their own; each is a script like any other. */
export const flows = {
  enrol: [
    ...start,
    {
      call: "Activate",
      with: { userIdentifier: { tenantId: "${tenant}", userId: "${user}" }, activationCode: "${code}", pin: "${pin}", autoLogin: true },
    },
  ],
  login: logIn,
  approve: [
    ...offered,
    {
      either: {
        TransactionPINRequiredRequest: [
          { call: "ProvidePIN", with: { confirmationType: "OK", pin: "${pin}" } },
          { wait: "ProvidePINResult" },
          { wait: "DisplayConfirmationRequest" },
        ],
        TransactionTokenRequiredRequest: [
          { call: "ProvideToken", with: { confirmationType: "OK", token: "${token}" } },
          { wait: "ProvideTokenResult" },
          { wait: "DisplayConfirmationRequest" },
        ],
        DisplayConfirmationRequest: [],
      },
    },
    { call: "DisplayConfirmation", with: { confirmationType: "OK", transactionInformation: shown } },
    { wait: "TransactionEnd" },
  ],
  refuse: [
    ...offered,
    {
      either: {
        TransactionPINRequiredRequest: [{ call: "ProvidePIN", with: { ...no, pin: "" } }],
        TransactionTokenRequiredRequest: [{ call: "ProvideToken", with: { ...no, token: "" } }],
        DisplayConfirmationRequest: [{ call: "DisplayConfirmation", with: { ...no, transactionInformation: shown } }],
      },
    },
    { wait: "TransactionEnd", status: "kUserCancel" },
  ],
  watch: logIn,
  offlineCode: [...start, { wait: "StartLogin" }, { call: "GenerateOtp", with: { userIdentifier: user, pin: "${pin}", optionalData: "${data}" } }],
  changePin: [
    ...logIn,
    { call: "StartChangePIN" },
    { wait: "StartSetNewPIN" },
    { call: "ProvideSetNewPIN", with: { currentPin: "${pin}", newPin: "${newPin}" } },
    { wait: "ChangePINResult" },
  ],
  readProperty: [...logIn, { call: "GetProperty", with: { key: "${key}", propertyOwner: "${owner}" } }],
  writeProperty: [
    ...logIn,
    {
      call: "SetProperty",
      with: { key: "${key}", data: "${data}", propertyType: "UTF8_STRING", propertyOwner: "${owner}", propertyTtl: 0, propertyFlags: 0 },
    },
  ],
  delete: [...start, { wait: "StartLogin" }, { call: "DeleteUser", with: { userIdentifier: user } }],
} as const satisfies Readonly<Record<string, Script>>;
