import type { AstEnvelope, AstEventName, AstPayload, DevicePayload } from "@drawbridge/contract";
import { initialMcState, stepMc, type McEffect, type McInput, type McProfile, type McState } from "@drawbridge/domain";
import { createChannel, type Channel } from "./channel/channel.ts";
import { createMailbox, type Mailbox } from "./mailbox.ts";
import type { KeyStore } from "./key-store/key-store.ts";
import type { McHost } from "./mc-host.ts";
import { followNews } from "./follow-news.ts";
import { keepSession } from "./keep-session.ts";
import { learnProfile } from "./learn-profile.ts";
import { askSelfService, type SelfServiceAnswer, type SelfServiceName } from "./self-service.ts";
import { createServerKeys } from "./server-keys.ts";
import { runEffect } from "./work/run-effect.ts";
import type { WorkContext } from "./work/work-context.ts";

/** How an MC is made. */
export interface McOptions {
  /** Origin of the server. */
  readonly server: string;
  readonly keyStore: KeyStore;
  /** The tenant the app is for, by its slug. */
  readonly tenantId: string;
  /** People of other tenants are refused with kTenantIdAlreadySet. */
  readonly onlyThisTenant?: boolean;
  readonly platform: "Mobile" | "Desktop";
  readonly host?: McHost;
  /** `socket` falls back to `post` by itself. */
  readonly road?: "socket" | "post";
  readonly reconnect?: { readonly tries: number; readonly everyMs: number };
  /** Milliseconds without an action of the person after which the session ends (PSD2 RTS, article 4(3)(d)). */
  readonly idleMs?: number;
  /** A banner that is out is said again after GetState (rule D13). */
  readonly reofferBanner?: boolean;
  readonly now?: () => Date;
}

/** A master controller: the client core a screen talks to. */
export interface Mc {
  /** Sends an event to the MC. Settles once, with the event that answers it: its result, Acknowledge, or InvalidState. */
  call<Name extends AstEventName>(name: Name, payload: AstPayload<Name>): Promise<AstEnvelope>;
  /** The same for events whose name or payload nobody has checked: from another window, or from a script. */
  send(name: string, payload: unknown): Promise<AstEnvelope>;
  /** Asks, beside the events, for what people see and do about themselves. Never rejects; counts as an action of the person. */
  ask<Name extends SelfServiceName>(name: Name, payload: DevicePayload<Name>): Promise<SelfServiceAnswer<Name>>;
  /** Hears every event of the MC in its order, replies too; returns how to stop. */
  on(listener: (event: AstEnvelope) => void): () => void;
  suspend(): void;
  /** Back from suspend; the UI sends GetState. False where the MC was not suspended. */
  resume(): boolean;
  /** Where the machine is: for tests and for people who debug. */
  at(): McState["at"];
  close(): Promise<void>;
}

const IDLE_MS = 5 * 60_000;
const defaultProfile = ({ platform, tenantId, keyStore, onlyThisTenant = false, reofferBanner = false }: McOptions): McProfile => ({
  environments: ["SSMS"],
  platform,
  fixedTenant: onlyThisTenant ? tenantId : null,
  reofferBanner,
  ...(keyStore.protection && { keyProtection: keyStore.protection }),
  pinPolicy: { minLength: 6, maxLength: 12, digitsOnly: true },
});

/**
 * Makes an MC on the keys of a device. It says nothing until Start.
 *
 * @example
 * const mc = await createMc({ server: "https://bank.example", keyStore: await openIndexedDbKeyStore(), tenantId: "bank", platform: "Mobile" });
 * mc.on(({ name, payload }) => show(name, payload));
 * await mc.call("Start", { locale: "en", appName: "Bank", version: { major: 1, minor: 0, build: 0 } });
 */
export const createMc = async (options: McOptions): Promise<Mc> => {
  const { users, lastUser } = await options.keyStore.read();
  const details = users.map(({ userIdentifier, displayName }) => ({ userIdentifier, displayUsername: displayName, displayEmail: "" }));
  const core = createCore(options, initialMcState(defaultProfile(options), details, lastUser), await anonymousKey());
  return {
    call: (name, payload) => core.call(name, payload),
    send: (name, payload) => core.call(name, payload),
    ask: (name, payload) => core.ask(name, payload),
    on: (listener) => core.mailbox.on(listener),
    suspend: () => core.put({ type: "suspend", now: core.now() }),
    resume: () => {
      const suspended = core.state().at === "SUSPENDED";
      core.put({ type: "resume", now: core.now() });
      return suspended;
    },
    at: () => core.state().at,
    close: core.close,
  };
};

/** A key for requests of nobody: it belongs to no device and is forgotten with the page. */
const anonymousKey = async (): Promise<WorkContext["anonymousKey"]> => ({
  signing: await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]),
});

interface Core {
  readonly mailbox: Mailbox;
  readonly now: () => Date;
  readonly state: () => McState;
  readonly put: (input: McInput) => void;
  readonly call: (name: string, payload: unknown) => Promise<AstEnvelope>;
  readonly ask: Mc["ask"];
  readonly close: () => Promise<void>;
}

interface Timers {
  idle: ReturnType<typeof setTimeout> | null;
  deadline: ReturnType<typeof setTimeout> | null;
}

