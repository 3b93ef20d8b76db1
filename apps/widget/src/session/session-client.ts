import type { PersonInput, SessionView } from "@drawbridge/contract";
import { createHostBridge, type HostBridge, type HostEvents } from "../host/host-bridge.ts";
import { type Answer, type Institutions, type PageProblem, createSessionApi } from "./api.ts";
import { createEntry, type Entry } from "./entry.ts";
import type { Door } from "./find-door.ts";
import { createInputSender } from "./input-sender.ts";
import type { PageState } from "./page-state.ts";
import { createPageStore, type PageStore, stepOf } from "./page-store.ts";
import { refusalFor } from "./refusal.ts";
import { createSessionKeeper } from "./saved-session.ts";
import type { ServerEvent } from "./sse-parser.ts";
import { openStream, type SessionStream } from "./stream.ts";

/** The one thing of the page that talks: screens only read its state and call its actions. */
export interface SessionClient {
  readonly state: () => PageState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Opens, or opens again after a failure or from another tab. */
  readonly open: () => Promise<void>;
  readonly send: (input: PersonInput) => Promise<void>;
  readonly find: (term: string, signal: AbortSignal) => Promise<Institutions | null>;
  readonly openBank: (url: string) => boolean;
  /** The person used the plain link to the bank. */
  readonly tellBankLinkUsed: () => Promise<void>;
}

type Send = SessionClient["send"];

/** What one page is made of. */
interface Parts {
  readonly entry: Entry;
  readonly store: PageStore;
  readonly bridge: HostBridge;
}

/** Builds the client for the door this page was opened by. */
export const createSessionClient = (firstDoor: Door): SessionClient => {
  const tabId = crypto.randomUUID();
  const entry = createEntry(firstDoor, createSessionKeeper());
  const api = createSessionApi(entry.handle);
  const store = createPageStore((from) => {
    if (from === "oauth") bridge.closeBank();
  });
  let stream: SessionStream | null = null;
  const stop = (): void => stream?.stop();
  const onGone = (): void => lose(store, stop);
  const send = createInputSender({ api, store, onGone });
  const bridge = createHostBridge(hostEvents(store, send));
  const parts: Parts = { entry, store, bridge };

  const listen = (): void => {
    stop();
    const address = (): string => `/session/stream?${new URLSearchParams({ after: String(entry.seq()), tab: tabId })}`;
    const onEvent = (event: ServerEvent): void => follow(parts, event, stop);
    const onOnline = (online: boolean): void => store.patch({ online });
    stream = openStream(api, { address, onEvent, onOnline, onGone });
  };
  const open = async (): Promise<void> => {
    store.become({ at: "loading" });
    const answer = await api.open(entry.door(), tabId);
    if (!answer.ok) return refuse(parts, answer.problem);
    begin(parts, answer.value);
    listen();
  };
  const find: SessionClient["find"] = async (term, signal) => valueOf(await api.find(term, signal));
  const { state, subscribe } = store;
  return { state, subscribe, open, send, find, ...bankActions(parts, send) };
};

/** What the host says becomes state and input. */
const hostEvents = (store: PageStore, send: Send): HostEvents => ({
  onBankWindow: (bankWindow) => {
    store.patch({ bankWindow });
    if (bankWindow === "blocked") void send({ type: "oauth_launched", blocked: true });
  },
  onBack: () => {
    const state = store.state();
    const back = state.at === "open" && canGoBack(state.view);
    if (back) void send({ type: "back" });
    return back;
  },
});

const lose = (store: PageStore, stop: () => void): void => {
  stop();
  // An ended session keeps its last page: its stream is allowed to go away.
  if (stepOf(store.state()) !== "ended") store.become({ at: "timed_out" });
};

/** Follows the server's stream: views, messages for the host, the end in this tab. */
const follow = ({ store, bridge }: Parts, event: ServerEvent, stop: () => void): void => {
  if (event.event === "view") store.show(JSON.parse(event.data));
  if (event.event === "host") bridge.add({ seq: Number(event.id), messages: JSON.parse(event.data) });
  if (event.event !== "taken_over") return;
  stop();
  bridge.silence();
  store.become({ at: "taken_over" });
};

/** A session is there: the host may hear of it, the person sees it. */
const begin = ({ entry, store, bridge }: Parts, { handle, view }: { readonly handle: string; readonly view: SessionView }): void => {
  const after = entry.enter(handle);
  const { targetOrigin, loopback, origins } = view.hosts;
  bridge.begin({
    vocabulary: view.vocabulary,
    policy: { origins: targetOrigin === null ? origins : [...origins, targetOrigin], loopback },
    targetOrigin,
    after,
    onPosted: entry.note,
  });
  store.show(view);
};

/** There is no session: the person sees why, and the host of a dead link is told. */
const refuse = ({ store, bridge }: Parts, problem: PageProblem): void => {
  store.become({ at: "refused", problem });
  const refusal = refusalFor(problem);
  if (!refusal) return;
  const { policy, message } = refusal;
  bridge.begin({ vocabulary: "connect", policy, targetOrigin: null, after: 0, onPosted: () => {} });
  bridge.add({ seq: 1, messages: [message] });
};

const bankActions = ({ store, bridge }: Parts, send: Send): Pick<SessionClient, "openBank" | "tellBankLinkUsed"> => ({
  openBank: (url) => {
    const opened = bridge.openBank(url);
    store.patch({ bankWindow: opened ? "unknown" : "blocked" });
    return opened;
  },
  tellBankLinkUsed: async () => {
    await send({ type: "oauth_launched", blocked: false });
    store.patch({ bankWindow: "unknown" });
  },
});

const valueOf = <T>(answer: Answer<T>): T | null => (answer.ok ? answer.value : null);

/** Whether the step can go back inside the widget. */
export const canGoBack = ({ step }: SessionView): boolean => {
  if (step.at === "consent" || step.at === "sign_in" || step.at === "mfa") return step.canGoBack;
  if (step.at === "oauth") return step.canGoBack && !step.launched;
  if (step.at === "unavailable") return step.canChooseOther || step.canGoToList;
  return step.at === "error" && step.canGoToList;
};
