import { createHash } from "node:crypto";
import { Secret } from "@drawbridge/adapter-kit";
import { operators, operatorTries, type Operator } from "@drawbridge/storage";
import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { AppError } from "../http/app-error.ts";
import { printId } from "../ids.ts";
import type { Deps } from "../use-cases/deps.ts";
import { stepOfCode } from "./one-time-codes.ts";
import { recordOperatorDeed } from "./operator-deed.ts";
import { openOperatorSession } from "./operator-session.ts";
import { verifyPasskeyChallenge, type UseProof } from "./passkeys.ts";
import { matchesPassword } from "./passwords.ts";

/** What somebody presents. */
export interface Presented {
  readonly email: string;
  readonly password: string;
  readonly second: { readonly kind: "code"; readonly code: string } | { readonly kind: "passkey"; readonly response: AuthenticationResponseJSON };
}

/** An operator with the token of a new session. */
export interface SignedIn {
  readonly operator: Operator;
  readonly token: string;
}

const MOST_TRIES = 5; // RTS Art. 4
const LOCK_MS = 15 * 60_000;

/** An address under which tries are counted. */
export const triesKey = (email: string): string => createHash("sha256").update(email.trim().toLowerCase()).digest("base64url");

// Counted before anything is checked: a crash or a crowd of guesses must not give a free one.
const countTry = async (deps: Deps, email: string): Promise<void> => {
  const now = deps.now();
  const until = new Date(now.getTime() + LOCK_MS);
  const counted = await operatorTries(deps.storage.pool).count(triesKey(email), { now, until, most: MOST_TRIES });
  if (counted.tries <= MOST_TRIES) return;
  const retryAfterSecs = Math.max(1, Math.ceil((counted.until.getTime() - now.getTime()) / 1000));
  throw new AppError("SIGN_IN_LOCKED", { detail: `Try again in ${Math.ceil(retryAfterSecs / 60)} minutes.`, extra: { retryAfterSecs } });
};

/** The second factor: a code of the app, or what a passkey signed. */
const checkSecond = async (deps: Deps, operator: Operator, { second }: Presented): Promise<UseProof | null> => {
  if (second.kind === "passkey") return verifyPasskeyChallenge(deps, operator, second.response);
  const owner = { tenantId: operator.tenantId, operatorId: operator.id };
  const step = stepOfCode(deps, owner, { sealed: operator.totp, code: second.code });
  return step === null ? null : (tx, at) => operators(tx).useStep(operator.id, step, at);
};

/** Checks all three; which one was wrong is never said (RTS Art. 4). */
export const signInOperator = async (deps: Deps, presented: Presented): Promise<SignedIn> => {
  const { email, password, second } = presented;
  await countTry(deps, email);
  const operator = await operators(deps.storage.pool).byEmail(email.trim());
  const rightPassword = await matchesPassword(new Secret(password), operator?.passwordHash ?? null);
  if (!operator) throw new AppError("SIGN_IN_REFUSED");
  const useProof = rightPassword ? await checkSecond(deps, operator, presented) : null;
  const now = deps.now();
  const deed = { tenantId: operator.tenantId, operatorId: operator.id, at: now, subject: printId("opr", operator.id), data: { by: second.kind } };
  const token = await deps.storage.transaction(async (tx) => {
    const fresh = useProof !== null && (await useProof(tx, now));
    await recordOperatorDeed(tx, { ...deed, action: fresh ? "operator.signed_in" : "operator.sign_in_refused" });
    if (!fresh) return null;
    await operators(tx).noteSignIn(operator.id, now);
    await operatorTries(tx).forget(triesKey(email));
    return openOperatorSession(tx, operator.id, now);
  });
  if (token === null) throw new AppError("SIGN_IN_REFUSED");
  return { operator, token };
};
