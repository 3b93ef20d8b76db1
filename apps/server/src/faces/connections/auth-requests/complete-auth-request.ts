import type { FlowStep } from "@drawbridge/domain";
import { authRequests, consents, sessions, type Session, type StoredAuthRequest } from "@drawbridge/storage";
import { hashToken } from "../../../http/token-hash.ts";
import { advanceSession } from "../../../use-cases/advance-session.ts";
import type { Deps } from "../../../use-cases/deps.ts";
import { contentOf } from "../../../use-cases/session-content.ts";
import { returnFromBank } from "../../../use-cases/visit-bank.ts";
import type { Intent } from "../identity/intent.ts";
import { outcomeOf } from "../identity/outcome.ts";
import { ConnectionsProblem } from "../problem.ts";

/** What the bank's redirect brought, as the client passes it on. */
export type AuthParams = Readonly<Record<string, string | undefined>>;

const conflict = (message: string): ConnectionsProblem => new ConnectionsProblem(409, "Conflict", message);

/** Takes what the bank's redirect brought and waits until it was worked on (connections.md, 10.1). */
export const completeAuthRequest = async (deps: Deps, request: StoredAuthRequest, params: AuthParams): Promise<void> => {
  if (request.status !== "pending") throw conflict("this auth request is finished");
  if (params["state"] === undefined || hashToken(params["state"]) !== request.stateHash)
    throw new ConnectionsProblem(400, "BadRequest", "authParams.state is not the one this auth request went out with");
  const session = request.sessionId === null ? null : await sessions(deps.storage.pool).byId(request.sessionId);
  if (!session && params["error"] === undefined) throw conflict("the person has not come back from our page yet");
  const ended = session && (session.endedAt ? session : await workOn(deps, session, params));
  if (ended === "slow") return; // the bank takes its time; the same call later goes on
  await finish(deps, request, ended);
};

const workOn = async (deps: Deps, session: Session, params: AuthParams): Promise<Session | "slow" | null> => {
  const query = new URLSearchParams(Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  await returnFromBank(deps, query); // false: an earlier call brought it, and this one waits for the same end
  for (;;) {
    const settled = await untilSettled(deps, session.id);
    if (!settled) return "slow";
    if (settled.endedAt) return settled;
    // Each answer leads nearer to the end; a lost one was given by the same call made twice.
    await advanceSession(deps, session.id, { by: "person", revision: settled.revision, input: { type: answerAt(settled) } });
  }
};

/** What a person without our page answers: a bank that is connected already stays one connection. */
const answerAt = (session: Session): "submitted" | "existing_used" | "exit" => {
  const { at } = contentOf(session).flow.step;
  if (at === "review") return "submitted";
  return at === "duplicate" ? "existing_used" : "exit";
};

const LONGEST_WAIT_MS = 25_000;

const isSettled = (session: Session): boolean => session.endedAt !== null || !isWaiting(contentOf(session).flow.step);

/** For the bank, or for the person's device: a question that is open there is not answered here. */
const isWaiting = (step: FlowStep): boolean => step.at === "connecting" || (step.at === "approval" && step.ended === null);

/** Waits while the server talks to the bank; null: it takes too long. */
const untilSettled = async (deps: Deps, sessionId: string): Promise<Session | null> => {
  const { promise, resolve, reject } = Promise.withResolvers<Session | null>();
  const look = async (): Promise<void> => {
    const session = await sessions(deps.storage.pool).byId(sessionId);
    if (!session || isSettled(session)) resolve(session);
  };
  const stop = await deps.storage.listen("session", (id) => {
    if (id === sessionId) look().catch(reject);
  });
  const timer = setTimeout(() => resolve(null), LONGEST_WAIT_MS);
  try {
    await look();
    return await promise;
  } finally {
    stop();
    clearTimeout(timer);
  }
};

const intentOf = ({ intent }: StoredAuthRequest): Intent =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by startAuthRequest in exactly this shape
  intent as Intent;

const finish = async (deps: Deps, request: StoredAuthRequest, session: Session | null): Promise<void> => {
  const { id, tenantId } = request;
  const intent = intentOf(request);
  const reached = session?.endReason === "complete" ? await outcomeOf(deps, { tenantId, session, intent }) : null;
  await deps.storage.transaction(async (tx) => {
    const status = reached ? "complete" : "error";
    if (!(await authRequests(tx).finish(id, { status, bankConnectionId: reached?.connectionId ?? null })) || !reached) return;
    const expiresAt = reached.consentUntil === null ? null : new Date(reached.consentUntil);
    await consents(tx).noteRequest(tenantId, reached.id, { authRequestId: id, expiresAt, own: reached.renewal !== "reconsent" });
  });
};
