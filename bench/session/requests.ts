import { randomUUID } from "node:crypto";
import { SessionView } from "@drawbridge/contract";
import { Type, type Static, type TSchema } from "typebox";
import { Value } from "typebox/value";
import type { Kind } from "./measure.ts";
import type { BenchServer } from "./server.ts";

type Headers = Readonly<Record<string, string>>;

/** Asks and reads the whole answer; anything but success ends the run. */
const post = async <S extends TSchema>(
  url: string,
  { headers, body, answer }: { readonly headers: Headers; readonly body: object; readonly answer: S },
): Promise<Static<S>> => {
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new RangeError(`${url} answered ${response.status}: ${text}`);
  return Value.Parse(answer, JSON.parse(text));
};

const Link = Type.Object({ url: Type.String() });
const Opened = Type.Object({ handle: Type.String(), view: SessionView });
const Moved = Type.Object({ view: SessionView });
const widget: Headers = { "x-drawbridge": "1", "sec-fetch-site": "same-origin" };

const makeLink = async ({ origin, apiToken }: BenchServer, externalId: string): Promise<string> => {
  const headers = { authorization: `Bearer ${apiToken}`, "idempotency-key": randomUUID() };
  const { url } = await post(`${origin}/v1/links`, { headers, body: { kind: "connect", user: { externalId } }, answer: Link });
  return new URL(url).hash.slice("#link=".length);
};

const open = ({ origin }: BenchServer, link: string): Promise<Static<typeof Opened>> =>
  post(`${origin}/session`, { headers: widget, body: { door: "native", link, tabId: "bench" }, answer: Opened });

/** `POST /connect/v2/generate` of a signed-in partner with one customer. */
export const generateKind = async ({ origin, tenant }: BenchServer): Promise<Kind<object>> => {
  const { appKey, ...partner } = tenant;
  const { token } = await post(`${origin}/aggregation/v2/partners/authentication`, {
    headers: { "app-key": appKey },
    body: partner,
    answer: Type.Object({ token: Type.String() }),
  });
  const headers = { "app-key": appKey, "app-token": token };
  const { id } = await post(`${origin}/aggregation/v2/customers/testing`, {
    headers,
    body: { username: `bench-${randomUUID()}` },
    answer: Type.Object({ id: Type.String() }),
  });
  const body = { partnerId: tenant.partnerId, customerId: id };
  return {
    name: "`POST /connect/v2/generate`",
    bar: "p50 ≤ 10 ms",
    prepare: async () => body,
    send: async (prepared) =>
      void (await post(`${origin}/connect/v2/generate`, { headers, body: prepared, answer: Type.Object({ link: Type.String() }) })),
  };
};

/** `POST /v1/links`, each with an Idempotency-Key of its own. */
export const linkKind = (server: BenchServer): Kind<string> => ({
  name: "`POST /v1/links`",
  bar: "",
  prepare: async (client) => `client-${client}`,
  send: async (user) => void (await makeLink(server, user)),
});

/** `POST /session` of a new visitor on a link of theirs. */
export const openKind = (server: BenchServer): Kind<string> => ({
  name: "`POST /session` (open)",
  bar: "",
  prepare: (client) => makeLink(server, `client-${client}`),
  send: async (link) => void (await open(server, link)),
});

interface Visit {
  readonly handle: string;
  revision: number;
  at: string;
}

const nextInput = ({ at }: Visit, institutionId: string): object => {
  if (at === "consent") return { type: "consent_given" };
  return at === "search" ? { type: "institution_chosen", institutionId } : { type: "back" };
};

/** `POST /session/inputs` by people who consent and then look at a bank's form and go back, again and again. */
export const inputKind = (server: BenchServer, institutionId: string): Kind<Visit> => {
  const visits = new Map<number, Visit>();
  return {
    name: "`POST /session/inputs`",
    bar: "p50 ≤ 15 ms",
    prepare: async (client) => {
      const known = visits.get(client);
      if (known) return known;
      const { handle, view } = await open(server, await makeLink(server, `client-${client}`));
      const visit = { handle, revision: view.revision, at: view.step.at };
      visits.set(client, visit);
      return visit;
    },
    send: async (visit) => {
      const headers = { ...widget, authorization: `Bearer ${visit.handle}` };
      const body = { revision: visit.revision, input: nextInput(visit, institutionId) };
      const { view } = await post(`${server.origin}/session/inputs`, { headers, body, answer: Moved });
      visit.revision = view.revision;
      visit.at = view.step.at;
    },
  };
};

/** Id of the sandbox bank with a password form, as its search shows it. */
export const formBank = async (server: BenchServer): Promise<string> => {
  const { handle } = await open(server, await makeLink(server, "searcher"));
  const response = await fetch(`${server.origin}/session/institutions?search=Drawbridge%20Bank`, {
    headers: { ...widget, authorization: `Bearer ${handle}` },
  });
  const { institutions } = Value.Parse(
    Type.Object({ institutions: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })) }),
    await response.json(),
  );
  const found = institutions.find(({ name }) => name === "Drawbridge Bank");
  if (!found) throw new RangeError("the sandbox's institutions are missing");
  return found.id;
};
