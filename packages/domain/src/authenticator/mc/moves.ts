import { astFactsOf, type AstError, type AstEventName, type AstPayload, type StatusType } from "@drawbridge/contract";
import { secondsUntil } from "../lock-model.ts";
import { blankPayload } from "./blank-payload.ts";
import type { IdleState, McCall, McEffect, McOutcome, McPrompt, McRun, McState, McStep } from "./state.ts";
import { BAD_PARAMETER_CODE, statusOfResult } from "./status-of-result.ts";

/** A part of a step: moves are put in a row, and each sees the state the one before left. */
export type Move = (state: McState) => McStep;

/** Moves one after the other. */
export const inOrder =
  (...moves: readonly Move[]): Move =>
  (state) =>
    moves.reduce<McStep>(
      (before, move) => {
        const after = move(before.state);
        return { state: after.state, emits: [...before.emits, ...after.emits], effects: [...before.effects, ...after.effects] };
      },
      { state, emits: [], effects: [] },
    );

/** Nothing happens. */
export const stay: Move = (state) => ({ state, emits: [], effects: [] });

/** Changes what the MC knows. */
export const go =
  (patch: Partial<McState>): Move =>
  (state) => ({ state: { ...state, ...patch }, emits: [], effects: [] });

/** Picks the move by the state it meets. */
export const look =
  (choose: (state: McState) => Move): Move =>
  (state) =>
    choose(state)(state);

/** Gives work to the device. */
export const work =
  (effect: McEffect): Move =>
  (state) => ({ state, emits: [], effects: [effect] });

/** Says something to the UI that settles no call. */
export const say =
  <Name extends AstEventName>(name: Name, payload: AstPayload<Name> & Readonly<Record<string, unknown>>, callId: string | null = null): Move =>
  (state) => ({ state: { ...state, acknowledged: null }, emits: [{ name, payload, callId, settles: false }], effects: [] });

/** Settles a call: with the event it asked for. */
export const settle =
  (call: McCall, name: AstEventName, said: { readonly payload: Readonly<Record<string, unknown>>; readonly error?: AstError | undefined }): Move =>
  (state) => ({
    state: { ...state, acknowledged: null, open: state.open.filter(({ id }) => id !== call.id) },
    emits: [{ name, payload: said.payload, callId: call.id, settles: true, ...(said.error ? { error: said.error } : {}) }],
    effects: [],
  });

/** Settles a call that has no result of its own (rule D6). */
export const acknowledge = (call: McCall): Move => inOrder(settle(call, "Acknowledge", { payload: {} }), go({ acknowledged: call.id }));

/** Refuses a call; the state stays (rule D4). */
export const refuse = (call: McCall, errorMessage: string): Move => settle(call, "InvalidState", { payload: { errorMessage } });

/** Sends a result: as the reply of the call that waits for it, else on the bus. A status the result does not list becomes the nearest one. */
export const respond =
  (call: McCall, name: AstEventName, outcome: Pick<McOutcome, "status" | "error" | "more" | "payload">): Move =>
  (state) => {
    const status = statusOfResult(name, outcome.status);
    const error = outcome.error ?? localError(outcome.status, status);
    const said = { payload: { ...blankPayload(name), ...outcome.payload, ...outcome.more, ...(mayCarryStatus(name) ? { status } : {}) }, error };
    const open = state.open.some(({ id }) => id === call.id);
    if (call.byReply && open) return settle(call, name, said)(state);
    return {
      state: { ...state, acknowledged: null },
      emits: [{ name, payload: said.payload, callId: call.id, settles: false, ...(error ? { error } : {}) }],
      effects: [],
    };
  };

/** Four results of the source table have no status and may carry one all the same (contract, section 6); two carry an update status instead. */
const mayCarryStatus = (name: AstEventName): boolean => name !== "UpdateResult" && name !== "ExecuteUpdateResult";

const localError = (cause: StatusType, status: StatusType): AstError | undefined =>
  cause === "kInvalidParameter" && status === "kFailed"
    ? { hasErrorOccurred: true, errorCode: BAD_PARAMETER_CODE, reportId: "", errorDescription: "a parameter is missing or wrong" }
    : undefined;

