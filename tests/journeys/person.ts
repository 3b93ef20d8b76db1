import { setTimeout as pause } from "node:timers/promises";
import type { PersonInput, SessionView, StepView } from "@drawbridge/contract";
import { visitBank } from "../../apps/sandbox-bank/test/bank-visitor.ts";
import { createSseParser } from "../../apps/widget/src/session/sse-parser.ts";
import { sealField, type PlainField } from "@drawbridge/seal";
import type { TestDrawbridge } from "../e2e/start-drawbridge.ts";

/** Where the requests go. */
export type Origin = Pick<TestDrawbridge, "server" | "api">;

/** One event of the log as `GET /v1/events` prints it. */
export interface Logged {
  readonly id: string;
  readonly type: string;
  readonly attemptId: string | null;
  readonly step: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What the link is made with, beside the user. */
export type LinkWishes = Readonly<Record<string, unknown>>;

/** A person at the widget, without a browser: the same requests, the same sealing. */
export interface Person {
  readonly userId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly view: () => SessionView;
  /** Takes over a view that came another way. */
  readonly see: (view: SessionView) => void;
  /** Sends an input with the revision last seen. */
  readonly give: (input: PersonInput) => Promise<Response>;
  readonly seal: (fields: readonly PlainField[]) => Promise<Extract<PersonInput, { fields: unknown }>["fields"]>;
  /** Follows the stream until the session is at one of the steps. */
  readonly until: <At extends StepView["at"]>(...at: readonly At[]) => Promise<Extract<StepView, { at: At }>>;
  readonly events: () => Promise<readonly Logged[]>;
}

const isAt = <At extends StepView["at"]>(step: StepView, at: readonly At[]): step is Extract<StepView, { at: At }> =>
  at.some((name) => name === step.at);

const follow = async (response: Response, onView: (view: SessionView) => boolean): Promise<void> => {
  const decoder = new TextDecoder();
  let over = false;
  const feed = createSseParser(({ event, data }) => {
    if (event === "view") over ||= onView(JSON.parse(data));
  });
  for await (const chunk of response.body ?? []) {
    feed(decoder.decode(chunk, { stream: true }));
    if (over) return;
  }
};

/** Makes a link for a user and opens it. */
export const openPerson = async (drawbridge: Origin, externalId: string, wishes: LinkWishes = {}): Promise<Person> => {
  const made = await drawbridge.api("/v1/links", { method: "POST", body: { kind: "connect", user: { externalId }, ...wishes } });
  if (!made.ok) throw new Error(`no link: ${made.status} ${await made.text()}`);
  const { url, userId } = (await made.json()) as { url: string; userId: string };
  return openLink(drawbridge, { token: url.split("#link=")[1] ?? "", userId });
};

/** A native link, or the handle of a page that is open already. */
export type Way = { readonly userId: string } & ({ readonly token: string } | { readonly handle: string });

const openingOf = (way: Way) => ("token" in way ? { door: "native", link: way.token, tabId: "tab" } : { door: "resume", tabId: "tab" });

/** Opens a link that is there already, as one more browser, or takes over an open page. */
export const openLink = async (drawbridge: Origin, way: Way): Promise<Person> => {
  const { userId } = way;
  const plain = { "x-drawbridge": "1", "content-type": "application/json" };
  const known = "handle" in way ? { authorization: `Bearer ${way.handle}` } : {};
  const opened = await fetch(`${drawbridge.server}/session`, {
    method: "POST",
    headers: { ...plain, ...known },
    body: JSON.stringify(openingOf(way)),
  });
  if (!opened.ok) throw new Error(`link refused: ${opened.status} ${await opened.text()}`);
  const { handle, view } = (await opened.json()) as { handle: string; view: SessionView };
  const headers = { ...plain, authorization: `Bearer ${handle}` };
  const seen = { view };
  return {
    userId,
    headers,
    view: () => seen.view,
    see: (next) => {
      seen.view = next;
    },
    give: async (input) => {
      const body = JSON.stringify({ revision: seen.view.revision, input });
      const answer = await fetch(`${drawbridge.server}/session/inputs`, { method: "POST", headers, body });
      const { view: next } = (await answer.clone().json()) as { view?: SessionView };
      if (next) seen.view = next;
      return answer;
    },
    seal: (fields) => Promise.all(fields.map((field) => sealField(seen.view.vault, field))),
    until: async (...at) => {
      const { step } = seen.view;
      if (isAt(step, at)) return step;
      const stop = new AbortController();
      const response = await fetch(`${drawbridge.server}/session/stream?after=0&tab=tab`, { headers, signal: stop.signal });
      await follow(response, (next) => {
        seen.view = next;
        return isAt(next.step, at);
      });
      stop.abort();
      const now = seen.view.step;
      if (!isAt(now, at)) throw new Error(`the stream ended at ${now.at}`);
      return now;
    },
    events: async () => {
      const answer = await drawbridge.api(`/v1/events?userId=${userId}&limit=500`);
      return ((await answer.json()) as { events: readonly Logged[] }).events;
    },
  };
};

/** Gives consent and chooses a bank by its slug. */
export const choose = async (person: Person, slug: string): Promise<void> => {
  if (person.view().step.at === "consent") await person.give({ type: "consent_given" });
  await person.give({ type: "institution_chosen", institutionId: slug });
};

/** Signs in with a form and waits for what comes of it. */
export const signInWith = async (person: Person, fields: Readonly<Record<string, string>>): Promise<StepView> => {
  const plain = Object.entries(fields).map(([name, value]) => ({ name, value }));
  await person.give({ type: "credentials_submitted", fields: await person.seal(plain) });
  return person.until("mfa", "accounts", "duplicate", "review", "error", "sign_in", "manage", "ended");
};

/** Signs in at Drawbridge Bank as a named user with the right password. */
export const signInAs = async (person: Person, username: string): Promise<StepView> => {
  await choose(person, "drawbridge-bank");
  return signInWith(person, { username, password: "pass_ok" });
};

/** Signs in on the bank's own pages as a named user, and comes back. */
export const signInThere = async ({ server }: Pick<Origin, "server">, person: Person, username = "user_ok"): Promise<StepView> => {
  const { url } = await person.until("oauth");
  const launched = await fetch(url ?? "", { redirect: "manual" });
  await person.give({ type: "oauth_launched", blocked: false });
  const back = `${server}/oauth/sandbox/redirect_from/`;
  const returned = await visitBank(launched.headers.get("location") ?? "", back, { username });
  await fetch(`${back}?${new URLSearchParams(returned)}`);
  return person.until("accounts", "duplicate", "review", "manage", "error");
};

/** Chooses every account that can be chosen, and finishes. */
export const takeAll = async (person: Person): Promise<void> => {
  const { accounts } = await person.until("accounts");
  await person.give({ type: "accounts_chosen", accountIds: accounts.filter(({ eligible }) => eligible).map(({ id }) => id) });
  await person.until("review", "error");
};

const connectionIn = ({ data }: Logged): string => (data["connection"] as { readonly id?: string } | undefined)?.id ?? "";

/** Whether nothing more is read of a connection by itself: its history is there, its reading failed, or it is gone. */
const ends = ({ type, data }: Logged): boolean =>
  ["connection.history_read", "connection.removed", "connection.revoked"].includes(type) ||
  (type === "sync.finished" && data["trigger"] === "history");

const SETTLED_MS = 60_000; // a scan begins the reading every five seconds; a busy machine takes its time

/**
 * Waits until what was connected is read wholly: until then a connection waits for its older transactions, which are
 * read in the background, and its state, its list and its log change by themselves. Who has no connection waits for nothing.
 */
export const settled = async (person: Pick<Person, "events">): Promise<void> => {
  const until = Date.now() + SETTLED_MS;
  for (;;) {
    const log = await person.events();
    const over = new Set(log.filter(ends).map(connectionIn));
    const open = log.filter((one) => one.type === "connection.created" && !over.has(connectionIn(one))).map(connectionIn);
    if (open.length === 0) return;
    if (Date.now() > until) throw new Error(`never read wholly: ${open.join(", ")}`);
    await pause(50);
  }
};
