import { addBankRoutes, createBankServer } from "../src/bank-app.ts";
import type { DataAuthorizer } from "../src/access/data-access.ts";
import { createBankBook } from "../src/book/bank-book.ts";

/** An answer of the bank, read as JSON where it is JSON. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

/** A bank on a free port with a clock and a wait of the test's own. */
export interface TestBank {
  readonly origin: string;
  readonly waited: readonly number[];
  readonly advance: (ms: number) => void;
  readonly call: (method: string, path: string, more?: { body?: unknown; token?: string }) => Promise<Answer>;
  readonly signIn: (username: string, slug?: string, password?: string) => Promise<Answer>;
  readonly tokenOf: (username: string, slug?: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

const nobody: DataAuthorizer = { authorizeData: async () => null };

/** Starts the credential side of the bank on a free loopback port. */
export async function startTestBank(oidc: DataAuthorizer = nobody): Promise<TestBank> {
  let at = new Date("2026-11-21T12:00:00Z");
  const now = (): Date => at;
  const waited: number[] = [];
  const app = createBankServer();
  const wait = async (ms: number): Promise<void> => {
    waited.push(ms);
  };
  addBankRoutes(app, { book: createBankBook(now), oidc, now, wait });
  const origin = await app.listen({ port: 0, host: "127.0.0.1" });
  const call = caller(origin);
  const signIn = (username: string, slug = "drawbridge-bank", password = "pass_ok"): Promise<Answer> =>
    call("POST", `/api/${slug}/logins`, { body: { fields: { username, password } } });
  return {
    origin,
    waited,
    call,
    signIn,
    advance: (ms) => {
      at = new Date(at.getTime() + ms);
    },
    tokenOf: async (username, slug) => String((await signIn(username, slug)).body["accessToken"]),
    close: () => app.close(),
  };
}

const caller =
  (origin: string): TestBank["call"] =>
  async (method, path, { body, token } = {}) => {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === "" ? {} : JSON.parse(text),
      headers: response.headers,
    };
  };
