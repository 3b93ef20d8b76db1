import { type AstEventName, type AstPayload, type StatusType } from "@drawbridge/contract";
import { secondsUntil } from "../lock-model.ts";
import {
  acknowledge,
  alarm,
  ask,
  begin,
  end,
  go,
  inOrder,
  isBlocked,
  look,
  refuse,
  respond,
  restAloud,
  say,
  serverTime,
  stay,
  work,
  type Move,
} from "./moves.ts";
import { statusOfResult } from "./status-of-result.ts";
import type { McCall, McFlow, McOffer, McOutcome, McRun, McState } from "./state.ts";

type OperationFlow = Extract<McFlow, { readonly kind: "operation" }>;

const MAX_TOKEN_TRIES = 3; // contract, 12.9

const isPast = (state: McState, deadline: Date | null, now: Date): boolean =>
  deadline !== null && deadline.getTime() <= serverTime(state, now).getTime();

/** The server offers something: a banner when no flow is open and none is out; else it stays queued there (rule D13). */
export const onOffers = (offers: readonly McOffer[], now: Date): Move =>
  look((state) => {
    const held = state.flow && offers.find(({ id }) => id === idOf(state.flow));
    if (held?.deadline) return moveDeadline(held.deadline, now);
    if (state.at !== "LOGGED_IN" || state.busy || state.flow) return stay;
    const offer = offers.find(({ id, deadline }) => id !== state.openMessage && !isPast(state, deadline, now));
    return offer ? showBanner(offer, now) : stay;
  });

const idOf = (flow: McFlow | null): string | null => (flow?.kind === "operation" ? flow.id : flow?.kind === "offer" ? flow.offer.id : null);

const same = (one: Date | null, other: Date): boolean => one?.getTime() === other.getTime();

/** What is offered or on the screen already has another time left, because the server's clock was turned: it is shown anew. */
const moveDeadline = (deadline: Date, now: Date): Move =>
  look(({ at, flow, prompt, busy }) => {
    if (flow?.kind === "offer" && !same(flow.offer.deadline, deadline)) {
      const offer = { ...flow.offer, deadline };
      return busy || at !== "TX_OFFERED" ? go({ flow: { kind: "offer", offer } }) : showBanner(offer, now);
    }
    if (flow?.kind !== "operation" || same(flow.deadline, deadline)) return stay;
    const moved = go({ flow: { ...flow, deadline } });
    return prompt ? inOrder(moved, ask({ ...prompt, deadline }, now)) : moved;
  });

const showBanner = (offer: McOffer, now: Date): Move =>
  inOrder(go({ at: offer.kind === "TRANSACTION" ? "TX_OFFERED" : "MSG_OFFERED", flow: { kind: "offer", offer } }), sayBanner(offer, now));

/** The words of a banner, with the time that is left. */
export const sayBanner = ({ kind, banner, deadline }: McOffer, now: Date): Move =>
  look((state) => {
    const timer = deadline ? secondsUntil(deadline, serverTime(state, now)) : 0;
    return say("TriggerBanner", { bannerType: kind, payload: banner, timer, execute: false });
  });

/** The transaction is over: TransactionEnd alone ends it. */
export const endTransaction = (status: StatusType, callId: string | null, now: Date): Move =>
  inOrder(say("TransactionEnd", { status: statusOfResult("TransactionEnd", status) }, callId), restAloud("LOGGED_IN", now));

/** StartTransaction: asks the server what is wanted. */
export const startTransaction = (call: McCall, now: Date): Move =>
  look((state) => {
    const { flow } = state;
    if (flow?.kind !== "offer") return refuse(call, "nothing was offered");
    const { id, deadline } = flow.offer;
    if (isPast(state, deadline, now)) return inOrder(acknowledge(call), endTransaction("kUserConfirmationTimeout", call.id, now));
    return inOrder(
      acknowledge(call),
      begin({ call, kind: "operation_start", autoLogin: false }, { kind: "start_operation", callId: call.id, operationId: id }),
    );
  });

/** The server said which factor is wanted, or that it is too late. */
export const endOperationStart = ({ call }: McRun, outcome: McOutcome, now: Date): Move =>
  look(({ flow, user }) => {
    const { factor, deadline, display = null } = outcome;
    if (outcome.status === "kLoginRequired" && user) {
      return inOrder(end, go({ at: "TX_STEPUP" }), say("IdpLoginRequired", { userIdentifier: user }, call.id));
    }
    if (flow?.kind !== "offer" || !factor || !deadline) return inOrder(end, endTransaction(outcome.status, call.id, now));
    const operation: OperationFlow = { kind: "operation", id: flow.offer.id, deadline, display, tokenTries: MAX_TOKEN_TRIES };
    return inOrder(end, go({ flow: operation }), factor === "NONE" ? askConfirmation(call.id, now) : askFactor(factor, call.id, now));
  });

const factors = {
  PIN: { at: "TX_WAIT_PIN", prompt: "TransactionPINRequiredRequest" },
  TOKEN: { at: "TX_WAIT_TOKEN", prompt: "TransactionTokenRequiredRequest" },
} as const;

