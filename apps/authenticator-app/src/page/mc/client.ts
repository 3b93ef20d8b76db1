import { createMc, openIndexedDbKeyStore, type Mc } from "@drawbridge/authenticator";
import { isAstPayload, type AstEnvelope, type StatusType, type UserIdentifier } from "@drawbridge/contract";
import { firstState, userKey, type AppState, type Page, type Purpose, type RefusalReason } from "./app-state.ts";
import type { EnrolLink } from "./entry.ts";
import { watchInstall } from "./install.ts";
import { onEvent } from "./on-event.ts";
import { forgetPush, keepWords, pushing, renewPush, type Pushing, type PushWords } from "./push.ts";
import { selfService, type SelfService } from "./self-service.ts";

/** Where the app belongs: told by whoever serves it. */
export interface Boot {
  readonly server: string;
  readonly tenant: string;
  readonly build: string;
}

/** An offline code, or why there is none. */
export type OfflineCode = { readonly code: string } | { readonly status: StatusType };

/** What the screens do: every act is an event to the MC, and what follows arrives in the state. */
export interface Client extends SelfService, Pushing {
  readonly state: () => AppState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly start: () => Promise<void>;
  readonly restart: () => void;
  /** Logs out to log in once more: what waits is offered again after it. */
  readonly signInAgain: () => void;
  /** From now on the person reads this language. */
  readonly speak: (locale: string, words: PushWords) => void;
  readonly go: (page: Page, about?: string) => void;
  /** Takes the link that was scanned. */
  readonly takeLink: (link: EnrolLink) => void;
  readonly install: () => void;
  readonly choose: (user: UserIdentifier | null) => void;
  readonly openEnrolment: (purpose: "add_user" | "reactivation") => void;
  readonly giveCode: (purpose: Purpose, user: UserIdentifier, activationCode: string) => void;
  readonly setPin: (purpose: Purpose, pin: string) => void;
  readonly cancel: () => void;
  readonly login: (user: UserIdentifier, pin: string) => void;
  readonly deleteUser: (user: UserIdentifier) => void;
  readonly openOffer: () => void;
  readonly closeMessage: () => void;
  readonly givePin: (pin: string) => void;
  readonly giveToken: (token: string) => void;
  readonly approve: (text: string) => void;
  readonly refuse: (reason: RefusalReason) => void;
  readonly closeOutcome: () => void;
  readonly startChangePin: () => void;
  readonly changePin: (currentPin: string, newPin: string) => void;
  readonly makeOfflineCode: (user: UserIdentifier, pin: string, data: string) => Promise<OfflineCode>;
}

const about = { appName: "Drawbridge Authenticator", version: { major: 1, minor: 0, build: 0 } } as const;

const calls = {
  activation: ["ProvideActivationCodeAndUserId", "ProvideSetPIN"],
  add_user: ["ProvideActivationCodeAndUserIdForAddUser", "ProvideSetPINForAddUser"],
  reactivation: ["ProvideActivationCodeAndUserIdForReactivation", "ProvideSetPINForReactivation"],
} as const;

/** The state of the app and what changes it. */
export interface Store {
  readonly state: () => AppState;
  readonly patch: (change: Partial<AppState>) => void;
  readonly subscribe: (listener: () => void) => () => void;
  readonly hear: (event: AstEnvelope) => void;
}