/** Shows a prompt and remembers it until it is answered (rule D10). */
export const ask =
  (prompt: McPrompt, now: Date): Move =>
  (state) => ({
    state: { ...state, prompt, acknowledged: null },
    emits: [{ name: prompt.name, payload: promptPayload(prompt, serverTime(state, now)), callId: prompt.callId, settles: false }],
    effects: [],
  });

/** The prompt as it is shown now: its timer counts down to the server's deadline (rule D11). */
export const promptPayload = ({ payload, deadline }: McPrompt, now: Date): Readonly<Record<string, unknown>> =>
  deadline ? { ...payload, timerValue: secondsUntil(deadline, now) } : payload;

/** Now, by the server's clock. */
export const serverTime = ({ clockOffsetMs }: McState, now: Date): Date => new Date(now.getTime() + clockOffsetMs);

/** Begins work that blocks input: Busy, the prompt counts as answered. */
export const begin = (run: McRun, effect: McEffect, patch: Partial<McState> = {}): Move =>
  inOrder(go({ ...patch, running: run, prompt: null, busy: true }), say("Busy", {}, run.call.id), work(effect));

/** Ends such work: Idle. Busy and Idle alternate strictly (rule D8). */
export const end: Move = look(({ busy, running }) =>
  busy ? inOrder(go({ busy: false, running: null }), say("Idle", {}, running?.call.id ?? null)) : go({ running: null }),
);

/** The prompt an idle state has outstanding; null where it has none. */
export const idlePrompt = (state: Pick<McState, "profile" | "users">, at: IdleState): McPrompt | null => {
  const plain = { deadline: null, callId: null };
  if (!state.profile.environments.includes("SSMS")) return null;
  if (at === "ACTIVATION_REQUIRED") return { ...plain, name: "StartActivationUserIdAndCodeOnly", payload: {} };
  const userIdentifiers = state.users.map(({ userIdentifier }) => userIdentifier);
  return at === "LOGIN_REQUIRED" ? { ...plain, name: "StartLogin", payload: { userIdentifiers } } : null;
};

/** Enters an idle state: every flow is closed and its secrets are gone, the idle prompt is outstanding. */
export const rest = (at: IdleState): Move =>
  look((state) => {
    const prompt = idlePrompt(state, at);
    const entered = go({
      at: at === "ACTIVATION_REQUIRED" && prompt ? "ACT_WAIT_ID" : at,
      prompt,
      flow: null,
      ...(at === "LOGGED_IN" ? {} : { user: null, openMessage: null }),
    });
    return at === "LOGGED_IN" ? inOrder(entered, work({ kind: "list_offers" })) : entered;
  });

/** Enters an idle state and says its prompt. */
export const restAloud = (at: IdleState, now: Date): Move =>
  inOrder(
    rest(at),
    look(({ prompt }) => (prompt ? ask(prompt, now) : stay)),
  );

/** The idle state a state of the catalogue belongs to. */
export const idleStateOf = ({ user, users }: McState): IdleState =>
  user ? "LOGGED_IN" : users.length > 0 ? "LOGIN_REQUIRED" : "ACTIVATION_REQUIRED";

/** The same names a user. */
export const isSameUser = (one: { readonly tenantId: string; readonly userId: string }, other: typeof one): boolean =>
  one.tenantId === other.tenantId && one.userId === other.userId;

/** Whether a call is settled by a result of its own. */
export const hasResult = (name: AstEventName): boolean => astFactsOf(name).result !== null;

const RETRIES_EXCEEDED = 500_000_030;

/** Whether the PIN is closed for good: results that have no word for it say kFailed (contract, section 5). */
export const isBlocked = ({ error }: Pick<McOutcome, "error">): boolean => error?.errorCode === RETRIES_EXCEEDED;

/** Tells of a lock before anything else (rule D5). */
export const alarm = ({ status, error }: Pick<McOutcome, "status" | "error">, callId: string | null): Move =>
  say("RuntimeError", { errorType: "ERROR", errorDescription: error?.errorDescription ?? status, errorCode: error?.errorCode ?? 0 }, callId);