const askFactor = (factor: "PIN" | "TOKEN", callId: string, now: Date): Move =>
  look(({ flow }) => {
    const { at, prompt } = factors[factor];
    return inOrder(go({ at }), ask({ name: prompt, payload: { timerValue: 0 }, deadline: operationOf(flow)?.deadline ?? null, callId }, now));
  });

const askConfirmation = (callId: string, now: Date): Move =>
  look(({ flow }) => {
    const operation = operationOf(flow);
    if (!operation?.display) return endTransaction("kFailed", callId, now);
    const { text, data, numberMatch } = operation.display;
    const payload = { timerValue: 0, transactionInformation: text, data, numberMatch };
    return inOrder(go({ at: "TX_WAIT_CONFIRM" }), ask({ name: "DisplayConfirmationRequest", payload, deadline: operation.deadline, callId }, now));
  });

const operationOf = (flow: McFlow | null): OperationFlow | null => (flow?.kind === "operation" ? flow : null);

/** An answer of the person, or of the screen's timer, to a prompt of the transaction. */
interface Answer {
  readonly confirmationType: "OK" | "CANCEL" | "TIMEOUT";
  readonly reason?: unknown;
}

/** CANCEL and TIMEOUT are the same in every prompt: a signed refusal, or word that the time is up. */
const giveUp = (call: McCall, { confirmationType, reason }: Answer): Move =>
  look(({ flow }) => {
    const operation = operationOf(flow);
    if (!operation) return acknowledge(call);
    const { id } = operation;
    const shownText = operation.display?.text ?? null;
    const refusal = {
      kind: "answer_operation",
      callId: call.id,
      operationId: id,
      decision: "REJECTED",
      shownText,
      reason: typeof reason === "string" ? reason : null,
    } as const;
    const timedOut = { kind: "time_out_operation", callId: call.id, operationId: id } as const;
    const runs = confirmationType === "CANCEL" ? (["operation_refuse", refusal] as const) : (["operation_timeout", timedOut] as const);
    return inOrder(acknowledge(call), begin({ call, kind: runs[0], autoLogin: false }, runs[1]));
  });

/** ProvidePIN. */
export const providePin = (call: McCall, answer: AstPayload<"ProvidePIN"> & Answer): Move =>
  look(({ flow }) => {
    const operation = operationOf(flow);
    if (answer.confirmationType !== "OK" || !operation) return giveUp(call, answer);
    const effect = { kind: "prove_operation_pin", callId: call.id, operationId: operation.id, pin: answer.pin } as const;
    return inOrder(acknowledge(call), begin({ call, kind: "operation_pin", autoLogin: false }, effect));
  });

/** ProvideToken. */
export const provideToken = (call: McCall, answer: AstPayload<"ProvideToken"> & Answer): Move =>
  look(({ flow }) => {
    const operation = operationOf(flow);
    if (answer.confirmationType !== "OK" || !operation) return giveUp(call, answer);
    const effect = { kind: "give_operation_token", callId: call.id, operationId: operation.id, token: answer.token } as const;
    return inOrder(acknowledge(call), begin({ call, kind: "operation_token", autoLogin: false }, effect));
  });

/** DisplayConfirmation: what is confirmed must be what was sent (PSD2 RTS, article 5). */
export const confirmDisplay = (call: McCall, given: { readonly payload: AstPayload<"DisplayConfirmation"> & Answer; readonly now: Date }): Move =>
  look((state) => {
    const operation = operationOf(state.flow);
    const { payload, now } = given;
    if (payload.confirmationType !== "OK" || !operation) return giveUp(call, payload);
    const shownText = operation.display?.text ?? null;
    if (payload.transactionInformation !== shownText) {
      return inOrder(acknowledge(call), respond(call, "DisplayConfirmationResult", { status: "kInvalidParameter" }));
    }
    if (isPast(state, operation.deadline, now)) {
      const late = respond(call, "DisplayConfirmationResult", { status: "kUserConfirmationTimeout" });
      return inOrder(acknowledge(call), late, endTransaction("kUserConfirmationTimeout", call.id, now));
    }
    const effect = { kind: "answer_operation", callId: call.id, operationId: operation.id, decision: "ACCEPTED", shownText, reason: null } as const;
    return inOrder(acknowledge(call), begin({ call, kind: "operation_accept", autoLogin: false }, effect));
  });

const results: Partial<Readonly<Record<AstEventName, "ProvidePINResult" | "ProvideTokenResult" | "DisplayConfirmationResult">>> = {
  ProvidePIN: "ProvidePINResult",
  ProvideToken: "ProvideTokenResult",
  DisplayConfirmation: "DisplayConfirmationResult",
};

const resultOf = ({ name }: McCall): "ProvidePINResult" | "ProvideTokenResult" | "DisplayConfirmationResult" =>
  results[name] ?? "DisplayConfirmationResult";

