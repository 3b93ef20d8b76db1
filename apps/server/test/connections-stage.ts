import { readFile } from "node:fs/promises";
import type { TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { choose, openPerson, signInWith, takeAll } from "../../../tests/journeys/person.ts";
import { visitBank } from "../../sandbox-bank/test/bank-visitor.ts";

/** An answer of the Connections face. */
export interface Answer {
  readonly status: number;
  readonly body: any; // oxlint-disable-line typescript/no-explicit-any -- tests look into any answer
  readonly headers: Headers;
}

/** Who asks for what. */
export interface Ask {
  /** Scopes of a fresh token; without one, no token is sent. */
  readonly scope?: string;
  readonly sub?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client application's server. */
export interface ClientApp {
  readonly identity: string;
  readonly clientId: string;
  readonly call: (method: string, path: string, ask?: Ask) => Promise<Answer>;
  /** The same on the resource server; version 2 unless the path says otherwise. */
  readonly resource: (method: string, path: string, ask?: Ask) => Promise<Answer>;
}

interface DevFile {
  readonly oidc: {
    readonly identity: string;
    readonly resource: string;
    readonly clients: readonly { readonly client_id: string; readonly client_secret?: string }[];
  };
}

/** The development file's client with a secret. */
export const clientApp = async ({ devFile }: TestDrawbridge): Promise<ClientApp> => {
  const { oidc } = JSON.parse(await readFile(devFile, "utf8")) as DevFile;
  const [client] = oidc.clients;
  const basic = Buffer.from(`${client?.client_id}:${client?.client_secret}`).toString("base64");
  const tokenOf = async ({ scope = "", sub }: Ask): Promise<string> => {
    const body = new URLSearchParams({ grant_type: "client_credentials", scope, ...(sub !== undefined && { sub }) });
    const answer = await fetch(`${oidc.identity}/oidc/token`, { method: "POST", headers: { authorization: `Basic ${basic}` }, body });
    const { access_token: token } = (await answer.json()) as { access_token?: string };
    if (!token) throw new Error(`no token for ${scope}: ${answer.status}`);
    return token;
  };
  const at =
    (base: string) =>
    async (method: string, path: string, ask: Ask = {}): Promise<Answer> => {
      const headers = {
        ...(ask.scope !== undefined && { authorization: `Bearer ${await tokenOf(ask)}` }),
        ...(ask.body !== undefined && { "content-type": "application/json" }),
        ...ask.headers,
      };
      const response = await fetch(`${base}${path}`, { method, headers, ...(ask.body !== undefined && { body: JSON.stringify(ask.body) }) });
      const text = await response.text();
      const isJson = response.headers.get("content-type")?.includes("json");
      return { status: response.status, headers: response.headers, body: isJson && text !== "" ? JSON.parse(text) : text };
    };
  const v2 = at(oidc.resource);
  const other = at(oidc.resource.replace(/\/v2\.0$/, ""));
  return {
    identity: oidc.identity,
    clientId: client?.client_id ?? "",
    call: at(oidc.identity),
    resource: (method, path, ask) =>
      path.startsWith("/v3/") || path.startsWith("/bare/") ? other(method, path.replace(/^\/bare/, ""), ask) : v2(method, path, ask),
  };
};

/** Makes a user of the client. */
export const registerUser = async (app: ClientApp, clientUserId: string): Promise<string> =>
  (await app.call("POST", "/users", { scope: "user:create", body: { clientUserId } })).body.userId;

/** Connects Drawbridge Bank, or another one with its form, for them, by hand; answers the connection's id. */
// oxlint-disable-next-line max-params -- the last one is rarely named
export const connectByForm = async (
  drawbridge: TestDrawbridge,
  app: ClientApp,
  clientUserId: string,
  bank = "drawbridge-bank",
): Promise<{ readonly userId: string; readonly connectionId: string }> => {
  const userId = await registerUser(app, clientUserId);
  const person = await openPerson(drawbridge, clientUserId);
  await choose(person, bank);
  await signInWith(person, { username: "user_ok", password: "pass_ok" });
  await takeAll(person);
  await person.give({ type: "submitted" });
  return { userId, connectionId: await onlyConnection(app, userId) };
};

/** The same at a bank whose pages people sign in on. */
export const connectByRedirect = async (
  drawbridge: TestDrawbridge,
  app: ClientApp,
  clientUserId: string,
): Promise<{ readonly userId: string; readonly connectionId: string }> => {
  const userId = await registerUser(app, clientUserId);
  const person = await openPerson(drawbridge, clientUserId);
  await choose(person, "harbour-bank");
  const { url } = await person.until("oauth");
  const launched = await fetch(url ?? "", { redirect: "manual" });
  await person.give({ type: "oauth_launched", blocked: false });
  const back = `${drawbridge.server}/oauth/sandbox/redirect_from/`;
  const returned = await visitBank(launched.headers.get("location") ?? "", back, { username: "user_ok" });
  await fetch(`${back}?${new URLSearchParams(returned)}`);
  await person.until("review", "error");
  await person.give({ type: "submitted" });
  return { userId, connectionId: await onlyConnection(app, userId) };
};

const onlyConnection = async (app: ClientApp, userId: string): Promise<string> =>
  (await app.call("GET", `/users/${userId}/connections`, { scope: "connection:read" })).body.data[0].id;
