import { readFile } from "node:fs/promises";
import { Moneyhub } from "@mft/moneyhub-api-client";
import { visitBank } from "../../apps/sandbox-bank/test/bank-visitor.ts";
import type { TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { choose, openLink, takeAll, type Person } from "../journeys/person.ts";

/** One of the development file's clients, as it is written there. */
export interface FileClient {
  readonly client_id: string;
  readonly redirect_uri: string;
  readonly keys: readonly Record<string, unknown>[];
}

interface DevFile {
  readonly oidc: { readonly issuer: string; readonly identity: string; readonly resource: string; readonly clients: readonly FileClient[] };
}

/** The development file's part about this face. */
export const readDevFile = async ({ devFile }: TestDrawbridge): Promise<DevFile["oidc"]> =>
  (JSON.parse(await readFile(devFile, "utf8")) as DevFile).oidc;

/** The vendor's client, unchanged, set up from the development file. */
export const vendorClient = async (drawbridge: TestDrawbridge, which: "secret" | "signing", changes: object = {}) => {
  const { identity, resource, clients } = await readDevFile(drawbridge);
  const client = clients[which === "secret" ? 0 : 1];
  if (!client) throw new Error("the development file has no such client");
  const config = { identityServiceUrl: identity, resourceServerUrl: resource, accountConnectUrl: identity, client: { ...client, ...changes } };
  return Moneyhub(config as never);
};

const jarOf = (response: Response, jar: Map<string, string>): void => {
  for (const line of response.headers.getSetCookie()) {
    const [pair = ""] = line.split(";");
    const [name = "", ...value] = pair.split("=");
    if (/expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
    else jar.set(name, value.join("="));
  }
};

/** A browser that follows an authorization address until our page, and later back to the client. */
export interface Visitor {
  /** The page's link token. */
  readonly link: string;
  /** Gives the browser the cookie the page would have. */
  readonly hold: (person: Person) => void;
  /** Goes where the page sends it; answers the client's own address at the end. */
  readonly leave: (to?: string) => Promise<URL>;
}

/** Opens an authorization address. */
export const visit = async (drawbridge: TestDrawbridge, url: string): Promise<Visitor> => {
  const jar = new Map<string, string>();
  const get = async (address: string): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(address, { redirect: "manual", headers: { cookie } });
    jarOf(response, jar);
    return response;
  };
  const walk = async (start: string, isEnd: (url: URL) => boolean): Promise<URL> => {
    let at = new URL(start);
    for (let hops = 0; hops < 8 && !isEnd(at); hops += 1) {
      const response = await get(at.href);
      const next = response.headers.get("location");
      if (next === null) throw new Error(`${at.pathname} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
      at = new URL(next, at);
    }
    return at;
  };
  const isForeign = (at: URL): boolean => at.origin !== drawbridge.server;
  const page = await walk(url, (at) => at.pathname === "/connect" || isForeign(at));
  const interaction = [...jar].find(([name]) => name === "drawbridge_oidc_interaction")?.[1] ?? "";
  return {
    link: isForeign(page) ? page.href : page.hash.slice("#link=".length),
    hold: ({ headers }) => void jar.set("authorizationToken", (headers["authorization"] ?? "").replace("Bearer ", "")),
    leave: (to = `${drawbridge.server}/identity/oidc/interaction/${interaction}/end`) => walk(to, isForeign),
  };
};

/** Who stands at the bank, and which one they choose where the link names none. */
export interface Guest {
  readonly username?: string;
  readonly bank?: string;
}

const atBankPages = async (drawbridge: TestDrawbridge, person: Person, username: string): Promise<void> => {
  const { url } = await person.until("oauth");
  const launched = await fetch(url ?? "", { redirect: "manual" });
  await person.give({ type: "oauth_launched", blocked: false });
  const back = `${drawbridge.server}/oauth/sandbox/redirect_from/`;
  const returned = await visitBank(launched.headers.get("location") ?? "", back, { username });
  await fetch(`${back}?${new URLSearchParams(returned)}`);
};

const settled = ["accounts", "duplicate", "review", "error", "sign_in", "ended"] as const;

const signIn = async (person: Person, username: string): Promise<void> => {
  const plain = [
    { name: "username", value: username },
    { name: "password", value: "pass_ok" },
  ];
  await person.give({ type: "credentials_submitted", fields: await person.seal(plain) });
  await person.until(...settled);
};

type Answering = (drawbridge: TestDrawbridge, person: Person, guest: Required<Guest>) => Promise<unknown>;

/** What is answered at each step. */
const answers: Readonly<Record<string, Answering>> = {
  consent: (_drawbridge, person) => person.give({ type: "consent_given" }),
  search: (_drawbridge, person, { bank }) => choose(person, bank),
  oauth: async (drawbridge, person, { username }) => {
    await atBankPages(drawbridge, person, username);
    await person.until(...settled);
  },
  sign_in: (_drawbridge, person, { username }) => signIn(person, username),
  duplicate: (_drawbridge, person) => person.give({ type: "existing_used" }), // a bank that is connected already stays one connection
  accounts: (_drawbridge, person) => takeAll(person),
  connecting: (_drawbridge, person) => person.until(...settled),
  review: (_drawbridge, person) => person.give({ type: "submitted" }),
};

/** Goes through the whole journey, consent and bank included, and comes back with the answer. */
export const connectThrough = async (drawbridge: TestDrawbridge, url: string, guest: Guest = {}): Promise<URL> => {
  const visitor = await visit(drawbridge, url);
  const person = await openLink(drawbridge, { token: visitor.link, userId: "" });
  visitor.hold(person);
  for (let { at } = person.view().step; at !== "ended"; { at } = person.view().step) {
    const answer = answers[at];
    if (!answer) throw new Error(`nobody can go on from ${JSON.stringify(person.view().step)}`);
    await answer(drawbridge, person, { username: "user_ok", bank: "drawbridge-bank", ...guest });
  }
  const { redirectTo } = await person.until("ended");
  return visitor.leave(redirectTo ?? undefined);
};

/** The client as it is after discovery. */
export type VendorClient = Awaited<ReturnType<typeof Moneyhub>>;

/** What the client's own address was called with. */
export const paramsOf = (back: URL): Record<string, string> => Object.fromEntries(back.searchParams);

/** Makes a user; answers the 24 hex. */
export const newUser = async (client: VendorClient, clientUserId: string): Promise<string> => (await client.registerUser({ clientUserId })).userId;

/** What the client remembers of the request it sent. */
export interface Sent {
  readonly userId: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier?: string;
}

/** Exchanges the code of a callback; answers the claims of the ID token, which the client has checked. */
export const exchange = async (client: VendorClient, back: URL, { userId, state, nonce, verifier }: Sent): Promise<Record<string, unknown>> => {
  const tokens = await client.exchangeCodeForTokens({
    paramsFromCallback: paramsOf(back),
    localParams: { state, nonce, sub: userId, response_type: "code", ...(verifier !== undefined && { code_verifier: verifier }) },
  });
  return tokens.claims();
};

/** A new user with a bank. */
export const connectFor = async (
  drawbridge: TestDrawbridge,
  client: VendorClient,
  { clientUserId, bankId }: { readonly clientUserId: string; readonly bankId: string },
): Promise<{ readonly userId: string; readonly connectionId: string }> => {
  const userId = await newUser(client, clientUserId);
  const url = await client.getAuthorizeUrlForCreatedUser({ bankId, state: "s", nonce: "n", userId });
  const claims = await exchange(client, await connectThrough(drawbridge, url), { userId, state: "s", nonce: "n" });
  return { userId, connectionId: String(claims["mh:con_id"]) };
};
