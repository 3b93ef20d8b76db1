import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { JWTPayload } from "jose";
import { newPair, seconds, sign, type Pair, type Twist } from "./signing.ts";

/** What the server does otherwise than a good one would. */
export interface Lie {
  /** The issuer its discovery document names. */
  readonly issuer?: string;
  /** What is wrong with the ID token. */
  readonly idToken?: Twist;
  /** Fields of the token answer that differ. */
  readonly tokens?: Readonly<Record<string, unknown>>;
  /** Every proof must hold a nonce, which a first answer gives. */
  readonly wantsNonce?: boolean;
  /** How the resource server spells the scheme of its challenges. */
  readonly scheme?: string;
}

/** An authorization server and a bank behind it that say whatever a test wants. */
export interface LyingIssuer {
  readonly origin: string;
  readonly issuer: string;
  readonly keys: Pair;
  readonly lie: (lie: Lie) => void;
  /** Requests so far, as `POST /oidc/token`. */
  readonly asked: () => readonly string[];
  /** The parameters that were pushed last. */
  readonly pushed: () => URLSearchParams;
  readonly close: () => Promise<void>;
}

interface State {
  lie: Lie;
  asked: string[];
  pushed: URLSearchParams;
}

interface Asked {
  readonly form: URLSearchParams;
  readonly nonce: unknown;
  readonly authorization: string;
}

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const NONCE = "a-nonce-of-the-server";

const read = async (request: IncomingMessage): Promise<Asked> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const [, claims = ""] = String(request.headers["dpop"] ?? "").split(".");
  const nonce = claims === "" ? undefined : JSON.parse(Buffer.from(claims, "base64url").toString())["nonce"];
  return { form: new URLSearchParams(Buffer.concat(chunks).toString()), nonce, authorization: request.headers.authorization ?? "" };
};

/** Starts it on a loopback port. */
export const startLyingIssuer = async (): Promise<LyingIssuer> => {
  const keys = await newPair("ES256", "bank");
  const state: State = { lie: {}, asked: [], pushed: new URLSearchParams() };
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  const issuer = `${origin}/oidc`;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = await read(request);
    state.asked.push(`${request.method} ${request.url}`);
    const { status = 200, headers, body } = await replyTo(request.url ?? "", asked, { issuer, keys, state });
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
  return {
    origin,
    issuer,
    keys,
    lie: (lie) => void Object.assign(state, { lie, asked: [] }),
    asked: () => state.asked,
    pushed: () => state.pushed,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

interface Means {
  readonly issuer: string;
  readonly keys: Pair;
  readonly state: State;
}

const replyTo = async (path: string, asked: Asked, means: Means): Promise<Reply> => {
  const { issuer, keys, state } = means;
  if (path.endsWith("/.well-known/openid-configuration"))
    return { body: { ...metadata(issuer), ...(state.lie.issuer && { issuer: state.lie.issuer }) } };
  if (path === "/oidc/jwks") return { body: { keys: [keys.jwk] } };
  if (state.lie.wantsNonce && asked.nonce !== NONCE) return nonceReply(path, state.lie);
  if (path === "/oidc/request") {
    state.pushed = asked.form;
    return { status: 201, body: { request_uri: "urn:ietf:params:oauth:request_uri:one", expires_in: 60 } };
  }
  return path === "/oidc/token" ? { body: await tokens(means) } : data(asked, state.lie);
};

const metadata = (issuer: string): object => ({
  issuer,
  authorization_endpoint: `${issuer}/auth`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  pushed_authorization_request_endpoint: `${issuer}/request`,
  response_types_supported: ["code"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["ES256", "PS256"],
  token_endpoint_auth_methods_supported: ["private_key_jwt"],
  code_challenge_methods_supported: ["S256"],
  dpop_signing_alg_values_supported: ["ES256"],
  authorization_response_iss_parameter_supported: true,
});

/** RFC 9449, sections 8 and 9. */
const nonceReply = (path: string, { scheme = "DPoP" }: Lie): Reply =>
  path.startsWith("/oidc/")
    ? { status: 400, headers: { "dpop-nonce": NONCE }, body: { error: "use_dpop_nonce" } }
    : { status: 401, headers: { "dpop-nonce": NONCE, "www-authenticate": `${scheme} error="use_dpop_nonce"` }, body: {} };

const tokens = async ({ issuer, keys, state }: Means): Promise<object> => {
  const now = seconds();
  const claims: JWTPayload = { iss: issuer, sub: "ada", aud: "drawbridge", iat: now, exp: now + 300, nonce: state.pushed.get("nonce") };
  const idToken = await sign(keys, claims, { ...state.lie.idToken, header: { kid: "bank", ...state.lie.idToken?.header } });
  return {
    access_token: "an-access-token",
    refresh_token: "a-refresh-token",
    token_type: "DPoP",
    expires_in: 300,
    id_token: idToken,
    ...state.lie.tokens,
  };
};

const data = ({ authorization }: Asked, { scheme = "DPoP" }: Lie): Reply =>
  authorization === "DPoP an-access-token"
    ? { body: { accounts: [], nextCursor: null } }
    : { status: 401, headers: { "www-authenticate": `${scheme} error="invalid_token"` }, body: {} };
