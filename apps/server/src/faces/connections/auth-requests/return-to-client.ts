import { authRequests } from "@drawbridge/storage";
import { hashToken } from "../../../http/token-hash.ts";
import type { Deps } from "../../../use-cases/deps.ts";

/** Where a browser goes that the bank sent to our return address; null: to nowhere else. */
export type ClientReturn = { readonly outcome: "redirect"; readonly url: string } | { readonly outcome: "stay" };

/** Leads the browser on to the client's own address when the trip was an auth request's: the client passes on what the bank said. */
export const returnToClient = async (deps: Deps, query: URLSearchParams): Promise<ClientReturn | null> => {
  const state = query.get("state");
  const request = state === null ? null : await authRequests(deps.storage.pool).byStateHash(hashToken(state));
  if (!request) return null;
  if (request.redirectUri === null) return { outcome: "stay" };
  return { outcome: "redirect", url: withParams(request.redirectUri, query) };
};

/** An address with more in its query. */
export const withParams = (address: string, params: URLSearchParams): string => {
  const url = new URL(address);
  for (const [name, value] of params) url.searchParams.set(name, value);
  return url.href;
};
