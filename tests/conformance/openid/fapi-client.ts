import { vi } from "vitest";
import { assertionClaims, assertionFields, s256, sign, signProof, type Pair, type Twist } from "./signing.ts";

/** A client of the FAPI 2.0 Security Profile, made by hand so that each rule can be broken alone. */
export interface FapiClient {
  readonly id: string;
  readonly keys: Pair;
  /** Its tokens are bound to this one. */
  readonly bound: Pair;
}

/** An authorization server under test, with what the modules need to know of it. */
export interface FapiServer {
  readonly issuer: string;
  readonly redirectUri: string;
  /** Parameters of a right request. */
  readonly request: Readonly<Record<string, string>>;
  /** Something that its tokens open. */
  readonly resource: string;
  readonly client: FapiClient;
  /** Another client, which must get nothing of the first one's. */
  readonly other: FapiClient;
  /** How many seconds a pushed request lives. */
  readonly requestLifeS: number;
  /** A person goes there and allows everything; where they come back. */
  readonly visit: (url: string) => Promise<URL>;
  /** A person goes there and refuses. */
  readonly refuse: (url: string) => Promise<URL>;
}

/** An answer, read. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How a call differs from a right one. */
export interface Wrong {
  readonly client?: FapiClient;
  /** Fields that differ; undefined takes one away. */
  readonly form?: Readonly<Record<string, string | undefined>>;
  readonly assertion?: Twist;
  /** The key of the proof; null: no proof. */
  readonly bound?: Pair | null;
  readonly proof?: Twist;
}

export const VERIFIER = "v".repeat(43);

const read = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  return { status: response.status, body: isJson && text !== "" ? JSON.parse(text) : { text } };
};

const post = async (server: FapiServer, path: string, fields: Readonly<Record<string, string>>, wrong: Wrong): Promise<Answer> => {
  const { client = server.client, bound = client.bound, form = {} } = wrong;
  const url = `${server.issuer}${path}`;
  const assertion = await sign(client.keys, assertionClaims(client.id, server.issuer), {
    ...wrong.assertion,
    header: { kid: client.keys.jwk.kid, ...wrong.assertion?.header },
  });
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...fields, ...assertionFields(assertion), ...form })) if (value !== undefined) body.set(name, value);
  const headers = bound === null ? {} : { dpop: await signProof(bound, { method: "POST", url }, wrong.proof) };
  return read(await fetch(url, { method: "POST", body, headers }));
};

/** Pushes a request, without a proof unless one is asked for. */
export const push = (server: FapiServer, wrong: Wrong = {}): Promise<Answer> => {
  const { client = server.client } = wrong;
  const fields = {
    client_id: client.id,
    response_type: "code",
    redirect_uri: server.redirectUri,
    state: "the-state",
    nonce: "the-nonce",
    code_challenge: s256(VERIFIER),
    code_challenge_method: "S256",
    ...server.request,
  };
  return post(server, "/request", fields, { bound: null, ...wrong });
};

/** Where a person goes with a pushed request. */
export const authorizeUrl = ({ issuer, client }: FapiServer, pushed: Answer, more: Readonly<Record<string, string>> = {}): string =>
  `${issuer}/auth?${new URLSearchParams({ client_id: client.id, request_uri: String(pushed.body["request_uri"]), ...more })}`;

/** Pushes, lets the person allow it, and answers what comes back. */
export const authorize = async (server: FapiServer, wrong: Wrong = {}, more: Readonly<Record<string, string>> = {}): Promise<URLSearchParams> => {
  const pushed = await push(server, wrong);
  if (pushed.status !== 201) throw new Error(`the request was refused: ${JSON.stringify(pushed.body)}`);
  return (await server.visit(authorizeUrl(server, pushed, more))).searchParams;
};

/** A fresh code. */
export const codeOf = async (server: FapiServer, wrong: Wrong = {}): Promise<string> => (await authorize(server, wrong)).get("code") ?? "";

/** Redeems a code. */
export const redeem = (server: FapiServer, code: string, wrong: Wrong = {}): Promise<Answer> =>
  post(server, "/token", { grant_type: "authorization_code", code, redirect_uri: server.redirectUri, code_verifier: VERIFIER }, wrong);

/** Refreshes tokens. */
export const refresh = (server: FapiServer, refreshToken: string, wrong: Wrong = {}): Promise<Answer> =>
  post(server, "/token", { grant_type: "refresh_token", refresh_token: refreshToken }, wrong);

/** Asks the resource; answers the status. */
export const readResource = async (
  server: FapiServer,
  token: string,
  {
    scheme = "DPoP",
    bound = server.client.bound,
    proof = {},
    proofs,
  }: Pick<Wrong, "bound" | "proof"> & {
    readonly scheme?: string;
    /** The header itself, where it is no single right proof. */
    readonly proofs?: readonly string[];
  } = {},
): Promise<number> => {
  const all = proofs ?? (bound === null ? [] : [await signProof(bound, { method: "GET", url: server.resource, token }, proof)]);
  const headers = new Headers({ authorization: `${scheme} ${token}` });
  for (const one of all) headers.append("dpop", one);
  const response = await fetch(server.resource, { headers });
  await response.body?.cancel();
  return response.status;
};

/** What happens when somebody opens an address: the error, or the page of the server that comes next. */
export const opened = async (url: string): Promise<{ readonly status: number; readonly error: string | null; readonly page: boolean }> => {
  const response = await fetch(url, { redirect: "manual" });
  const to = new URL(response.headers.get("location") ?? "", url);
  const text = await response.text();
  const page = to.pathname.includes("/interaction/") || to.searchParams.has("code");
  return { status: response.status, page, error: page ? null : (to.searchParams.get("error") ?? /invalid_\w+|\w+_denied/.exec(text)?.[0] ?? text) };
};

/** Does something as it would be done later; nobody waits. */
export const later = async <Result>(byS: number, act: () => Promise<Result>): Promise<Result> => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + byS * 1000 });
  try {
    return await act();
  } finally {
    vi.useRealTimers();
  }
};

/** Done once, for several modules that look at different parts of the same answer. */
export const once = <Result>(act: () => Promise<Result>): (() => Promise<Result>) => {
  const done: { result: Promise<Result> | null } = { result: null };
  return () => (done.result ??= act());
};
