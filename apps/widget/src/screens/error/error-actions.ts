import type { StepAt } from "../screen-props.ts";

/** What a button of the error screen does: tries again, goes to the bank's site, to another bank, or away. */
export interface ErrorAction {
  readonly does: "retry" | "recovery_requested" | "open_bank" | "choose_other" | "back" | "exit";
  /** Its text in the catalogue. */
  readonly label:
    | "retry"
    | "tellMe"
    | "openBank"
    | "doneThere"
    | "review"
    | "renew"
    | "other"
    | "toList"
    | "otherDetails"
    | "again"
    | "restart"
    | "close";
}

const retry: ErrorAction = { does: "retry", label: "retry" };
const tellMe: ErrorAction = { does: "recovery_requested", label: "tellMe" };
const other: ErrorAction = { does: "choose_other", label: "other" };
const openBank: ErrorAction = { does: "open_bank", label: "openBank" };
const toList: ErrorAction = { does: "back", label: "toList" };
const close: ErrorAction = { does: "exit", label: "close" };

/** One main way out and others, in the order they are worth trying (ux.md, error table). */
const wishes: Readonly<Record<StepAt<"error">["remediation"], readonly ErrorAction[]>> = {
  reenter_credentials: [retry, other],
  answer_mfa: [retry, other],
  unlock_at_bank: [openBank, other],
  act_at_bank: [openBank, { does: "retry", label: "doneThere" }],
  grant_consent: [{ does: "retry", label: "review" }, other],
  reconsent: [{ does: "retry", label: "renew" }, other],
  wait: [other, retry],
  retry: [retry, other],
  other_institution: [other, close],
  other_account: [{ does: "retry", label: "otherDetails" }, other],
  use_existing: [close, { does: "retry", label: "again" }],
  restart: [{ does: "retry", label: "restart" }, close],
  contact_support: [retry, other],
};

/** The main action and at most one other: what the session allows, and closing when nothing is left. */
export const errorActions = (step: StepAt<"error">): readonly ErrorAction[] => {
  const allowed = {
    retry: step.canRetry,
    recovery_requested: true,
    choose_other: step.canChooseOther || step.canGoToList,
    open_bank: true,
    back: step.canGoToList,
    exit: true,
  };
  const wanted = step.failure === "bank_down" ? [tellMe, ...wishes[step.remediation]] : wishes[step.remediation];
  const left = wanted.filter(({ does }) => allowed[does]);
  if (step.canGoToList) return [...left.filter(({ does }) => does !== "choose_other" && does !== "exit"), toList].slice(0, MOST);
  return left.length === 0 ? [close] : left.slice(0, MOST);
};

const MOST = 2;
