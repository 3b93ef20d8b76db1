/** Where text and samples of the published source disagree, or both are silent: what these events do (connect-events.md, section 1). */
export const connectRulings = {
  R1a: "A sign-in that succeeded has `errorCode` null; the sample has 0.",
  R1b: "A challenge that failed has `success` false; the sample has null.",
  R1c: "A repair that begins has `accounts` null and already names its `accountIds`; the sample counts them. Its failure keeps both.",
  R1d: "An attempt that led to a challenge has `accounts` null, `success` true and `errorCode` null.",
  R1e: "`SearchInstitutions` carries `attempts`, the number of searches so far; the text asks for it, the sample lacks it.",
  R1f: "`SubmitAccounts` carries `accounts` and `accountIds`; the text asks for them, the sample lacks them.",
  R1g: "`DisplayAlert` names an institution only when it is about one; otherwise both keys are absent.",
  R2: "Ids are numbers, and decimal text where the experience sets `idFormat` to `string`; account ids are always text.",
  R4: "`timestamp` and `ttl` are the link's; `End` is sent before the message that ends the session.",
} as const satisfies Readonly<Record<string, string>>;
