import { pluralIn } from "@drawbridge/widget/text/plural";

const plural = pluralIn("en", "one", "other");

/** What every screen may say. */
export const general = {
  app: "Drawbridge Authenticator",
  language: "Language",
  loading: "Opening…",
  back: "Back",
  again: "Try again",
  notLoaded: "This could not be loaded.",
  cancel: "Cancel",
  done: "Done",
  foot: "Keys stay on this device",
  offline: "No connection. Trying again…",
  unreachable: "The server cannot be reached. Offline codes still work.",
  broken: {
    title: "This app cannot run here",
    lead: "It keeps keys in this browser, and the browser does not let it. Leave private browsing, or allow storage, and open it again.",
    retry: "Open again",
  },
  message: { title: "Message", close: "I have read it" },
  update: {
    title: "An update is needed",
    lead: "This version may not be used any more. Close the app and open it again to get the new one.",
    open: "About the update",
    reload: "Open the new version",
  },
  triesLeft: (count: number): string => plural(count, { one: "# try left", other: "# tries left" }),
  trouble: {
    wrongPin: "That PIN is wrong.",
    kWrongCredentials: "User name or code do not fit, or the code was used before.",
    kInvalidActivationCode: "That is no activation code. Compare it letter by letter.",
    kActivationCodeExpired: "The code has expired. Ask for a new one.",
    kUserIdAlreadyExists: "This user is on the device already.",
    kInvalidParameter: "Something is missing or not allowed.",
    kInvalidState: "This is not possible any more. Look again.",
    kLoginRequired: "You were logged out. Log in again.",
    kAccessDenied: "Log in with your PIN first.",
    kInvalidUserId: "This user is not on the device.",
    kMismatchedUser: "The code is for somebody else.",
    kLockedUser: "This account is locked. Ask the help desk.",
    kInvalidToken: "That code is wrong.",
    kNotReachable: "The server cannot be reached. Try again when you have a network.",
    kOfflineNotActivated: "Log in once with a network first; after that codes work without one.",
    kAtcExpired: "No codes are left. Log in with a network to get new ones.",
    kUpdateNecessary: "This version of the app may not be used any more.",
    kRegisterApp: "This version of the app is not known to the server.",
    kUnknownVersion: "This version of the app is not known to the server.",
    other: "That did not work. Try again.",
    report: (id: string): string => `For the help desk: ${id}`,
  },
};
