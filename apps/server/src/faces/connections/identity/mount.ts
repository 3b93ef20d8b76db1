import { randomUUID } from "node:crypto";
import { IncomingMessage } from "node:http";
import { oidcArtifacts } from "@drawbridge/storage";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { InteractionResults, Provider } from "oidc-provider";
import { cookieHandleOf } from "../../../http/handle.ts";
import { copyHeaders } from "../../../http/security-headers.ts";
import type { Deps } from "../../../use-cases/deps.ts";
import { ConnectionsProblem, sendConnectionsProblem } from "../problem.ts";
import { hashArtifactId } from "./adapter.ts";
import { CLIENT_DATA, CLIENT_DATA_HEADER, LOGIN_TOKEN, signInDevice } from "./devices/sign-in-device.ts";
import { IDENTITY_PATH } from "./identity.ts";
import { identityProvider } from "./identity-provider.ts";
import { endJourney, startJourney, type Visit } from "./journey.ts";
import type { createProvider } from "./provider.ts";
import { clientInPlay, runWith } from "./secret-before.ts";
import { createRewriter, STORED_KIND, STORED_REQUEST, type Rewriter } from "./rewrite-request.ts";

/** Everything the routes work with; made on the first request, so that a start does not wait for it. */
interface Desk {
  readonly deps: Deps;
  readonly provider: Provider;
  readonly handle: ReturnType<ReturnType<typeof createProvider>["callback"]>;
  readonly rewriter: Rewriter;
}

const BASE = `${IDENTITY_PATH}/oidc`;
const BODY_LIMIT = 57_344;

const openDesk = async (deps: Deps): Promise<Desk> => {
  const provider = await identityProvider(deps);
  return { deps, provider, handle: provider.callback(), rewriter: createRewriter(deps, provider) };
};

/** The identity server's own endpoints, and the way from an authorization request to a journey and back. */
export const identityRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    const state: { desk: Promise<Desk> | null } = { desk: null };
    const desk = (): Promise<Desk> => (state.desk ??= openDesk(deps));
    app.setErrorHandler(sendConnectionsProblem);
    await app.register(authorizationRoutes(desk));
    await app.register(libraryRoutes(desk));
    await app.register(storedRequestRoute(deps));
  };

/** A request as the library is to see it: below its own root, with whose scheme people came. */
interface Passed {
  readonly url: string;
  /** Instead of the body that was read here. */
  readonly body?: string;
  /** The form has become the address. */
  readonly method?: "GET";
  /** Where the client may show its secret, beside the header. */
  readonly form?: URLSearchParams;
}

const pass = async (
  { handle, deps }: Desk,
  { request, reply, as }: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly as: Passed },
): Promise<void> => {
  const { authorization } = request.headers;
  const client = as.form ? await clientInPlay(deps, { authorization, form: as.form }) : null;
  reply.hijack();
  copyHeaders(reply);
  const raw = as.body === undefined ? request.raw : rebuilt(request.raw, as.body);
  raw.method = as.method ?? request.raw.method;
  raw.headers["x-forwarded-proto"] = deps.origin().startsWith("https:") ? "https" : "http";
  Object.assign(raw, { originalUrl: `${BASE}${as.url}`, url: as.url });
  await runWith(client, () => handle(raw, reply.raw));
};

/** The same request with another body: the library reads it from the stream. */
const rebuilt = (raw: IncomingMessage, body: string): IncomingMessage => {
  const copy = new IncomingMessage(raw.socket);
  Object.assign(copy, {
    method: raw.method,
    headers: { ...raw.headers, "content-length": String(Buffer.byteLength(body)) },
    httpVersion: raw.httpVersion,
    complete: true,
  });
  copy.push(body);
  copy.push(null);
  return copy;
};

const below = (request: FastifyRequest): string => (request.raw.url ?? "").slice(BASE.length);

const libraryRoutes =
  (desk: () => Promise<Desk>) =>
  async (app: FastifyInstance): Promise<void> => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, _payload, done) => done(null));
    app.all(`${BASE}/*`, async (request, reply) => {
      withoutSession(request);
      await pass(await desk(), { request, reply, as: { url: below(request) } });
    });
  };

/** A browser's earlier journeys count for nothing, so that the next person at it is not taken for the last one. */
const withoutSession = ({ raw }: FastifyRequest): void => {
  const kept = (raw.headers.cookie ?? "").split(";").filter((pair) => !pair.trim().startsWith("drawbridge_oidc_session"));
  raw.headers.cookie = kept.join(";");
};

