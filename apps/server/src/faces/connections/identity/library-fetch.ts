import type { Deps } from "../../../use-cases/deps.ts";
import { notifyThroughEgress } from "./devices/notify-client.ts";

/** The library's only ways out: to the published keys of a client, and to a client that wants to be told. */
export const libraryFetch = (deps: Deps) => {
  const notify = notifyThroughEgress(deps);
  return (url: string | URL | Request, options?: RequestInit): Promise<Response> =>
    options?.method === "GET" && !(url instanceof Request) ? deps.keyEgress.get(String(url)) : notify(url, options);
};
