import { type Static, type TSchema, Type } from "typebox";
import { Value } from "typebox/value";
import { PlaygroundError } from "./playground-error.ts";

/** One request of the integrator's back end to Drawbridge. */
export interface ServerCall {
  readonly path: string;
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Speaks to the Drawbridge server: `Schema` reads the answer, anything that is not a success is thrown. */
export type CallServer = <Schema extends TSchema>(schema: Schema, call: ServerCall) => Promise<Static<Schema>>;

const timeoutMs = 30_000;
const Complaint = Type.Object({
  title: Type.Optional(Type.String()),
  detail: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
});

/** A caller for the server at this origin. */
export const createCallServer =
  (serverOrigin: string): CallServer =>
  async (schema, call) => {
    const response = await send(serverOrigin, call);
    const text = await response.text();
    if (!response.ok) throw new PlaygroundError(response.status, `${call.path.split("?")[0]}: ${complaintIn(text)}`);
    const answer = parseJson(text);
    if (!Value.Check(schema, answer)) throw new PlaygroundError(502, `${call.path.split("?")[0]} answered something else.`);
    return answer;
  };

const send = async (serverOrigin: string, { path, method = "GET", headers, body }: ServerCall): Promise<Response> => {
  try {
    return await fetch(new URL(path, serverOrigin), {
      method,
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw new PlaygroundError(502, `The Drawbridge server at ${serverOrigin} does not answer.`, {
      cause,
    });
  }
};

const complaintIn = (text: string): string => {
  const answer = parseJson(text);
  if (!Value.Check(Complaint, answer)) return text.slice(0, 200);
  return answer.detail ?? answer.message ?? answer.title ?? "refused";
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
