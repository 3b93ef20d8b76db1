import { contentOf, needed, segment, textOf, type AdminRow } from "./admin-command.ts";

const valueOptions = [
  ["--text TEXT", "the content as text; or"],
  ["--data BASE64URL", "as bytes"],
] as const;

const pathOf = (operand: string, rest = ""): string => `/v1/devices/${segment(operand)}${rest}`;

/** Single devices: what they are, what they show, and what is sent to them. */
export const deviceRows: readonly AdminRow[] = [
  {
    name: "devices show",
    operand: "DEVICE",
    summary: "Show a device: state, locks, key, app, last use",
    want: ({ operand }) => ({ path: pathOf(operand) }),
  },
  {
    name: "devices commit",
    operand: "DEVICE",
    summary: "Confirm a new device that waits for it",
    why: true,
    want: ({ operand }) => ({ path: pathOf(operand, "/commit"), method: "POST" }),
  },
  {
    name: "devices verify-code",
    operand: "DEVICE",
    summary: "Check an offline code of a device",
    options: [
      ["--code CODE", "what the device showed"],
      ["--data BASE64URL", "what the code is over"],
      ["--sequence", "it is a secure sequence"],
    ],
    want: ({ operand, values }) => ({
      path: pathOf(operand, "/offline-verifications"),
      method: "POST",
      body: { kind: values["sequence"] === true ? "sequence" : "otp", code: needed(values, "code"), data: textOf(values, "data") },
    }),
  },
  {
    name: "devices counter",
    operand: "DEVICE",
    summary: "Show the counter of the offline codes of a device, and how far ahead a code may be",
    want: ({ operand }) => ({ path: pathOf(operand, "/atc") }),
  },
  {
    name: "devices test-push",
    operand: "DEVICE",
    summary: "Wake a device, to see whether a push reaches it",
    want: ({ operand }) => ({ path: pathOf(operand, "/push-tests"), method: "POST" }),
  },
  {
    name: "envelopes create",
    operand: "DEVICE",
    summary: "Encrypt something for a device alone (DecryptData opens it)",
    options: valueOptions,
    want: ({ operand, values }) => ({ path: pathOf(operand, "/envelopes"), method: "POST", body: { data: contentOf(values).data } }),
  },
  {
    name: "push-contents create",
    operand: "DEVICE",
    summary: "Sign the content of a push to a device (VerifyPushContent checks it)",
    options: [...valueOptions, ["--secret", "who delivers it cannot read it"]],
    want: ({ operand, values }) => ({
      path: pathOf(operand, "/push-contents"),
      method: "POST",
      body: { data: contentOf(values).data, ...(values["secret"] === true && { secret: true }) },
    }),
  },
  {
    name: "otp verify",
    operand: "OTP",
    summary: "Use up the one-time value of a login, and show whose it was",
    want: ({ operand }) => ({ path: "/v1/otp-verifications", method: "POST", body: { otp: operand } }),
  },
];
