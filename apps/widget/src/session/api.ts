import type { InstitutionCard, InputRequest, SessionView } from "@drawbridge/contract";
import type { Door } from "./find-door.ts";

/** Why the page cannot go on, with what is needed to tell the host. */
export interface PageProblem {
  readonly status: number;
  readonly code: string;
  readonly hosts: { readonly origins: readonly string[]; readonly loopback: boolean } | null;
  readonly vocabulary: SessionView["vocabulary"] | null;
}

/** An answer of the server: a value, or a problem. `status` 0 means it could not be reached. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: PageProblem; readonly view: SessionView | null };

/** Institutions that match a term, or the popular ones. */
export interface Institutions {
  readonly total: number;
  readonly institutions: readonly InstitutionCard[];
}

/** The session's own endpoints; the handle travels as a header, never in an address. */
export interface SessionApi {
  readonly open: (door: Door, tabId: string) => Promise<Answer<{ readonly handle: string; readonly view: SessionView }>>;
  readonly send: (request: InputRequest) => Promise<Answer<{ readonly view: SessionView }>>;
  readonly find: (term: string, signal: AbortSignal) => Promise<Answer<Institutions>>;
  readonly stream: (address: string, signal: AbortSignal) => Promise<Response>;
}

/** Calls the server this page came from. */
export const createSessionApi = (handle: () => string | null): SessionApi => {
  const headers = (): Record<string, string> => {
    const bearer = handle();
    return {
      "X-Drawbridge": "1",
      ...(bearer === null ? {} : { Authorization: `Bearer ${bearer}` }),
    };
  };
  const post = (path: string, body: unknown): RequestInit & { path: string } => ({
    path,
    method: "POST",
    headers: { ...headers(), "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return {
    open: (door, tabId) => call(post("/session", { ...bodyOf(door), tabId })),
    send: (request) => call(post("/session/inputs", request)),
    find: (term, signal) =>
      call({
        path: `/session/institutions?${new URLSearchParams({ search: term, limit: "24" })}`,
        headers: headers(),
        signal,
      }),
    stream: (address, signal) =>
      fetch(address, {
        headers: { ...headers(), Accept: "text/event-stream" },
        signal,
        cache: "no-store",
      }),
  };
};

// The widget's handle came with the page and is already the bearer; the body stays as the contract says.
const bodyOf = (door: Door): Door => (door.door === "resume" ? { door: "resume" } : door);

const call = async <T>({ path, ...init }: RequestInit & { readonly path: string }): Promise<Answer<T>> => {
  try {
    const response = await fetch(path, { ...init, cache: "no-store" });
    const body: unknown = await response.json().catch(() => null);
    // The server is this page's own origin and version: its answers are typed by the shared contract, not parsed again.
    return response.ok
      ? // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
        { ok: true, value: body as T }
      : { ok: false, ...readProblem(response.status, body) };
  } catch {
    return { ok: false, ...readProblem(0, null) };
  }
};

interface ProblemBody {
  readonly code?: string;
  readonly hosts?: PageProblem["hosts"];
  readonly vocabulary?: PageProblem["vocabulary"];
  readonly view?: SessionView;
}

const readProblem = (status: number, body: unknown): { problem: PageProblem; view: SessionView | null } => {
  const { code, hosts, vocabulary, view }: ProblemBody = typeof body === "object" && body !== null ? body : {};
  const problem = {
    status,
    code: code ?? (status === 0 ? "OFFLINE" : "UNEXPECTED"),
    hosts: hosts ?? null,
    vocabulary: vocabulary ?? null,
  };
  return { problem, view: view ?? null };
};
