// A browser holds one subscription for each worker, and each is bound to one key of the server. People of one browser share
// them, and tell the server of a new one when they log in: until the last of them did, the one before lives on beside it.

/** A subscription of this browser. */
export interface HeldSubscription {
  readonly registration: ServiceWorkerRegistration;
  readonly subscription: PushSubscription;
  /** The server's key it was made with. */
  readonly key: string;
}

/** All that this browser holds. */
export const heldSubscriptions = async (): Promise<readonly HeldSubscription[]> => {
  const registrations = await navigator.serviceWorker.getRegistrations();
  const held = await Promise.all(
    registrations.map(async (registration) => {
      const subscription = await registration.pushManager.getSubscription();
      return subscription && { registration, subscription, key: keyOf(subscription) };
    }),
  );
  return held.filter((one) => one !== null);
};

/** The subscription with this key; made unless there is one. */
export const subscribeWith = async (applicationServerKey: string): Promise<PushSubscription> => {
  const held = await heldSubscriptions();
  const same = held.find(({ key }) => key === applicationServerKey);
  if (same) return same.subscription;
  const ofPage = await navigator.serviceWorker.ready;
  const isTaken = held.some(({ registration }) => registration.scope === ofPage.scope);
  const { pushManager } = isTaken ? await registerBeside(applicationServerKey) : ofPage;
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
};

/** Ends a subscription, and the worker that was there for it alone. */
export const endSubscription = async ({ registration, subscription }: HeldSubscription): Promise<void> => {
  await subscription.unsubscribe();
  if (new URL(registration.scope).pathname !== "/") await registration.unregister();
};

/** Text of bytes, each a character, as addresses and keys are written. */
export const base64Url = (text: string): string => btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const keyOf = ({ options }: PushSubscription): string =>
  base64Url(String.fromCodePoint(...new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0))));

/** A worker that is woken and does nothing else. */
const registerBeside = async (key: string): Promise<ServiceWorkerRegistration> => {
  const scope = `/push/${key.slice(1, 17)}/`; // the first character is the same in every key
  const registration = await navigator.serviceWorker.register("/shell-worker.js?only=push", { scope });
  const begun = registration.installing ?? registration.waiting;
  if (registration.active || !begun) return registration;
  await new Promise<void>((over) => {
    begun.addEventListener("statechange", () => {
      if (begun.state === "activated" || begun.state === "redundant") over();
    });
  });
  return registration;
};