const authorizationRoutes =
  (desk: () => Promise<Desk>) =>
  async (app: FastifyInstance): Promise<void> => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "string", bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, body));
    app.get(`${BASE}/auth`, async (request, reply) => {
      withoutSession(request);
      const opened = await desk();
      const asked = withClientData(request, new URL(request.raw.url ?? "", opened.deps.origin()).searchParams);
      asked.delete(LOGIN_TOKEN); // an address is no place for a secret: such a token is pushed, or in a form
      const query = await opened.rewriter.authorization(asked);
      await pass(opened, { request, reply, as: { url: `/auth?${query.toString()}`, form: query } });
    });
    app.post(`${BASE}/auth`, async (request, reply) => {
      withoutSession(request);
      const opened = await desk();
      const form = await opened.rewriter.authorization(withClientData(request, formOf(request)));
      // A form is as good as an address (OpenID Connect Core 3.1.2.1). The library takes one only with a session cookie
      // that is sent from other sites; no session counts here, so it reads the form as the address it stands for.
      await pass(opened, { request, reply, as: { url: `/auth?${form.toString()}`, method: "GET", body: "", form } });
    });
    app.post(`${BASE}/request`, async (request, reply) => {
      const opened = await desk();
      const form = await opened.rewriter.pushed(withClientData(request, formOf(request)));
      await pass(opened, { request, reply, as: { url: "/request", body: form.toString(), form } });
    });
    for (const endpoint of ["/token", "/backchannel"]) {
      app.post(`${BASE}${endpoint}`, async (request, reply) => {
        withoutSession(request);
        const body = typeof request.body === "string" ? request.body : "";
        await pass(await desk(), { request, reply, as: { url: below(request), body, form: formOf(request) } });
      });
    }
    app.get(`${BASE}/interaction/:uid`, async (request, reply) => begin(await desk(), request, reply));
    app.get(`${BASE}/interaction/:uid/end`, async (request, reply) => end(await desk(), request, reply));
  };

/** Apps say in a header which installation asks (authenticator.md, 12.13). */
const withClientData = ({ headers }: FastifyRequest, params: URLSearchParams): URLSearchParams => {
  const data = headers[CLIENT_DATA_HEADER];
  if (typeof data === "string" && data !== "") params.set(CLIENT_DATA, data);
  return params;
};

const formOf = ({ body }: FastifyRequest): URLSearchParams => new URLSearchParams(typeof body === "string" ? body : "");

const over = (reply: FastifyReply): FastifyReply =>
  reply.code(410).type("text/plain; charset=utf-8").send("This visit is over. Go back to the page you came from and start again.\n");

/** The open interaction of this browser; null when there is none. */
const visitOf = async ({ provider }: Desk, request: FastifyRequest, reply: FastifyReply): Promise<Visit | null> => {
  try {
    const { uid, params } = await provider.interactionDetails(request.raw, reply.raw);
    return request.url.startsWith(`${BASE}/interaction/${uid}`) ? { uid, params } : null;
  } catch (error) {
    if (error instanceof Error && error.name === "SessionNotFound") return null;
    throw error;
  }
};

const finish = async (
  { provider }: Desk,
  { request, reply, result }: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly result: InteractionResults },
): Promise<FastifyReply> => {
  const returnTo = await provider.interactionResult(request.raw, reply.raw, result, { mergeWithLastSubmission: false });
  return reply.redirect(returnTo, 303);
};

const begin = async (desk: Desk, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
  const visit = await visitOf(desk, request, reply);
  if (!visit) return over(reply);
  const client = await desk.deps.identity.clients.find(String(visit.params["client_id"]));
  if (client?.settings.device) {
    const result = await signInDevice(desk.deps, desk.provider, { client, params: visit.params });
    return finish(desk, { request, reply, result });
  }
  const start = await startJourney(desk.deps, visit);
  return start.outcome === "page" ? reply.redirect(start.path, 303) : finish(desk, { request, reply, result: start.result });
};

const end = async (desk: Desk, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
  const visit = await visitOf(desk, request, reply);
  if (!visit) return over(reply);
  const result = await endJourney(desk.deps, desk.provider, { visit, handle: cookieHandleOf(request) });
  return result === "open" ? over(reply) : finish(desk, { request, reply, result });
};

const REQUEST_LIFE_S = 300;

/** The older endpoint: anybody may leave a request object, which is checked when it is used (connections.md, 2.1). */
const storedRequestRoute =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      ["application/jws", "application/jwt", "application/jose"],
      { parseAs: "string", bodyLimit: BODY_LIMIT },
      (_request, body, done) => done(null, body),
    );
    app.post(`${IDENTITY_PATH}/request`, async (request, reply) => {
      const { body } = request;
      if (typeof body !== "string" || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(body.trim()))
        throw new ConnectionsProblem(400, "BadRequest", "The body must be a request object: three parts, base64url");
      const id = randomUUID();
      const expiresAt = new Date(deps.now().getTime() + REQUEST_LIFE_S * 1000);
      await oidcArtifacts(deps.storage.pool).put({
        kind: STORED_KIND,
        idHash: hashArtifactId(id),
        payload: { request: body.trim() },
        grantId: null,
        uid: null,
        expiresAt,
      });
      return reply.code(201).type("text/plain").send(`${STORED_REQUEST}${id}`);
    });
  };
