import type { PersonInput, SessionView } from "@drawbridge/contract";
import { createHostBridge, type HostBridge } from "../host/host-bridge.ts";
import { type Institutions, type PageProblem, type SessionApi, createSessionApi } from "./api.ts";
import type { Door } from "./find-door.ts";
import { type PageState, withView } from "./page-state.ts";
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

/** Builds the client for the door this page was opened by. */
export const createSessionClient = (firstDoor: Door): SessionClient => {
  const tabId = crypto.randomUUID();
  const keeper = createSessionKeeper();
  let handle =
    firstDoor.door === "resume"
      ? (firstDoor.handle ?? keeper.read()?.handle ?? null)
      : (keeper.read()?.handle ?? null);
  const api: SessionApi = createSessionApi(() => handle);
  let door = firstDoor;
  let state: PageState = { at: "loading" };
  let stream: SessionStream | null = null;
  let sending: Promise<void> = Promise.resolve();
  const listeners = new Set<() => void>();

  const become = (next: PageState): void => {
    const before = stepOf(state);
    state = next;
    if (before === "oauth" && stepOf(state) !== "oauth") bridge.closeBank();
    for (const listener of listeners) listener();
  };
  const patch = (change: Partial<Extract<PageState, { at: "open" }>>): void => {
    if (state.at === "open") become({ ...state, ...change });
  };
  const bridge: HostBridge = createHostBridge({
    onBankWindow: (bankWindow) => {
      patch({ bankWindow });
      if (bankWindow === "blocked") void send({ type: "oauth_launched", blocked: true });
    },
    onBack: () => {
      const back = state.at === "open" && canGoBack(state.view);
      if (back) void send({ type: "back" });
      return back;
    },
  });
  const lose = (): void => {
    stream?.stop();
    // An ended session keeps its last page: its stream is allowed to go away.
    if (stepOf(state) !== "ended") become({ at: "timed_out" });
  };
  const onEvent = (event: ServerEvent): void => {
    if (event.event === "view") become(withView(state, JSON.parse(event.data)));
    if (event.event === "host")
      bridge.add({ seq: Number(event.id), messages: JSON.parse(event.data) });
    if (event.event !== "taken_over") return;
    stream?.stop();
    bridge.silence();
    become({ at: "taken_over" });
  };
  const listen = (): void => {
    stream?.stop();
    stream = openStream(api, {
      address: () =>
        `/session/stream?${new URLSearchParams({ after: String(keeper.read()?.seq ?? 0), tab: tabId })}`,
      onEvent,
      onOnline: (online) => patch({ online }),
      onGone: lose,
    });
  };
  const begin = (opened: { readonly handle: string; readonly view: SessionView }): void => {
    const saved = keeper.read();
    const seq = saved?.handle === opened.handle ? saved.seq : 0;
    handle = opened.handle;
    door = { door: "resume" };
    keeper.write({ handle: opened.handle, seq });
    const { hosts, vocabulary } = opened.view;
    const origins =
      hosts.targetOrigin === null ? hosts.origins : [...hosts.origins, hosts.targetOrigin];
    bridge.begin({
      vocabulary,
      policy: { origins, loopback: hosts.loopback },
      targetOrigin: hosts.targetOrigin,
      after: seq,
      onPosted: (posted) => keeper.write({ handle: opened.handle, seq: posted }),
    });
    become(withView({ at: "loading" }, opened.view));
    listen();
  };
  const refuse = (problem: PageProblem): void => {
    become({ at: "refused", problem });
    const refusal = refusalFor(problem);
    if (!refusal) return;
    bridge.begin({
      vocabulary: "connect",
      policy: refusal.policy,
      targetOrigin: null,
      after: 0,
      onPosted: () => {},
    });
    bridge.add({ seq: 1, messages: [refusal.message] });
  };
  const open = async (): Promise<void> => {
    become({ at: "loading" });
    const answer = await api.open(door, tabId);
    return answer.ok ? begin(answer.value) : refuse(answer.problem);
  };
  const sendNow = async (input: PersonInput): Promise<void> => {
    if (state.at !== "open") return;
    const quiet = input.type === "stay" || input.type === "search_settled";
    if (!quiet) patch({ busy: true });
    const answer = await api.send({ revision: state.view.revision, input });
    patch(quiet ? {} : { busy: false });
    if (answer.ok) return become(withView(state, answer.value.view));
    if (answer.view) return become(withView(state, answer.view));
    if (answer.problem.status === 401 || answer.problem.status === 404) return lose();
    patch({ online: answer.problem.status !== 0 });
  };
  // One after the other: each input names the newest revision, so a settled search never makes a choice stale.
  const send = (input: PersonInput): Promise<void> =>
    (sending = sending.then(() => sendNow(input)));

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    open,
    send,
    find: async (term, signal) => {
      const answer = await api.find(term, signal);
      return answer.ok ? answer.value : null;
    },
    openBank: (url) => {
      const opened = bridge.openBank(url);
      patch({ bankWindow: opened ? "unknown" : "blocked" });
      return opened;
    },
    tellBankLinkUsed: async () => {
      await send({ type: "oauth_launched", blocked: false });
      patch({ bankWindow: "unknown" });
    },
  };
};

const stepOf = (state: PageState): string | null =>
  state.at === "open" ? state.view.step.at : null;

/** Whether the step can go back inside the widget. */
export const canGoBack = ({ step }: SessionView): boolean => {
  if (step.at === "sign_in" || step.at === "mfa") return step.canGoBack;
  if (step.at === "oauth") return step.canGoBack && !step.launched;
  return step.at === "unavailable";
};
