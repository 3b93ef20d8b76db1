import type { WebhookEgress } from "../../../../egress/webhook-egress.ts";

const headersOf = (headers: RequestInit["headers"]): Record<string, string> => Object.fromEntries(new Headers(headers));

/** The library's only way out: a ping to a client's own address, by the rules for webhooks. It fetches nothing. */
export const notifyThroughEgress =
  (egress: WebhookEgress) =>
  async (url: string | URL | Request, options?: RequestInit): Promise<Response> => {
    if (options?.method !== "POST" || typeof options.body !== "string" || url instanceof Request)
      throw new TypeError("only notifications leave here");
    const result = await egress.post({ url: String(url), headers: headersOf(options.headers), body: options.body });
    if (result.outcome !== "answered") throw new TypeError(`the client was not told: ${result.outcome}`);
    return new Response(null, { status: result.status });
  };
