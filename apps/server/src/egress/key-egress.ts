import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { aim, pinTo, type Protocol, type Reach, type Refusal, type Target } from "./target.ts";

/** The only way to the keys of clients: by the rules of webhooks (rulings.md 11), read instead of told. */
export interface KeyEgress {
  /** Why an address is refused; null when it may be read now. */
  readonly check: (url: string) => Promise<Refusal | null>;
  /** Reads a key set; throws when the address is refused, silent or says too much. No redirect is followed. */
  readonly get: (url: string) => Promise<Response>;
}

const TIMEOUT_MS = 5_000; // somebody waits for their token
const LARGEST = 65_536; // rulings.md 11
const LONGEST_CACHE_S = 600; // a key that was taken back is not trusted for longer
const https: Protocol = { near: /^https?:$/, far: "https:", otherwise: "not_https", ports: new Set(["", "443", "8443"]) };

const open = ({ url, addresses }: Extract<Target, { url: URL }>, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = url.protocol === "https:" ? requestHttps : requestHttp;
    const outgoing = request(url, { method: "GET", agent: false, signal, lookup: pinTo(addresses), headers: { accept: "application/json" } });
    outgoing.on("error", reject);
    outgoing.on("response", resolve);
    outgoing.end();
  });

const readAll = async (incoming: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let seen = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    seen += bytes.byteLength;
    if (seen > LARGEST) throw new TypeError("the key set is too large");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
};

const maxAgeOf = ({ headers }: IncomingMessage): number => {
  const said = /max-age=(\d{1,9})/.exec(headers["cache-control"] ?? "")?.[1];
  return Math.min(Number(said ?? 0), LONGEST_CACHE_S);
};

/** Builds it. */
export const createKeyEgress = (reach: Reach): KeyEgress => {
  const target = (url: string): Promise<Target> => aim(url, reach, https);
  return {
    check: async (url) => {
      const found = await target(url);
      return "refused" in found ? found.refused : null;
    },
    get: async (url) => {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const found = await target(url);
      if ("refused" in found) throw new TypeError(`the key set is not read: ${found.refused}`);
      const incoming = await open(found, signal);
      const text = await readAll(incoming);
      return new Response(text, { status: incoming.statusCode ?? 502, headers: { "cache-control": `max-age=${maxAgeOf(incoming)}` } });
    },
  };
};
