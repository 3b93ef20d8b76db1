import { open } from "@drawbridge/connect-sdk";
import { Connect } from "connect-web-sdk";
import { openFrame } from "./frame-door.ts";
import type { Log } from "./log.ts";

/** How it ended, in a word for the page. */
export type Outcome = "done" | "cancel" | "error";

/** What a door opens, and who is told what. */
export interface Visit {
  readonly url: string;
  /** A window of its own, where the door can: only inside a click handler. */
  readonly popup: boolean;
  readonly log: Log;
  readonly onConnected: (connectionId: string) => void;
}

/** Opens a link the way one integration would; ends with its outcome. */
export type PageDoor = (visit: Visit) => Promise<Outcome>;

/** Doors whose SDK can open a window. */
export const windowDoors: ReadonlySet<string> = new Set(["native", "connect"]);

const openNative: PageDoor = async ({ url, popup, log }) => {
  const { result } = open(url, {
    messages: "connect",
    popup,
    onReady: () => log.add("page", "ready"),
    onMessage: (message) => log.add("page", message.type, "data" in message ? message.data : undefined),
  });
  const ending = await result;
  log.add("page", "result", ending);
  return ending.outcome;
};

const openConnect: PageDoor = ({ url, popup, log }) =>
  new Promise((resolve) => {
    const note = (name: string) => (event: unknown) => log.add("page", name, event);
    const end = (name: string, outcome: Outcome) => (event: unknown) => {
      log.add("page", name, event);
      resolve(outcome);
    };
    Connect.launch(
      url,
      {
        onDone: end("onDone", "done"),
        onCancel: end("onCancel", "cancel"),
        onError: end("onError", "error"),
        onRoute: note("onRoute"),
        onUser: note("onUser"),
        onLoad: () => log.add("page", "onLoad"),
      },
      popup ? { popup } : { selector: "#connect-stage" },
    );
  });

/** Every way to open a link, by the door's name. */
export const pageDoors: Readonly<Record<string, PageDoor>> = {
  native: openNative,
  connect: openConnect,
  "widget-v2": openFrame,
  "widget-v1": openFrame,
};

/** What is special about each door. */
export const doorHints: Readonly<Record<string, string>> = {
  native: "POST /v1/links, opened with @drawbridge/connect-sdk.",
  connect: "Partner token, customer, POST /connect/v2/generate; opened with the published SDK. It asks for its own data.",
  "widget-v2": "POST /widgetUrl, then a plain frame and a message listener.",
  "widget-v1": "GET /api/token, then GET /widget in a plain frame.",
};
