import { Type, type Static } from "typebox";

/** The kinds of question a bank asks after sign-in. */
export const challengeKinds = ["text", "choice", "multi", "image", "otp", "push"] as const;
export type ChallengeKind = (typeof challengeKinds)[number];

/** One option of a `choice`, `multi` or `image` challenge; `image` is a data URI of a picture. */
export const ChallengeOption = Type.Object(
  { id: Type.String(), label: Type.String(), image: Type.Optional(Type.String()) },
  { additionalProperties: false },
);
export type ChallengeOption = Static<typeof ChallengeOption>;

/** One question of the bank, as the widget draws it. Bank text is plain text, never markup. */
export const Challenge = Type.Object(
  {
    id: Type.String(),
    kind: Type.Enum(challengeKinds),
    prompt: Type.String(),
    options: Type.Array(ChallengeOption),
    /** How many options a `multi` challenge wants; null when the bank does not say. */
    choose: Type.Union([Type.Integer(), Type.Null()]),
    /** Where a code was sent, already masked by the bank; null when unknown. */
    sentTo: Type.Union([Type.String(), Type.Null()]),
    attemptsLeft: Type.Union([Type.Integer(), Type.Null()]),
    /** When the challenge lapses, ISO 8601; null when the bank does not say. */
    expiresAt: Type.Union([Type.String(), Type.Null()]),
  },
  { additionalProperties: false },
);
export type Challenge = Static<typeof Challenge>;
