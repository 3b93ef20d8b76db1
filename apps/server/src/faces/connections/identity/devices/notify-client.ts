import type { Deps } from "../../../../use-cases/deps.ts";

const headersOf = (headers: RequestInit["headers"]): Record<string, string> => Object.fromEntries(new Headers(headers));

/** A program on a developer's own machine has no certificate. */
const addressOf = (url: string, loopback: boolean): string => {
  const { hostname } = new URL(url);
  return loopback && (hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]") ? url.replace(/^https:/, "http:") : url;
};

/** The library's only way out: a ping to a client's own address, by the rules for webhooks. It fetches nothing. */
export const notifyThroughEgress =
  ({ webhookEgress, loopbackDevelopment }: Pick<Deps, "webhookEgress" | "loopbackDevelopment">) =>
  async (url: string | URL | Request, options?: RequestInit): Promise<Response> => {
    if (options?.method !== "POST" || typeof options.body !== "string" || url instanceof Request)
      throw new TypeError("only notifications leave here");
    const result = await webhookEgress.post({
      url: addressOf(String(url), loopbackDevelopment),
      headers: headersOf(options.headers),
      body: options.body,
    });
    if (result.outcome !== "answered") throw new TypeError(`the client was not told: ${result.outcome}`);
    return new Response(null, { status: result.status });
  };
