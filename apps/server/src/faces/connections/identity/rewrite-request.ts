import { oidcArtifacts } from "@drawbridge/storage";
import { decodeJwt, decodeProtectedHeader, errors } from "jose";
import type { Provider } from "oidc-provider";
import { Type } from "typebox";
import { Value } from "typebox/value";
import type { Deps } from "../../../use-cases/deps.ts";
import { hashArtifactId } from "./adapter.ts";
import { UNSIGNED } from "./check-request.ts";

/** Prefix of the older endpoint's addresses. */
export const STORED_REQUEST = "urn:x-mh-request:";
/** Kind under which its requests are stored. */
export const STORED_KIND = "StoredRequest";

const PUSHED_REQUEST = "urn:ietf:params:oauth:request_uri:";
const authentication: ReadonlySet<string> = new Set(["client_id", "client_secret", "client_assertion", "client_assertion_type"]);
const ofObject: ReadonlySet<string> = new Set(["iss", "aud", "exp", "iat", "nbf", "jti"]);

interface Read {
  readonly alg: string;
  readonly clientId: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

const readObject = (jwt: string): Read | null => {
  try {
    const payload = decodeJwt(jwt);
    const { alg = "" } = decodeProtectedHeader(jwt);
    const id = payload["client_id"] ?? payload.iss;
    return { alg, clientId: typeof id === "string" ? id : null, payload };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
    throw error;
  }
};

/** What an authorization or pushed request comes to in words the library understands (rulings.md 9). */
export interface Rewriter {
  readonly authorization: (params: URLSearchParams) => Promise<URLSearchParams>;
  readonly pushed: (params: URLSearchParams) => Promise<URLSearchParams>;
}

/** Makes the rewriter. It decides nothing: what it cannot read goes on as it came and is refused behind it. */
export const createRewriter = (deps: Deps, provider: Provider): Rewriter => ({
  authorization: async (params) => {
    const uri = params.get("request_uri") ?? "";
    if (uri.startsWith(PUSHED_REQUEST)) return byPushed(provider, params, uri);
    const stored = uri.startsWith(STORED_REQUEST) ? await takeStored(deps, uri) : null;
    const plain = new URLSearchParams(params);
    plain.delete(UNSIGNED);
    if (stored !== null) return byObject(deps, withClient(params), stored);
    const request = params.get("request");
    if (request !== null && uri === "") return byObject(deps, plain, request);
    if (!plain.has("prompt")) plain.set("prompt", "consent");
    return plain;
  },
  pushed: async (params) => {
    const request = params.get("request");
    const own = new URLSearchParams(params);
    own.delete(UNSIGNED);
    // What is asked for without a person there (offline_access) needs the person's word; every journey asks for it.
    if (request === null && !own.has("prompt")) own.set("prompt", "consent");
    const object = request === null ? null : readObject(request);
    if (!object || object.alg !== "none") return own;
    const kept = new URLSearchParams([...own].filter(([name]) => authentication.has(name)));
    return unsigned(deps, kept, object);
  },
});

const withClient = (params: URLSearchParams): URLSearchParams => {
  const clientId = params.get("client_id");
  return new URLSearchParams(clientId === null ? {} : { client_id: clientId });
};

/** Only the address counts, and the client it was pushed by (connections.md, 3.2). */
const byPushed = async (provider: Provider, params: URLSearchParams, uri: string): Promise<URLSearchParams> => {
  const out = withClient(params);
  const pushed = await provider.PushedAuthorizationRequest.find(uri.slice(PUSHED_REQUEST.length));
  const clientId = pushed && readObject(pushed.request)?.clientId;
  if (clientId && !out.has("client_id")) out.set("client_id", clientId);
  out.set("request_uri", uri);
  return out;
};

const Stored = Type.Object({ request: Type.String() });

const takeStored = async (deps: Deps, uri: string): Promise<string | null> => {
  const artifacts = oidcArtifacts(deps.storage.pool);
  const idHash = hashArtifactId(uri.slice(STORED_REQUEST.length));
  const found = await artifacts.find(STORED_KIND, idHash, deps.now());
  if (!found || !Value.Check(Stored, found.payload) || !(await artifacts.consume(STORED_KIND, idHash, deps.now()))) return null;
  return found.payload.request;
};

const byObject = async (deps: Deps, params: URLSearchParams, request: string): Promise<URLSearchParams> => {
  const object = readObject(request);
  const out = withClient(params);
  if (object?.clientId && !out.has("client_id")) out.set("client_id", object.clientId);
  if (object?.alg === "none") {
    takeBeside(out, params);
    return unsigned(deps, out, object);
  }
  out.set("request", request);
  return out;
};

/** Names that mean something of their own, in or around an object. */
const notCopied = (name: string): boolean => ofObject.has(name) || authentication.has(name) || name === "request" || name === "request_uri";

/** What stands beside an object counts where the object is silent. */
const takeBeside = (out: URLSearchParams, beside: URLSearchParams): void => {
  for (const [name, value] of beside) if (name !== "request" && !out.has(name)) out.set(name, value);
};

/** An unsigned object becomes plain parameters, and is marked where the client never said that it sends such. */
const unsigned = async (deps: Deps, out: URLSearchParams, { payload, clientId }: Read): Promise<URLSearchParams> => {
  for (const [name, value] of Object.entries(payload)) {
    if (notCopied(name) || value === undefined || value === null) continue;
    out.set(name, typeof value === "string" ? value : JSON.stringify(value));
  }
  const client = clientId === null ? null : await deps.identity.clients.find(out.get("client_id") ?? clientId);
  const over = typeof payload["exp"] === "number" && payload["exp"] * 1000 < deps.now().getTime();
  const foreign = out.has("client_id") && clientId !== null && out.get("client_id") !== clientId;
  if (client?.settings.requestObjectAlg !== "none" || over || foreign) out.set(UNSIGNED, "1");
  if (!out.has("prompt")) out.set("prompt", "consent");
  return out;
};
