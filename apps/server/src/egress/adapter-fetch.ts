/** A request an adapter may not make, or one that took too long. */
export class EgressError extends Error {
  override readonly name = "EgressError";
}

const TIMEOUT_MS = 30_000; // rulings.md 11, adapters
const LARGEST_BYTES = 32 * 1024 * 1024; // the same

const bounded = (response: Response): Response => {
  const declared = Number(response.headers.get("content-length") ?? 0);
  if (declared > LARGEST_BYTES) throw new EgressError("answer too large");
  if (!response.body) return response;
  let seen = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      seen += chunk.byteLength;
      if (seen > LARGEST_BYTES) controller.error(new EgressError("answer too large"));
      else controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(limit), response);
};

const urlOf = (input: string | URL | Request): URL => new URL(input instanceof Request ? input.url : input);

/** The fetch given to an adapter: only its declared origins, no redirects, 30 s, 32 MB (rulings.md 11). */
export const adapterFetch = (origins: readonly string[], timeoutMs = TIMEOUT_MS): typeof fetch => {
  const allowed = new Set(origins);
  return async (input, init) => {
    const { origin } = urlOf(input);
    if (!allowed.has(origin)) throw new EgressError(`origin not declared: ${origin}`);
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = init?.signal ? AbortSignal.any([timeout, init.signal]) : timeout;
    return bounded(await fetch(input, { ...init, signal, redirect: "manual" }));
  };
};
