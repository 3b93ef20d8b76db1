import { lookup } from "node:dns/promises";
import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isLoopbackAddress, isPublicAddress } from "./public-address.ts";

/** One address of a name. */
export interface Address {
  readonly address: string;
  readonly family: number;
}

/** Why an address may not be called. */
type Refusal = "not_a_url" | "not_https" | "has_credentials" | "port_not_allowed" | "private_name" | "private_address" | "unknown_name";

/** What came of a request; a receiver's own body is kept for the log only as a short excerpt. */
export type PostResult =
  | { readonly outcome: "answered"; readonly status: number; readonly retryAfter: string | null; readonly excerpt: string }
  | { readonly outcome: "refused"; readonly reason: Refusal }
  | { readonly outcome: "timeout" | "unreachable"; readonly detail: string };

/** A message to a receiver. */
interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** The only way out for webhooks (rulings.md 11): public https, pinned addresses, no redirects, 10 s, 64 kB. */
export interface WebhookEgress {
  /** Why a URL is refused; null when it may be called now. */
  readonly check: (url: string) => Promise<Refusal | null>;
  readonly post: (post: Post) => Promise<PostResult>;
  /** The checked address of a server that speaks another protocol than HTTP over TLS; names are looked up once, as for `post`. */
  readonly pin: (url: string) => Promise<PinnedServer | { readonly refused: Refusal }>;
}

/** Where to connect: the certificate must be the name's, the connection goes to the address. */
export interface PinnedServer {
  readonly host: string;
  readonly address: string;
  readonly family: number;
  readonly port: number;
  readonly tls: boolean;
}

/** How it is set up. `resolve` answers every address of a name; `loopback`: this machine may be called, http included. */
export interface EgressOptions {
  readonly loopback: "allowed" | "refused";
  readonly resolve?: (host: string) => Promise<readonly Address[]>;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000; // rulings.md 11
const LARGEST_REPLY = 65_536; // rulings.md 11
const EXCERPT = 200; // enough to recognise an error page
const ports: ReadonlySet<string> = new Set(["", "443", "8443"]);
const privateNames = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|home\.arpa)\.?$/i;

type Target = { readonly url: URL; readonly addresses: readonly [Address, ...Address[]] } | { readonly refused: Refusal };

const resolveName = (host: string): Promise<readonly Address[]> => lookup(host, { all: true });

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "");

const isLoopbackHost = (host: string): boolean => host === "localhost" || isLoopbackAddress(host);

const shapeRefusal = (url: URL): Refusal | null => {
  if (url.protocol !== "https:") return "not_https";
  if (!ports.has(url.port)) return "port_not_allowed";
  const host = hostOf(url);
  if (isIP(host) === 0 && (!host.includes(".") || privateNames.test(host))) return "private_name";
  return null;
};

const addressesOf = async (host: string, resolve: (host: string) => Promise<readonly Address[]>): Promise<readonly Address[]> => {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  return resolve(host).catch(() => []);
};

/** Reads a URL and resolves its name once; one bad address among several refuses them all. */
const aim = async (text: string, { loopback, resolve = resolveName }: EgressOptions): Promise<Target> => {
  if (!URL.canParse(text)) return { refused: "not_a_url" };
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return { refused: "has_credentials" };
  const host = hostOf(url);
  const near = loopback === "allowed" && isLoopbackHost(host) && /^https?:$/.test(url.protocol);
  const refused = near ? null : shapeRefusal(url);
  if (refused) return { refused };
  const [first, ...rest] = await addressesOf(host, resolve);
  if (!first) return { refused: "unknown_name" };
  const allowed = near ? isLoopbackAddress : isPublicAddress;
  if (![first, ...rest].every(({ address }) => allowed(address))) return { refused: "private_address" };
  return { url, addresses: [first, ...rest] };
};

/** Answers a connection's question for the name with what was checked, so that the name is not resolved again. */
const pinTo =
  ([first, ...rest]: readonly [Address, ...Address[]]): LookupFunction =>
  (_host, options, done) => {
    if (options.all) return done(null, [first, ...rest]);
    return done(null, first.address, first.family);
  };

const readStart = async (response: IncomingMessage): Promise<string> => {
  const kept: Buffer[] = [];
  let seen = 0;
  try {
    for await (const chunk of response) {
      const bytes = Buffer.from(chunk);
      if (seen < EXCERPT) kept.push(bytes.subarray(0, EXCERPT));
      seen += bytes.byteLength;
      if (seen >= LARGEST_REPLY) break;
    }
  } catch {
    // The status has been said; a body that breaks off or never ends changes nothing.
  }
  return Buffer.concat(kept).subarray(0, EXCERPT).toString("utf8");
};

const readAnswer = async (response: IncomingMessage): Promise<PostResult> => {
  const excerpt = await readStart(response);
  response.destroy();
  return { outcome: "answered", status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"] ?? null, excerpt };
};

const send = (target: Extract<Target, { url: URL }>, { headers, body }: Post, signal: AbortSignal): Promise<PostResult> =>
  new Promise((resolve, reject) => {
    const request = target.url.protocol === "https:" ? requestHttps : requestHttp;
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    const outgoing = request(target.url, {
      method: "POST",
      agent: false,
      signal,
      lookup: pinTo(target.addresses),
      headers: { ...headers, "content-length": String(bytes.byteLength) },
    });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      outgoing.off("error", reject).on("error", () => undefined); // what breaks from here on is only the body
      resolve(readAnswer(response));
    });
    outgoing.end(bytes);
  });

const within = async <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
};

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "failed");

/** Builds the sender's way out. */
export const createWebhookEgress = (options: EgressOptions): WebhookEgress => {
  const { timeoutMs = TIMEOUT_MS } = options;
  const attempt = async (post: Post, signal: AbortSignal): Promise<PostResult> => {
    const target = await within(aim(post.url, options), signal);
    return "refused" in target ? { outcome: "refused", reason: target.refused } : send(target, post, signal);
  };
  return {
    check: async (url) => {
      const target = await within(aim(url, options), AbortSignal.timeout(timeoutMs)).catch(() => ({ refused: "unknown_name" as const }));
      return "refused" in target ? target.refused : null;
    },
    post: async (post) => {
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        return await attempt(post, signal);
      } catch (error) {
        if (signal.aborted) return { outcome: "timeout", detail: `no answer within ${timeoutMs} ms` };
        return { outcome: "unreachable", detail: codeOf(error) };
      }
    },
  };
};
