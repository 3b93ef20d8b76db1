/** What wakes a device: a signed content that says that something waits, never what. */
export interface Push {
  /** The token the device gave, without its prefix. */
  readonly token: string;
  readonly content: string;
  /** Seconds after which it need not be delivered any more. */
  readonly lifeS: number;
  /** A later push of one topic replaces one that was not delivered yet. */
  readonly topic: string;
  readonly urgency: "normal" | "high";
}

/** What came of a push. `gone`: the token will never work again. `try_later`: the service is not there now. */
export type PushOutcome =
  | { readonly outcome: "sent" }
  | { readonly outcome: "gone"; readonly detail: string }
  | { readonly outcome: "try_later"; readonly detail: string }
  | { readonly outcome: "refused"; readonly detail: string };

/** One road to devices. Web Push is built in; a kit of another platform (APN, FCM, HPK) is handed to the wiring. */
export interface PushSender {
  /** What stands before the colon of its tokens. */
  readonly prefix: PushPrefix;
  /** Why a token cannot be one of this road; null when it can. */
  readonly check: (token: string) => Promise<string | null>;
  readonly send: (push: Push) => Promise<PushOutcome>;
}

/** Kinds of push tokens there are (contract, 12.10; rulings.md 17). */
export const pushPrefixes = ["APN", "FCM", "FCMF", "HPK", "WEB"] as const;
export type PushPrefix = (typeof pushPrefixes)[number];

/** A token taken apart; null when its prefix is none of ours. */
export const readPushToken = (text: string): { readonly prefix: PushPrefix; readonly token: string } | null => {
  const at = text.indexOf(":");
  const prefix = pushPrefixes.find((one) => one === text.slice(0, at));
  return prefix && at + 1 < text.length ? { prefix, token: text.slice(at + 1) } : null;
};