/** The factor was judged. */
export const endFactor = (run: McRun, outcome: McOutcome, now: Date): Move =>
  look(({ flow, retryCounter: known }) => {
    const { call } = run;
    const { display, deadline, retryCounter = known } = outcome;
    const operation = operationOf(flow);
    const counted = go({ retryCounter });
    const said = respond(call, resultOf(call), { ...outcome, payload: call.name === "ProvidePIN" ? { retryCounter } : {} });
    if (!operation) return inOrder(end, said);
    const alarmed = isBlocked(outcome) ? alarm(outcome, call.id) : stay;
    if (!display) return inOrder(alarmed, end, counted, said, afterWrongFactor(run, outcome, { operation, now }));
    const next: OperationFlow = { ...operation, display, deadline: deadline ?? operation.deadline };
    return inOrder(end, counted, said, go({ flow: next }), askConfirmation(call.id, now));
  });

const lockedNow: readonly StatusType[] = ["kTemporaryLocked", "kPinBlocked", "kLockedCertificate", "kLockedUser", "kUnknownCertificate"];

interface Tried {
  readonly operation: OperationFlow;
  readonly now: Date;
}

const afterWrongFactor = ({ call }: McRun, outcome: McOutcome, { operation, now }: Tried): Move => {
  const { status } = outcome;
  if (status === "kInvalidPin") return askFactor("PIN", call.id, now);
  if (status === "kInvalidToken" && operation.tokenTries > 1) {
    return inOrder(go({ flow: { ...operation, tokenTries: operation.tokenTries - 1 } }), askFactor("TOKEN", call.id, now));
  }
  if (!lockedNow.includes(status) && !isBlocked(outcome)) return endTransaction(status, call.id, now);
  // None left: the session ends with the transaction.
  return inOrder(
    say("TransactionEnd", { status: "kFailed" }, call.id),
    work({ kind: "end_session" }),
    go({ user: null }),
    restAloud("LOGIN_REQUIRED", now),
  );
};

const wanted: Partial<Readonly<Record<McRun["kind"], StatusType>>> = {
  operation_accept: "kOk",
  operation_refuse: "kUserCancel",
  operation_timeout: "kUserConfirmationTimeout",
};

/** The server has the decision, or another one came first: the first wins, and the UI hears that one. */
export const endAnswer = (run: McRun, outcome: McOutcome, now: Date): Move => {
  const { call, kind } = run;
  const isOwn = outcome.status === "kOk" || (kind === "operation_timeout" && outcome.status !== "kServerCancel");
  const status = isOwn ? (wanted[kind] ?? outcome.status) : outcome.status;
  return inOrder(end, respond(call, resultOf(call), { ...outcome, status }), endTransaction(status, call.id, now));
};

/** An operation was settled elsewhere. While its answer is under way, the reply to that says the same. */
export const onOperationEnded = (operationId: string, status: StatusType, now: Date): Move =>
  look(({ flow, busy }) => {
    const shown = flow?.kind === "operation" ? flow.id : flow?.kind === "offer" && flow.offer.kind === "TRANSACTION" ? flow.offer.id : null;
    if (shown !== operationId || busy) return stay;
    const told = status === "kUserConfirmationTimeout" ? status : "kServerCancel";
    return endTransaction(told, null, now);
  });

/** Whether what is on the screen is late; work that is under way tells by itself. */
export const hasRunOut = (state: McState, now: Date): boolean => {
  const { flow, busy } = state;
  const deadline = flow?.kind === "operation" ? flow.deadline : flow?.kind === "offer" ? flow.offer.deadline : null;
  return !busy && isPast(state, deadline, now);
};

/** Time passed: a deadline that is over ends the transaction, and takes an old banner away. */
export const onTick = (now: Date): Move =>
  look((state) => {
    const { flow } = state;
    if (!hasRunOut(state, now)) return stay;
    return flow?.kind === "offer" && flow.offer.kind === "DISPLAY_MESSAGE"
      ? restAloud("LOGGED_IN", now)
      : endTransaction("kUserConfirmationTimeout", null, now);
  });

/** StartDisplayMessage: shows the message; a second one closes it. */
export const displayMessage = (call: McCall): Move =>
  look(({ flow, openMessage }) => {
    if (flow?.kind === "offer" && flow.offer.kind === "DISPLAY_MESSAGE") {
      const messageId = flow.offer.id;
      return inOrder(acknowledge(call), begin({ call, kind: "message", autoLogin: false }, { kind: "open_message", callId: call.id, messageId }));
    }
    if (openMessage === null) return acknowledge(call);
    return inOrder(
      acknowledge(call),
      go({ openMessage: null }),
      work({ kind: "close_message", messageId: openMessage }),
      work({ kind: "list_offers" }),
    );
  });

/** The text is there; it is read only when the person closes it. */
export const endMessage = ({ call }: McRun, { text, status }: McOutcome): Move =>
  look(({ flow }) => {
    const openMessage = flow?.kind === "offer" ? flow.offer.id : null;
    if (text === undefined) {
      const warned = say("Warning", { errorType: "WARNING", errorDescription: `the message cannot be shown: ${status}`, errorCode: 0 }, call.id);
      return inOrder(end, warned, go({ at: "LOGGED_IN", flow: null }));
    }
    return inOrder(end, say("DisplayMessage", { messageInformation: text }, call.id), go({ at: "LOGGED_IN", flow: null, openMessage }));
  });
