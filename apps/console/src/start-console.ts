import httpProxy from "@fastify/http-proxy";
import Fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { buildConsole } from "../build.ts";
import { readPageFiles, type PageFile } from "./page-files.ts";
import { pagePolicy } from "./page-policy.ts";

/** Where the console listens and whose API it shows. */
export interface ConsoleOptions {
  readonly host: string;
  readonly port: number;
  readonly serverOrigin: string;
  /** As people reach it, when that is not where it listens. */
  readonly publicOrigin?: string | null;
}

/** A running console. */
export interface Console {
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** Builds the page when it is stale, and serves it with the server's `/v1` beside it: one origin, so that its cookie is never sent from another. */
export const startConsole = async ({ host, port, serverOrigin, publicOrigin = null }: ConsoleOptions): Promise<Console> => {
  const app = Fastify({ forceCloseConnections: true });
  const own = { origin: publicOrigin ?? "" };
  refuseStrangers(app, () => own.origin);
  app.get("/health", () => ({ status: "ok" }));
  await app.register(httpProxy, { upstream: serverOrigin, prefix: "/v1", rewritePrefix: "/v1" });
  await servePage(app, serverOrigin);
  await app.listen({ host, port });
  const address = app.server.address();
  const listening = `http://${host}:${typeof address === "object" && address !== null ? address.port : port}`;
  own.origin ||= listening;
  return { origin: own.origin, close: () => app.close() };
};

// A name of somebody else that points here must not reach the API with this origin's trust.
const refuseStrangers = (app: FastifyInstance, origin: () => string): void => {
  app.addHook("onRequest", async (request, reply) => {
    if (request.headers.host !== URL.parse(origin())?.host) await reply.code(421).send({ message: `The console is at ${origin()}` });
  });
};

const servePage = async (app: FastifyInstance, serverOrigin: string): Promise<void> => {
  const files = await readPageFiles(await buildConsole());
  const headers = {
    "content-security-policy": pagePolicy(serverOrigin),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
  };
  const send = (reply: FastifyReply, { type, content }: PageFile, caching: string): FastifyReply =>
    reply.headers({ ...headers, "content-type": type, "cache-control": caching }).send(content);
  const shell = files.get("/index.html");
  // Built files carry a hash in their names; every other address is a page of the app.
  app.get("/*", (request, reply) => {
    const file = files.get(request.url.split("?")[0] ?? "/");
    if (file && file !== shell) return send(reply, file, "public, max-age=31536000, immutable");
    return shell && !request.url.startsWith("/assets/")
      ? send(reply, shell, "no-store")
      : reply.code(404).send({ message: "There is nothing here." });
  });
};
