import type { PinWeakness } from "../../mc/weak-pin.ts";

/** Setting a device up: the code, the camera, the PIN. */
export const setUp = {
  enrol: {
    title: { activation: "Set up this device", add_user: "Add a user", reactivation: "Get a new PIN" },
    lead: {
      activation: "You need a user name and an activation code. Whoever runs the service gives them to you.",
      add_user: "Another person, or another account of yours, with a code of its own.",
      reactivation: "Ask for a new activation code. Your PIN is replaced, your device stays.",
    },
    user: "User name",
    code: "Activation code",
    codeHint: "Like ABCDE-FGHIJ-23456-KLMNO",
    next: "Continue",
    oneTimeToo: "I have a one-time password too",
    oneTime: "One-time password",
    userMissing: "Enter your user name.",
    codeMissing: "Enter the activation code.",
    byLink: (user: string): string => `Your code is for ${user}.`,
    scan: "Scan a QR code",
  },
  scan: {
    title: "Scan your code",
    lead: "Hold the QR code in front of the camera.",
    starting: "The camera starts…",
    looking: "Looking for a code…",
    refused: "The camera may not be used here. Allow it in the settings of your browser, or type the code.",
    none: "There is no camera that can be used. Type the code instead.",
    other: "That QR code holds no activation code. Use the one you were given for this app.",
    type: "Type the code instead",
  },
  newPin: {
    title: "Choose a PIN",
    lead: "6 to 12 digits. Nobody else knows it, not even the server.",
    repeatTitle: "Enter it again",
    repeatLead: "So that you are sure of it.",
    differs: "The two PINs differ. Choose one again.",
    weak: {
      length: "A PIN has 6 to 12 digits.",
      digits: "A PIN has digits only.",
      repeated: "That repeats itself. Choose one that is harder to guess.",
      sequence: "That is a row of digits. Choose one that is harder to guess.",
    } satisfies Record<PinWeakness, string>,
    refused: "That PIN is not allowed. Choose another one.",
  },
  pin: {
    label: "PIN",
    erase: "Delete the last digit",
    ok: "OK",
    missing: "Enter your PIN.",
  },
  changePin: {
    title: "Change PIN",
    currentLead: "First the PIN you use now.",
    sameAsOld: "The new PIN is the old one. Choose another.",
  },
};
