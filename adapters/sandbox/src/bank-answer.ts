import { Secret, type FailedOutcome, type SignInOutcome } from "@drawbridge/adapter-kit";
import { Challenge, Failure } from "@drawbridge/contract";
import { Type } from "typebox";
import { Value } from "typebox/value";

const SignedIn = Type.Object({ status: Type.Literal("signed_in"), accessToken: Type.String() });
const Challenged = Type.Object({
  status: Type.Literal("challenged"),
  loginId: Type.String(),
  rejected: Type.Boolean(),
  pollAfterMs: Type.Union([Type.Number(), Type.Null()]),
  challenges: Type.Array(Challenge),
});
const Failed = Type.Object({
  status: Type.Literal("failed"),
  reason: Failure,
  detail: Type.String(),
  attemptsLeft: Type.Optional(Type.Integer()),
});

/** What to go on with after a challenge: which login, at which institution. */
export interface OpenLogin {
  readonly institutionId: string;
  readonly loginId: string;
}

/** A provider that answers with something no contract names. */
export const broken = (detail: string): FailedOutcome => ({ outcome: "failed", failure: "provider_failed", detail });

/** The body of an answer; null when it is not JSON. A line that drops on the way throws. */
export const readJson = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** A refusal of the bank in our vocabulary. */
export const toFailure = (body: unknown, status: number): FailedOutcome => {
  if (!Value.Check(Failed, body)) return broken(`unreadable answer with status ${status}`);
  // The bank's own words stay with the bank: they may quote what was typed.
  const { reason, attemptsLeft } = body;
  return { outcome: "failed", failure: reason, detail: `the bank says ${reason} (${status})`, ...(attemptsLeft !== undefined && { attemptsLeft }) };
};

/** What a sign-in or an answer led to. */
export const toOutcome = (body: unknown, { institutionId, status }: { readonly institutionId: string; readonly status: number }): SignInOutcome => {
  if (Value.Check(SignedIn, body)) return { outcome: "signed_in", access: new Secret(JSON.stringify({ kind: "bearer", token: body.accessToken })) };
  if (!Value.Check(Challenged, body)) return toFailure(body, status);
  const { loginId, rejected, pollAfterMs, challenges } = body;
  const state: OpenLogin = { institutionId, loginId };
  return { outcome: "challenged", state: new Secret(JSON.stringify(state)), challenges, pollAfterMs, rejected };
};
