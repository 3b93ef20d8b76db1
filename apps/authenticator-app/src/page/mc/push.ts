import { DEVICE_PUSH_KEY_PATH, type UserIdentifier } from "@drawbridge/contract";
import { userKey } from "./app-state.ts";
import type { Send, Store } from "./client.ts";
import { base64Url, endSubscription, heldSubscriptions, subscribeWith, type HeldSubscription } from "./push-subscriptions.ts";

/** Whether this device is woken for the person. */
export type PushStanding = "off" | "on" | "refused" | "not_here" | "failed";

/** Words of a notification: the worker that shows it speaks no language of its own. */
export interface PushWords {
  readonly title: string;
  readonly body: string;
  readonly lang: string;
  readonly dir: "ltr" | "rtl";
}

/** How the person is told of what waits while the app is closed. */
export interface Pushing {
  readonly pushStanding: () => Promise<PushStanding>;
  readonly turnPushOn: (words: PushWords) => Promise<PushStanding>;
  readonly turnPushOff: () => Promise<PushStanding>;
}

interface Wires {
  readonly server: string;
  readonly store: Store;
  readonly send: Send;
}

/** Web Push (rulings.md 17): a subscription of this browser is the push token of whoever is logged in. */
export const pushing = (wires: Wires): Pushing => ({
  pushStanding: async () => {
    if (!canPush()) return "not_here";
    const mark = markOfUser(wires.store);
    return (await subscriptionsOf(mark)).length > 0 ? "on" : "off";
  },
  turnPushOn: async (words) => {
    if (!canPush() || !wires.store.state().user) return "not_here";
    const key = await readKey(wires.server);
    if (key === null) return "not_here";
    if ((await Notification.requestPermission()) !== "granted") return "refused";
    try {
      await keepWords(words);
      return (await tellToken(wires, key)) ? "on" : "failed";
    } catch {
      return "failed"; // the browser's push service is not there
    }
  },
  turnPushOff: async () => {
    const mark = markOfUser(wires.store);
    forgetPush(wires.store.state().user);
    for (const held of await subscriptionsOf(mark)) await endSubscription(held);
    return "off"; // the push service tells the server when it tries next
  },
});

/** Whoever logged in and is woken here with an older key of the server is woken with the newest from now on. */
export const renewPush = async (wires: Wires): Promise<void> => {
  const mark = markOfUser(wires.store);
  if (mark === null || !canPush()) return;
  const key = await readKey(wires.server);
  if (key === null || key === mark || (await subscriptionsOf(mark)).length === 0) return;
  if (await tellToken(wires, key)) await endUnused();
};

/** This device wakes the person no more. */
export const forgetPush = (user: UserIdentifier | null): void => {
  if (user) localStorage.removeItem(nameOfMark(user));
};

/** Tells the server the token of whoever is logged in; false: it was not taken. */
const tellToken = async ({ store, send }: Wires, key: string): Promise<boolean> => {
  const { user } = store.state();
  const subscription = await subscribeWith(key);
  const { payload } = await send("SetPushToken", { pushToken: `WEB:${base64Url(JSON.stringify(subscription))}` });
  const after = store.state().user;
  if (payload["status"] !== "kOk" || !user || !after || userKey(after) !== userKey(user)) return false;
  localStorage.setItem(nameOfMark(user), key);
  return true;
};

const MARK = "push:";
/** Releases before wrote that there is a subscription, and not with which key: there was one only. */
const ANY_KEY = "on";

const nameOfMark = (user: UserIdentifier): string => `${MARK}${userKey(user)}`;

/** The key of the subscription that the server has for whoever is logged in; null: none. */
const markOfUser = (store: Store): string | null => {
  const { user } = store.state();
  return user && localStorage.getItem(nameOfMark(user));
};

const subscriptionsOf = async (mark: string | null): Promise<readonly HeldSubscription[]> =>
  mark === null ? [] : (await heldSubscriptions()).filter(({ key }) => mark === ANY_KEY || mark === key);

/** Ends the subscriptions by which nobody is woken any more. */
const endUnused = async (): Promise<void> => {
  const marks = Object.entries(localStorage).flatMap(([name, mark]) => (name.startsWith(MARK) ? [String(mark)] : []));
  if (marks.includes(ANY_KEY)) return;
  for (const held of await heldSubscriptions()) if (!marks.includes(held.key)) await endSubscription(held);
};

const canPush = (): boolean => "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

/** The server's key; null where it sends no pushes. */
const readKey = async (server: string): Promise<string | null> => {
  try {
    const told: unknown = await (await fetch(`${server}${DEVICE_PUSH_KEY_PATH}`)).json();
    return typeof told === "object" && told !== null && "publicKey" in told && typeof told.publicKey === "string" ? told.publicKey : null;
  } catch {
    return null;
  }
};

/** Keeps the words for notifications that come while the app is closed. */
export const keepWords = async (words: PushWords): Promise<void> => {
  await (await caches.open("words")).put("/notification.json", Response.json(words));
};