const createStore = (link: EnrolLink | null): Store => {
  const held = { state: { ...firstState, link } };
  const listeners = new Set<() => void>();
  const set = (state: AppState): void => {
    held.state = state;
    for (const listener of listeners) listener();
  };
  return {
    state: () => held.state,
    patch: (change) => set({ ...held.state, ...change }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hear: (event) => set(onEvent(held.state, event, Date.now())),
  };
};

/** The MC of this device, behind what the screens do; `locale` is what the person reads. */
export const createClient = (boot: Boot, link: EnrolLink | null, locale: string): Client => {
  const store = createStore(link);
  const app = { ...about, locale };
  const held: { mc: Promise<Mc> | null } = { mc: null };
  const mc = (): Promise<Mc> => (held.mc ??= openMc(boot, store, () => act("StartTransaction")));
  const send = async (name: string, payload: unknown): Promise<AstEnvelope> => {
    store.patch({ trouble: null });
    return (await mc()).send(name, payload);
  };
  const act = (name: string, payload: unknown = {}): void => void send(name, payload).catch(() => store.patch({ broken: true }));
  const wires = { server: boot.server, store };
  const quietly: Send = async (name, payload) => (await mc()).send(name, payload);
  onLogin(store, () => void renewPush({ ...wires, send: quietly }).catch(() => null)); // the next login tries again
  return {
    state: store.state,
    subscribe: store.subscribe,
    start: async () => {
      await send("Start", app).catch(() => store.patch({ broken: true }));
      const { users, prompt } = store.state();
      if (!link || prompt.ask !== "login") return;
      // A link for a device that has users: another one comes, or one of them gets a new PIN.
      const isHere = users.some(({ userIdentifier }) => userKey(userIdentifier) === userKey(link));
      store.patch({ chosen: { tenantId: link.tenantId, userId: link.userId } });
      act(isHere ? "StartReactivation" : "StartAddUser");
    },
    restart: () => act("Restart", app),
    signInAgain: () => {
      store.patch({ note: "fresh_sign_in" });
      act("Restart", app);
    },
    speak: (spoken, words) => {
      if ("caches" in globalThis) void keepWords(words).catch(() => null);
      app.locale = spoken;
      // Where the tenant does not take it, it says so; nothing on the screen depends on it.
      if (store.state().user) void mc().then((open) => open.send("SetLocales", { locales: [spoken] }));
    },
    go: (page, id) => store.patch({ page, about: id ?? null, asking: false, trouble: null, note: null }),
    takeLink: (scanned) => store.patch({ link: scanned, trouble: null }),
    install: watchInstall((installable) => store.patch({ installable })),
    choose: (chosen) => store.patch({ chosen, trouble: null, note: null }),
    ...enrolling(act, store),
    login: (userIdentifier, pin) => {
      store.patch({ chosen: userIdentifier, note: null });
      act("Login", { userIdentifier, pin });
    },
    deleteUser: (userIdentifier) => void removeUser(send, userIdentifier, app).catch(() => store.patch({ broken: true })),
    ...operating(act, store),
    startChangePin: () => act("StartChangePIN"),
    changePin: (currentPin, newPin) => act("ProvideSetNewPIN", { currentPin, newPin }),
    makeOfflineCode: async (userIdentifier, pin, data) => readCode(await send("GenerateOtp", { userIdentifier, pin, optionalData: base64Url(data) })),
    ...selfService({ mc, store, send }),
    ...pushing({ ...wires, send }),
  };
};

const openMc = async ({ server, tenant }: Boot, store: Store, openOperation: () => void): Promise<Mc> => {
  const mc = await createMc({ server, tenantId: tenant, keyStore: await openIndexedDbKeyStore(), platform: "Mobile" });
  mc.on((event) => {
    store.hear(event);
    const { asking, offer } = store.state();
    if (event.name !== "TriggerBanner" || !asking || offer?.kind !== "TRANSACTION") return;
    store.patch({ asking: false });
    openOperation();
  });
  return mc;
};

/** Calls when somebody came who was not logged in before. */
const onLogin = (store: Store, call: () => void): void => {
  const seen: { user: UserIdentifier | null } = { user: null };
  store.subscribe(() => {
    const { user } = store.state();
    const isOther = user !== null && (seen.user === null || userKey(user) !== userKey(seen.user));
    seen.user = user;
    if (isOther) call();
  });
};

type Act = (name: string, payload?: unknown) => void;
/** Sends an event to the MC and answers what settles it. */
export type Send = (name: string, payload: unknown) => Promise<AstEnvelope>;

const enrolling = (act: Act, store: Store): Pick<Client, "openEnrolment" | "giveCode" | "setPin" | "cancel"> => ({
  openEnrolment: (purpose) => act(purpose === "add_user" ? "StartAddUser" : "StartReactivation"),
  giveCode: (purpose, userIdentifier, activationCode) => {
    store.patch({ chosen: userIdentifier });
    act(calls[purpose][0], { userIdentifier, activationCode });
  },
  setPin: (purpose, pin) => act(calls[purpose][1], { pin, autoLogin: true }),
  cancel: () => {
    store.patch({ link: null });
    act("Cancel");
    // Somebody who is logged in has no idle prompt to come back to.
    if (store.state().user) store.patch({ prompt: { ask: "nothing" } });
  },
});

const operating = (
  act: Act,
  { state, patch }: Store,
): Pick<Client, "openOffer" | "closeMessage" | "givePin" | "giveToken" | "approve" | "refuse" | "closeOutcome"> => ({
  openOffer: () => act(state().offer?.kind === "DISPLAY_MESSAGE" ? "StartDisplayMessage" : "StartTransaction"),
  closeMessage: () => {
    patch({ message: null });
    act("StartDisplayMessage");
  },
  givePin: (pin) => act("ProvidePIN", { confirmationType: "OK", pin }),
  giveToken: (token) => act("ProvideToken", { confirmationType: "OK", token }),
  approve: (transactionInformation) => act("DisplayConfirmation", { confirmationType: "OK", transactionInformation }),
  refuse: (reason) => {
    const { prompt } = state();
    patch({ refusedAs: reason });
    const answer = { confirmationType: "CANCEL", reason } as const;
    if (prompt.ask === "operation_pin") act("ProvidePIN", { ...answer, pin: "" });
    if (prompt.ask === "operation_token") act("ProvideToken", { ...answer, token: "" });
    if (prompt.ask === "confirm") act("DisplayConfirmation", { ...answer, transactionInformation: prompt.text });
  },
  closeOutcome: () => patch({ outcome: null }),
});

/** Restart follows, as the catalogue asks: the machine forgets whoever is gone. */
const removeUser = async (send: Send, userIdentifier: UserIdentifier, app: object): Promise<void> => {
  const { payload } = await send("DeleteUser", { userIdentifier });
  if (payload["status"] !== "kOk") return;
  forgetPush(userIdentifier);
  await send("Restart", app);
};

const readCode = ({ payload }: AstEnvelope): OfflineCode => {
  if (!isAstPayload("GenerateOtpResult", payload)) return { status: "kFailed" };
  return payload.otp === "" ? { status: payload.status } : { code: payload.otp };
};

const base64Url = (text: string): string =>
  btoa(String.fromCodePoint(...new TextEncoder().encode(text)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
