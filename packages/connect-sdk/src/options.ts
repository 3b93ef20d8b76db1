import type { PageMessage, RouteChange } from "./connect-message.ts";
import type { ConnectResult } from "./result.ts";
import type { UserEvent } from "./user-event.ts";

/** Size and place of the Connect window, in CSS pixels. */
export interface PopupSize {
  readonly width?: number;
  readonly height?: number;
  readonly top?: number;
  readonly left?: number;
}

/** How to open a link. Every field may be left out. */
export interface OpenOptions {
  /** The vocabulary the link was made for. */
  readonly messages?: "connect" | "widget";
  /** Where the page is placed inline: an element or a selector. Left out: a modal over the whole page. */
  readonly container?: Element | string;
  /** A window of its own instead of a frame; only inside a click handler. */
  readonly popup?: boolean | PopupSize;
  /** CSS background behind the modal. */
  readonly overlay?: string;
  readonly zIndex?: number;
  /** For a host whose policy allows style elements by nonce; without it a constructed style sheet is used. */
  readonly nonce?: string;
  /** Name of the dialog for assistive technology. */
  readonly title?: string;
  /** Text of the button that is there until the page answers. */
  readonly closeLabel?: string;
  readonly frameId?: string;
  /** The universal or app link that brings a person back from a bank's app. */
  readonly redirectUrl?: string;
  /** How long the page may take to answer; then the result is an error. */
  readonly readyTimeoutMs?: number;
  /** Makes a new link when this one turns out to have expired before it was opened; asked once. */
  readonly refreshLink?: () => Promise<string>;
  /** The page answered for the first time. */
  readonly onReady?: () => void;
  /** The frame loaded something, perhaps only an error page. */
  readonly onLoad?: () => void;
  readonly onEvent?: (event: UserEvent) => void;
  readonly onRoute?: (route: RouteChange) => void;
  /** Every message that passed the checks. */
  readonly onMessage?: (message: PageMessage) => void;
  /** When attached, the host opens and closes the bank's window itself. */
  readonly onUrl?: (action: "OPEN" | "CLOSE", url?: string) => void;
  /** Names told to the page instead of those of this object. */
  readonly handlerNames?: readonly string[];
}

/** One opened link. */
export interface ConnectHandle {
  /** Settles exactly once and never rejects. */
  readonly result: Promise<ConnectResult>;
  /** The Connect window in popup mode, otherwise null. */
  readonly popup: Window | null;
  /** Takes everything away again. May be called at any time, also twice. */
  readonly destroy: () => void;
}
