import { parseLink } from "./address.ts";
import { createBankDoor } from "./bank-door.ts";
import { type PageMessage, parsePageMessage } from "./connect-message.ts";
import type { OpenOptions } from "./options.ts";
import { createPing } from "./ping.ts";
import { createPinger } from "./pinger.ts";
import { type ConnectResult, createResultReader, ownResults } from "./result.ts";
import type { View } from "./view.ts";

const defaultReadyTimeoutMs = 30_000;
const expired = { outcome: "error", code: 1440, reason: "timeout" } as const;

/** What a conversation needs of the handle it belongs to. */
export interface Party {
  readonly link: URL;
  readonly options: OpenOptions;
  readonly view: View;
  readonly finish: (result: ConnectResult) => void;
}

/** The exchange of messages with one page. */
export interface Conversation {
  /** The page's document is there: pings make sense from now on. */
  readonly begin: () => void;
  readonly stop: () => void;
}

/** Listens to the page behind `link` and answers it; believes nobody else. */
export const converse = ({ link: first, options, view, finish }: Party): Conversation => {
  let link = first;
  let { refreshLink } = options;
  const post = (message: object): void => view.page()?.postMessage(message, link.origin);
  const ping = createPing(options);
  const pinger = createPinger(() => post(ping));
  const bank = createBankDoor(options, post);
  const readResult = createResultReader();
  const ready = expectReady(options, () => finish(ownResults.notReady));

  const replaceLink = async (ask: () => Promise<string>): Promise<void> => {
    try {
      link = parseLink(await ask());
      view.navigate(link.href);
    } catch {
      finish(expired);
    }
  };
  const onMessage = (message: PageMessage): void => {
    // A popup may be reloaded by hand; only pings that go on let it find its host again.
    if (!options.popup) pinger.stop();
    if (ready.arrive()) view.reveal();
    bank.follow(message, link);
    if (message.type === "connect/resize") view.resize(message.metadata.height);
    const result = readResult(message);
    if (result) finish(result);
    tell(message, options);
  };
  const receive = (event: MessageEvent): void => {
    if (event.origin !== link.origin || event.source === null || event.source !== view.page()) return;
    const message = parsePageMessage(event.data);
    if (!message || !belongsTo(message, options)) return;
    // Asked once only: a link that is never valid must not be made for ever.
    const ask = isExpired(message) ? refreshLink : undefined;
    if (message.type !== "ack") refreshLink = undefined;
    if (ask) void replaceLink(ask);
    else onMessage(message);
  };

  window.addEventListener("message", receive);
  return {
    begin: pinger.start,
    stop: () => {
      window.removeEventListener("message", receive);
      ready.stop();
      pinger.stop();
      bank.dispose();
    },
  };
};

interface Readiness {
  /** True the first time. */
  readonly arrive: () => boolean;
  readonly stop: () => void;
}

const expectReady = (options: OpenOptions, onLate: () => void): Readiness => {
  let isReady = false;
  const timer = setTimeout(onLate, options.readyTimeoutMs ?? defaultReadyTimeoutMs);
  return {
    stop: () => clearTimeout(timer),
    arrive: () => {
      if (isReady) return false;
      isReady = true;
      clearTimeout(timer);
      options.onReady?.();
      return true;
    },
  };
};

// `ack` answers a ping in either vocabulary.
const belongsTo = (message: PageMessage, { messages = "connect" }: OpenOptions): boolean =>
  message.type === "ack" || message.type.startsWith("connect/") === (messages === "widget");

const isExpired = (message: PageMessage): boolean => message.type === "error" && message.data.code === expired.code;

const tell = (message: PageMessage, options: OpenOptions): void => {
  if (message.type === "user") options.onEvent?.(message.data);
  if (message.type === "route") options.onRoute?.(message.data);
  options.onMessage?.(message);
};
