import Fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { buildPlayground } from "../build.ts";
import { createCallServer } from "./call-server.ts";
import { readPageFiles } from "./page-files.ts";
import { pagePolicy } from "./page-policy.ts";
import { PlaygroundError } from "./playground-error.ts";
import { routes } from "./routes.ts";

/** Where the playground listens and whom it talks to. */
export interface PlaygroundOptions {
  readonly port: number;
  /** `localhost`, while the server answers on 127.0.0.1: really another site. */
  readonly host: "localhost";
  readonly serverOrigin: string;
  readonly bankOrigin: string;
  /** The file with the tenant's credentials, written by the server's development start. */
  readonly devFile: string;
}

/** A running playground. */
export interface Playground {
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** Builds the page when it is stale and serves it together with the back end of an integrator. */
export const startPlayground = async (options: PlaygroundOptions): Promise<Playground> => {
  const { host, port, serverOrigin, bankOrigin, devFile } = options;
  const app = Fastify({ forceCloseConnections: true });
  let origin = "";
  refuseStrangers(app, () => origin);
  app.setErrorHandler<FastifyError | PlaygroundError>((error, _request, reply) => {
    const status = error instanceof PlaygroundError ? error.status : (error.statusCode ?? 500);
    return reply.code(status).send({ message: error.message });
  });
  app.get("/health", () => ({ status: "ok" }));
  await servePage(app, serverOrigin);
  await app.register(routes, {
    devFile,
    serverOrigin,
    bankOrigin,
    origin: () => origin,
    call: createCallServer(serverOrigin),
  });
  await app.listen({ host, port });
  const address = app.server.address();
  origin = `http://${host}:${typeof address === "object" && address !== null ? address.port : port}`;
  return { origin, close: () => app.close() };
};

// Another site open in the same browser must not use the tenant's credentials through this back end.
const refuseStrangers = (app: FastifyInstance, origin: () => string): void => {
  app.addHook("onRequest", async (request, reply) => {
    const isOwn = `http://${request.headers.host}` === origin() && (request.headers.origin ?? origin()) === origin();
    if (!isOwn && request.url.startsWith("/api/")) await reply.code(403).send({ message: "Only the playground's page may ask." });
  });
};

const servePage = async (app: FastifyInstance, serverOrigin: string): Promise<void> => {
  const files = await readPageFiles(await buildPlayground());
  const policy = pagePolicy(serverOrigin);
  for (const [path, { type, content }] of files) {
    app.get(path, (_request, reply) =>
      reply
        .headers({
          "content-type": type,
          "content-security-policy": policy,
          "referrer-policy": "no-referrer",
          "x-content-type-options": "nosniff",
          "cache-control": "no-store",
        })
        .send(content),
    );
  }
};
