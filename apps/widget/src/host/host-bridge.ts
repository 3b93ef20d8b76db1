import type { HostMessages, SessionView } from "@drawbridge/contract";
import { type HostPolicy, isAllowedOrigin } from "./allowed-origin.ts";
import { createBankWindow, isBankAddress } from "./bank-window.ts";
import { createHostQueue, type HostQueue, type Post } from "./host-queue.ts";
import { findNativeBridge } from "./native-bridge.ts";
import { asksBack, type InboundMessage, parseMessage } from "./parse-message.ts";

/** What the page wants to know of the host's messages. */
export interface HostEvents {
  readonly onBankWindow: (state: "closed" | "blocked") => void;
  /** Goes back one step; false when there is none. */
  readonly onBack: () => boolean;
}

/** What the page knows of its host once the session is there. */
export interface HostSession {
  readonly vocabulary: SessionView["vocabulary"];
  readonly policy: HostPolicy;
  /** The one origin of the widget vocabulary; null: the embedder. */
  readonly targetOrigin: string | null;
  readonly after: number;
  readonly onPosted: (seq: number) => void;
}

/** The page's side of the conversation with its host. */
export interface HostBridge {
  readonly begin: (session: HostSession) => void;
  readonly add: (messages: HostMessages) => void;
  /** Opens the bank in the click handler: by the host where it does that, else in an own window. False: blocked. */
  readonly openBank: (url: string) => boolean;
  readonly closeBank: () => void;
  readonly silence: () => void;
}

/** Listens from the first moment, so that no ping is lost while the session loads. */
export const createHostBridge = (events: HostEvents): HostBridge => {
  const native = findNativeBridge(window);
  const bank = createBankWindow(() => events.onBankWindow("closed"));
  let session: HostSession | null = null;
  let queue: HostQueue | null = null;
  let lastPing: MessageEvent | null = null;
  let pinged: Post | null = null;
  let opensBank: Post | null = null;
  let bankAtHost = false;

  const answerPing = (event: MessageEvent, ping: InboundMessage): void => {
    const post = native ?? postTo(event.origin);
    post({ type: "ack" });
    pinged = post;
    opensBank = isOwnWindow(ping) ? null : post;
    queue?.open(post);
  };
  const receive = (event: Event): void => {
    if (!(event instanceof MessageEvent)) return;
    const message = parseMessage(event.data);
    if (!message || !isFromHost(event, native !== null)) return;
    if (!session) {
      if (message.type === "ping") lastPing = event;
      return;
    }
    if (native === null && !isAllowedOrigin(session.policy, event.origin)) return;
    if (message.type === "ping" && session.vocabulary === "connect") answerPing(event, message);
    if (message.type === "window") onWindow(message, events);
    if (asksBack(message) && session.vocabulary === "widget") {
      postTo(event.origin)({ type: "navigation", metadata: { did_go_back: events.onBack() } });
    }
  };
  window.addEventListener("message", receive);
  // Android's React Native web view delivers on the document.
  document.addEventListener("message", receive);

  return {
    begin: (next) => {
      session = next;
      queue = createHostQueue(next.after, next.onPosted);
      if (next.vocabulary === "widget") queue.open(widgetPost(next));
      // An iframe's host pings once only: a session taken back from another tab goes on with the same host.
      if (pinged && next.vocabulary === "connect") queue.open(pinged);
      if (lastPing) receive(lastPing);
      lastPing = null;
    },
    add: (messages) => queue?.add(messages),
    openBank: (url) => {
      if (!opensBank) return bank.open(url);
      // The host opens what it is given: code as an address would run there.
      if (!isBankAddress(url)) return false;
      opensBank({ type: "url", url });
      bankAtHost = true;
      return true;
    },
    closeBank: () => {
      if (bankAtHost) opensBank?.({ type: "closePopup" });
      bankAtHost = false;
      bank.close();
    },
    silence: () => queue?.silence(),
  };
};

const hostWindows = (): readonly Window[] => {
  const parent = window.parent === window ? [] : [window.parent];
  const { opener } = window;
  return opener && opener !== window ? [...parent, opener] : parent;
};

const isFromHost = (event: MessageEvent, native: boolean): boolean => {
  if (native) return event.source === window || event.source === null;
  return hostWindows().some((host) => host === event.source);
};

const postTo =
  (origin: string): Post =>
  (message) => {
    for (const host of hostWindows()) host.postMessage(message, origin);
  };

// In popup mode a posted `url` would navigate this page itself (3.4).
const isOwnWindow = (ping: InboundMessage): boolean => ping["isPopup"] === true || ping["platform"] === "web";

const onWindow = (message: InboundMessage, events: HostEvents): void => {
  if (message["blocked"] === true) events.onBankWindow("blocked");
  if (message["blocked"] !== true && message["closed"] === true) events.onBankWindow("closed");
};

const widgetPost = ({ targetOrigin, policy }: HostSession): Post => {
  const origin = targetOrigin ?? embedder();
  return origin && isAllowedOrigin(policy, origin) ? postTo(origin) : () => {};
};

const embedder = (): string | null => {
  const ancestor = window.location.ancestorOrigins?.[0];
  if (ancestor) return ancestor;
  return URL.canParse(document.referrer) ? new URL(document.referrer).origin : null;
};
