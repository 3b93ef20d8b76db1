import { DEVICE_PUSH_KEY_PATH } from "@drawbridge/contract";
import { userKey } from "./app-state.ts";
import type { Send, Store } from "./client.ts";

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

/** Web Push (rulings.md 17): the subscription of this browser is the push token of whoever is logged in. */
export const pushing = ({ server, store, send }: Wires): Pushing => ({
  pushStanding: async () => {
    if (!canPush()) return "not_here";
    const user = store.state().user;
    const isSet = user !== null && localStorage.getItem(markOf(userKey(user))) !== null;
    return isSet && (await currentSubscription()) ? "on" : "off";
  },
  turnPushOn: async (words) => {
    const user = store.state().user;
    if (!canPush() || !user) return "not_here";
    const key = await readKey(server);
    if (key === null) return "not_here";
    if ((await Notification.requestPermission()) !== "granted") return "refused";
    try {
      await keepWords(words);
      const subscription = await subscribe(key);
      const { payload } = await send("SetPushToken", { pushToken: `WEB:${base64Url(JSON.stringify(subscription))}` });
      if (payload["status"] !== "kOk") return "failed";
    } catch {
      return "failed"; // the browser's push service is not there
    }
    localStorage.setItem(markOf(userKey(user)), "on");
    return "on";
  },
  turnPushOff: async () => {
    const user = store.state().user;
    if (user) localStorage.removeItem(markOf(userKey(user)));
    await (await currentSubscription())?.unsubscribe();
    return "off"; // the push service tells the server when it tries next
  },
});

const markOf = (user: string): string => `push:${user}`;

const canPush = (): boolean => "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

const currentSubscription = async (): Promise<PushSubscription | null> =>
  (await (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription()) ?? null;

/** The server's key; null where it sends no pushes. */
const readKey = async (server: string): Promise<string | null> => {
  try {
    const told: unknown = await (await fetch(`${server}${DEVICE_PUSH_KEY_PATH}`)).json();
    return typeof told === "object" && told !== null && "publicKey" in told && typeof told.publicKey === "string" ? told.publicKey : null;
  } catch {
    return null;
  }
};

const subscribe = async (applicationServerKey: string): Promise<PushSubscription> => {
  const { pushManager } = await navigator.serviceWorker.ready;
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
};

/** Keeps the words for notifications that come while the app is closed. */
export const keepWords = async (words: PushWords): Promise<void> => {
  await (await caches.open("words")).put("/notification.json", Response.json(words));
};

const base64Url = (text: string): string => btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
