import type { McEffect, McInput, McOutcome } from "@drawbridge/domain";
import { changePin } from "./change-pin.ts";
import { deleteUsers, tellRemovals } from "./delete-users.ts";
import { enrol } from "./enrol.ts";
import { noteLock } from "./lock-hint.ts";
import { logInWithCode } from "./iam/log-in-with-code.ts";
import { logInOffline, logInWithPin, logInWithToken } from "./log-in.ts";
import { answerOperation, giveOperationToken, proveOperationPin, startOperation, timeOutOperation } from "./operations.ts";
import { outcomeOfError } from "./outcome-of-error.ts";
import { answerRequest } from "./requests.ts";
import { readUpdate } from "./update-information.ts";
import { askInSession, type WorkContext } from "./work-context.ts";

/** Does a piece of work; its end is the machine's next input. Null: nobody waits for it. */
export const runEffect = async (context: WorkContext, effect: McEffect): Promise<McInput | null> => {
  if ("callId" in effect) {
    const outcome = await settle(context, effect);
    await noteLock(context, effect, outcome).catch((error: unknown) => context.host.onFault?.(error));
    return { type: "done", callId: effect.callId, outcome, now: context.now() };
  }
  switch (effect.kind) {
    case "restart":
      return restart(context);
    case "list_offers":
      return listOffers(context);
    case "end_session":
      await endSession(context);
      return null;
    case "close_message":
      await askInSession(context, "message.read", { messageId: effect.messageId }).catch((error: unknown) => context.host.onFault?.(error));
      return null;
  }
};

type AwaitedEffect = Extract<McEffect, { readonly callId: string }>;

/** Failures of every kind become outcomes: a call never hangs. */
const settle = async (context: WorkContext, effect: AwaitedEffect): Promise<McOutcome> => {
  try {
    return await work(context, effect);
  } catch (error) {
    const outcome = outcomeOfError(error);
    if (outcome) return withUpdate(context, effect, outcome);
    context.host.onFault?.(error);
    return { status: "kInternalError" };
  }
};

/** Whoever must update first is told where, with the refusal (contract, 12.12). */
const withUpdate = async (context: WorkContext, effect: AwaitedEffect, outcome: McOutcome): Promise<McOutcome> => {
  if (outcome.status !== "kUpdateNecessary" || outcome.update) return outcome;
  const update = await readUpdate(context, "user" in effect ? effect.user : null).catch(() => null);
  return update ? { ...outcome, update } : outcome;
};

const work = async (context: WorkContext, effect: AwaitedEffect): Promise<McOutcome> => {
  switch (effect.kind) {
    case "enrol":
      return enrol(context, effect);
    case "login":
      return logInWithPin(context, effect);
    case "login_with_token":
      return typeof effect.payload["authCode"] === "string" && effect.payload["authCode"] !== ""
        ? logInWithCode(context, effect)
        : logInWithToken(context, effect);
    case "offline_login":
      return logInOffline(context, effect.user);
    case "delete_users":
      return deleteUsers(context, effect.users);
    case "start_operation":
      return startOperation(context, effect.operationId);
    case "prove_operation_pin":
      return proveOperationPin(context, effect);
    case "give_operation_token":
      return giveOperationToken(context, effect);
    case "answer_operation":
      return answerOperation(context, effect);
    case "time_out_operation":
      return timeOutOperation(context, effect.operationId);
    case "open_message":
      return { status: "kOk", text: (await askInSession(context, "message.open", { messageId: effect.messageId })).text };
    case "change_pin":
      return changePin(context, effect);
    case "request":
      return answerRequest(context, effect);
  }
};

/** Users stay, the session does not. */
const restart = async (context: WorkContext): Promise<McInput> => {
  await endSession(context);
  await tellRemovals(context).catch((error: unknown) => context.host.onFault?.(error));
  const { users } = await context.keyStore.read();
  return {
    type: "restarted",
    users: users.map(({ userIdentifier, displayName }) => ({ userIdentifier, displayUsername: displayName, displayEmail: "" })),
    now: context.now(),
  };
};

/** What waits on the server; nothing where it cannot be asked, because it will be asked again. */
const listOffers = async (context: WorkContext): Promise<McInput | null> => {
  const found = await askInSession(context, "offers.list", {}).catch(() => null);
  if (!found) return null;
  const offers = found.offers.map((offer) => ({ ...offer, deadline: offer.deadline === null ? null : new Date(offer.deadline) }));
  return { type: "offers", offers, now: context.now() };
};

const endSession = async (context: WorkContext): Promise<void> => {
  const open = context.session.current;
  context.session.current = null;
  context.operation.current = null;
  context.iam.tokens = null;
  if (open) await context.channel.request("session.end", {}, { signing: open.user.keys.signing, session: open.token }).catch(() => null);
};
