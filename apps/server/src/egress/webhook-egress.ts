import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { aim, hostOf, pinTo, type Protocol, type Reach, type Refusal, type Target } from "./target.ts";

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
}

/** The same, for servers that speak another protocol than HTTP too. */
export interface Egress extends WebhookEgress {
  /** The checked address of a NATS server; names are looked up once, as for `post`. */
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

/** How it is set up. */
export interface EgressOptions extends Reach {
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000; // rulings.md 11
const LARGEST_REPLY = 65_536; // rulings.md 11
const EXCERPT = 200; // enough to recognise an error page
const https: Protocol = { near: /^https?:$/, far: "https:", otherwise: "not_https", ports: new Set(["", "443", "8443"]) };
const nats: Protocol = { near: /^(nats|tls):$/, far: "tls:", otherwise: "not_tls", ports: new Set(["", "4222", "443"]) };
const NATS_PORT = 4222;

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
export const createWebhookEgress = (options: EgressOptions): Egress => {
  const { timeoutMs = TIMEOUT_MS } = options;
  const attempt = async (post: Post, signal: AbortSignal): Promise<PostResult> => {
    const target = await within(aim(post.url, options, https), signal);
    return "refused" in target ? { outcome: "refused", reason: target.refused } : send(target, post, signal);
  };
  return {
    check: async (url) => {
      const target = await within(aim(url, options, https), AbortSignal.timeout(timeoutMs)).catch(() => ({ refused: "unknown_name" as const }));
      return "refused" in target ? target.refused : null;
    },
    pin: async (text) => {
      const target = await within(aim(text, options, nats), AbortSignal.timeout(timeoutMs)).catch(() => ({ refused: "unknown_name" as const }));
      if ("refused" in target) return target;
      const { url, addresses } = target;
      return { host: hostOf(url), ...addresses[0], port: Number(url.port) || NATS_PORT, tls: url.protocol === "tls:" };
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
