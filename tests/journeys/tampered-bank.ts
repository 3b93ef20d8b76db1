import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** An answer of the bank's data interface. */
export interface BankAnswer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests change any part of it
  readonly body: any;
}

/** Changes what the bank says to a request for data, or holds it back. */
export type Tamper = (path: string, answer: BankAnswer) => BankAnswer | Promise<BankAnswer>;

/** A bank between us and the sandbox bank, for lies no honest bank tells. */
export interface TamperedBank {
  readonly origin: string;
  readonly tamper: (how: Tamper | null) => void;
  /** Holds every answer, of sign-ins too, until this lets it go. */
  readonly hold: (until: (() => Promise<unknown>) | null) => void;
  /** What the bank said to requests so far, as `DELETE /path 204`. */
  readonly said: () => readonly string[];
  /** The people it was told of as being there, each once, in the order of the requests. */
  readonly toldOf: () => readonly PersonTold[];
  readonly close: () => Promise<void>;
}

/** A person as the bank is told of them. */
export interface PersonTold {
  readonly address: string;
  readonly signedInAt: string | null;
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
};

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === "string" && !["host", "connection", "content-length"].includes(name) ? [[name, value]] : [],
    ),
  );

/** Stands before the bank at an origin; the credential institutions only, as redirects name the bank itself. */
export const startTamperedBank = async (bank: string): Promise<TamperedBank> => {
  const state: { how: Tamper | null; until: (() => Promise<unknown>) | null; said: string[] } = { how: null, until: null, said: [] };
  const told = new Map<string, PersonTold>();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "GET", url = "/" } = request;
    const { "x-fapi-customer-ip-address": address, "x-fapi-auth-date": signedInAt = null } = headersOf(request);
    if (address !== undefined) told.set(`${address} ${signedInAt}`, { address, signedInAt });
    const body = await bodyOf(request);
    const real = await fetch(`${bank}${url}`, { method, headers: headersOf(request), ...(body !== "" && { body }) });
    const text = await real.text();
    state.said.push(`${method} ${url} ${real.status}`);
    await state.until?.();
    const data = url.startsWith("/data/") && state.how !== null;
    const said = { status: real.status, body: text === "" ? null : JSON.parse(text) };
    const answered = data && state.how ? await state.how(url, said) : said;
    response.writeHead(answered.status, { "content-type": real.headers.get("content-type") ?? "application/json" });
    response.end(data && answered.body !== null ? JSON.stringify(answered.body) : text);
  };
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  server.listen(0, "localhost");
  await once(server, "listening");
  const address = server.address();
  return {
    origin: `http://localhost:${typeof address === "object" && address ? address.port : 0}`,
    tamper: (how) => {
      state.how = how;
    },
    hold: (until) => {
      state.until = until;
    },
    said: () => state.said,
    toldOf: () => [...told.values()],
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