const createCore = (options: McOptions, first: McState, anonymous: WorkContext["anonymousKey"]): Core => {
  const now = options.now ?? (() => new Date());
  const mailbox = createMailbox(now);
  const held = { state: first, closed: false, restarts: 0 };
  const timers: Timers = { idle: null, deadline: null };

  // One input after the other, each to its end: store, then say, then act.
  const put = (input: McInput): void => {
    if (held.closed) return;
    const before = held.state;
    const step = stepMc(before, input);
    held.state = step.state;
    if (before.at !== "RESTARTING" && step.state.at === "RESTARTING") held.restarts += 1;
    for (const emission of step.emits) mailbox.deliver(emission);
    watch(timers, { held, now, put });
    watchPerson(timers, { held, options, now, put }, input.type === "call");
    keep(input.type === "call");
    news.follow(step.state);
    for (const effect of step.effects) void act(effect);
  };
  const act = async (effect: McEffect): Promise<void> => {
    const began = held.restarts;
    const next = await runEffect({ ...context, isWanted: () => held.restarts === began }, effect);
    if (next) put(next);
  };
  const channel = openChannel(options, { now, put, onEvent: (event) => news.receive(event), onConnected: () => news.resume() });
  const onSessionEnded = (token: string): void => {
    if (context.session.current?.token === token) put({ type: "session_ended", now: now() });
  };
  const context = createContext(options, { channel, now, anonymous, state: () => held.state, onSessionEnded });
  const news = followNews(context, put);
  const keep = keepSession(context);
  const call = async (name: string, payload: unknown): Promise<AstEnvelope> => {
    if (held.state.at === "UNINITIALISED" && /^Start(Event)?$/.test(name))
      await learnProfile(context, { start: payload, profile: held.state.profile, put });
    const id = mailbox.newId();
    const reply = mailbox.expect(id);
    put({ type: "call", id, name, payload, now: now() });
    return reply;
  };
  const ask: Mc["ask"] = (name, payload) => {
    watchPerson(timers, { held, options, now, put }, true);
    return askSelfService(context, name, payload);
  };
  const close = async (): Promise<void> => {
    held.closed = true;
    for (const timer of [timers.idle, timers.deadline]) if (timer) clearTimeout(timer);
    news.stop();
    channel.close();
    mailbox.refuseAll();
    await context.seed.fetching;
    await context.writes.last;
    await options.keyStore.close();
  };
  return { mailbox, now, state: () => held.state, put, call, ask, close };
};

interface Wires {
  readonly now: () => Date;
  readonly put: (input: McInput) => void;
  readonly onEvent: Parameters<typeof createChannel>[0]["onEvent"];
  readonly onConnected: () => void;
}

const openChannel = (
  { server, road = "socket", reconnect = { tries: 5, everyMs: 6000 } }: McOptions,
  { now, put, onEvent, onConnected }: Wires,
): Channel =>
  createChannel({
    origin: server,
    road,
    reconnectTries: reconnect.tries,
    reconnectEveryMs: reconnect.everyMs,
    onEvent,
    onLine: (state) => {
      put({ type: "connection", state, now: now() });
      if (state === "CONNECTED") onConnected();
    },
    onClock: (offsetMs) => put({ type: "clock", offsetMs, now: now() }),
    now,
  });

interface Parts {
  readonly channel: Channel;
  readonly now: () => Date;
  readonly anonymous: WorkContext["anonymousKey"];
  readonly state: () => McState;
  readonly onSessionEnded: (token: string) => void;
}

const createContext = (options: McOptions, { channel, now, anonymous, state, onSessionEnded }: Parts): WorkContext => ({
  channel,
  keyStore: options.keyStore,
  serverKeys: createServerKeys(options.server),
  host: options.host ?? {},
  app: () => state().app ?? { locale: "en", appName: "", version: { major: 0, minor: 0, build: 0 } },
  session: { current: null },
  operation: { current: null },
  now,
  serverNow: () => new Date(now().getTime() + state().clockOffsetMs),
  server: options.server,
  iam: { pending: null, locales: null, tokens: null },
  workspace: { tenantId: options.tenantId },
  anonymousKey: anonymous,
  writes: { last: Promise.resolve() },
  seed: { fetching: Promise.resolve() },
  onSessionEnded,
  isWanted: () => true,
  known: { update: () => state().update, profile: () => state().profile },
});

interface Watched {
  readonly held: { readonly state: McState };
  readonly now: () => Date;
  readonly put: (input: McInput) => void;
}

/** Sets the alarm of the next deadline. */
const watch = (timers: Timers, { held, now, put }: Watched): void => {
  const { flow, clockOffsetMs } = held.state;
  if (timers.deadline) clearTimeout(timers.deadline);
  const deadline = flow?.kind === "operation" ? flow.deadline : flow?.kind === "offer" ? flow.offer.deadline : null;
  const left = deadline ? deadline.getTime() - now().getTime() - clockOffsetMs : null;
  timers.deadline = left === null ? null : setTimeout(() => put({ type: "tick", now: now() }), Math.max(0, left) + 50);
};

/** Sets the alarm of the person who is not there any more: only what the person does begins the time anew, nothing the server says. */
const watchPerson = (timers: Timers, { held, options, now, put }: Watched & { readonly options: McOptions }, acted: boolean): void => {
  const { user } = held.state;
  if (timers.idle && user && !acted) return;
  if (timers.idle) clearTimeout(timers.idle);
  timers.idle = user ? setTimeout(() => put({ type: "idle", now: now() }), options.idleMs ?? IDLE_MS) : null;
};
