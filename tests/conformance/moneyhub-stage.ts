import { readFile } from "node:fs/promises";
import { Moneyhub } from "@mft/moneyhub-api-client";
import type { TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { openLink, signInWith, takeAll, type Person } from "../journeys/person.ts";

/** One of the development file's clients, as it is written there. */
export interface FileClient {
  readonly client_id: string;
  readonly redirect_uri: string;
  readonly keys: readonly Record<string, unknown>[];
}

interface DevFile {
  readonly oidc: { readonly identity: string; readonly resource: string; readonly clients: readonly FileClient[] };
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

/** Goes through the whole journey at Drawbridge Bank and comes back with the answer. */
export const connectThrough = async (drawbridge: TestDrawbridge, url: string, username = "user_ok"): Promise<URL> => {
  const visitor = await visit(drawbridge, url);
  const person = await openLink(drawbridge, { token: visitor.link, userId: "" });
  visitor.hold(person);
  if (person.view().step.at === "consent") await person.give({ type: "consent_given" });
  const { at } = await signInWith(person, { username, password: "pass_ok" });
  if (at === "accounts") await takeAll(person); // a repair keeps the choice that was made
  await person.give({ type: "submitted" });
  const { redirectTo } = await person.until("ended");
  return visitor.leave(redirectTo ?? undefined);
};
