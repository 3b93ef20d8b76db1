import type { Static, TSchema } from "typebox";
import { Value } from "typebox/value";
import { ApiProblem, problemOf, unreachable } from "./problem.ts";

/** A change that is asked for. */
export interface Change {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: unknown;
  /** A file, sent as it is. */
  readonly file?: { readonly content: Blob; readonly type: string };
  /** The same key makes the same change once; a new one unless given. */
  readonly key?: string;
}

/** Name of the event that tells the page that nobody is signed in any more. */
export const SIGNED_OUT = "drawbridge:signed-out";

/** Name of the event that tells the page that the tenant has changed. */
export const TENANT_CHANGED = "drawbridge:tenant-changed";

const own = { "x-drawbridge": "1" } as const;

const reach = async (path: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(path, { credentials: "same-origin", redirect: "error", ...init });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw unreachable();
  }
};

const settle = async (response: Response): Promise<Response> => {
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  const problem = problemOf(response.status, body);
  if (problem.code === "UNAUTHENTICATED") window.dispatchEvent(new Event(SIGNED_OUT));
  throw problem;
};

const read = async <T extends TSchema>(schema: T, response: Response): Promise<Static<T>> => {
  const body: unknown = response.status === 204 ? null : await response.json();
  if (Value.Check(schema, body)) return body;
  throw new ApiProblem({
    status: response.status,
    code: "UNREADABLE",
    title: "The answer is not what was expected",
    detail: "Is the console as new as the server?",
  });
};

/** Reads something of the native API. */
export const readApi = async <T extends TSchema>(schema: T, path: string, signal?: AbortSignal): Promise<Static<T>> =>
  read(schema, await settle(await reach(path, { headers: own, ...(signal && { signal }) })));

/** Asks for a change. */
export const changeApi = async <T extends TSchema>(schema: T, path: string, { method, body, file, key }: Change): Promise<Static<T>> => {
  const type = file ? file.type : "application/json";
  const content = file ? file.content : body === undefined ? null : JSON.stringify(body);
  const headers = { ...own, "idempotency-key": key ?? crypto.randomUUID(), ...(content !== null && { "content-type": type }) };
  return read(schema, await settle(await reach(path, { method, headers, body: content })));
};

/** Opens a stream of the server. */
export const streamApi = async (path: string, signal: AbortSignal): Promise<Response> => settle(await reach(path, { headers: own, signal }));

/** Fetches a file and gives it to the browser to keep. */
export const downloadApi = async (path: string, name: string): Promise<void> => {
  const response = await settle(await reach(path, { headers: own }));
  keepFile(await response.blob(), name);
};

/** Gives content to the browser to keep. */
export const keepFile = (content: Blob, name: string): void => {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
};

/** A path with its query; what is null or undefined is left out. */
export const pathWith = (path: string, query: Readonly<Record<string, string | number | boolean | null | undefined>>): string => {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === null || value === undefined || value === "" ? [] : [[name, String(value)]],
  );
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
};
