import { Type } from "typebox";
import { Value } from "typebox/value";
import { CliError } from "./cli-error.ts";
import type { Target } from "./find-server.ts";

/** A request to the native API. */
export interface Call {
  readonly path: string;
  /** Without a method: POST of a body, else GET. */
  readonly method?: "DELETE" | "PATCH" | "POST" | "PUT";
  readonly upload?: { readonly body: Uint8Array<ArrayBuffer>; readonly type: string };
}

/** A body of JSON. */
export const jsonUpload = (value: object): NonNullable<Call["upload"]> => ({
  body: new TextEncoder().encode(JSON.stringify(value)),
  type: "application/json",
});

/** The server's answer, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const Problem = Type.Object({ title: Type.String(), detail: Type.String() });

const send = async ({ server, token }: Target, { path, upload, method = upload ? "POST" : undefined }: Call): Promise<Response> => {
  const headers = { authorization: `Bearer ${token}`, ...(upload && { "content-type": upload.type, "idempotency-key": crypto.randomUUID() }) };
  const sent = { ...(method && { method }), ...(upload && { body: upload.body }) };
  try {
    return await fetch(`${server}${path}`, { headers, redirect: "error", ...sent });
  } catch {
    throw new CliError("unreachable", `The server at ${server} does not answer. Is it running? (npm start)`);
  }
};

const readJson = async (response: Response, server: string): Promise<unknown> => {
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch {
    throw new CliError("unreachable", `${server} answered ${response.status} without JSON; it is not a Drawbridge server.`);
  }
};

/** What a problem document says, each thing once. */
export const problemText = (body: unknown): string => {
  if (!Value.Check(Problem, body)) return "The server gave no reason.";
  return body.title === body.detail ? body.title : `${body.title}: ${body.detail}`;
};

/** Calls the server; throws when it cannot be reached, does not know the token, or is broken. */
export const callServer = async (target: Target, call: Call): Promise<Answer> => {
  const response = await send(target, call);
  const body = await readJson(response, target.server);
  if (response.status === 401) throw new CliError("unauthenticated", `The server at ${target.server} does not accept this token.`);
  if (response.status >= 500) throw new CliError("unreachable", `The server at ${target.server} failed (${response.status}). ${problemText(body)}`);
  return { status: response.status, body };
};
