import Fastify, { type FastifyInstance } from "fastify";
import { buildAuthenticatorApp } from "../../build.ts";
import { readAppFiles, type AppFiles } from "./app-files.ts";
import { appPolicy } from "./app-policy.ts";

/** Where the app is served, and for whom. */
export interface AuthenticatorAppOptions {
  readonly port: number;
  /** A host browsers trust without TLS: keys and WebCrypto need it. */
  readonly host: "localhost";
  readonly serverOrigin: string;
  /** Slug of the tenant whose app this is. */
  readonly tenantId: string;
}

/** A running app. */
export interface AuthenticatorApp {
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** Builds the app when it is stale and serves it, and nothing else. */
export const startAuthenticatorApp = async (options: AuthenticatorAppOptions): Promise<AuthenticatorApp> => {
  const { host, port } = options;
  const app = Fastify({ forceCloseConnections: true });
  app.get("/health", () => ({ status: "ok" }));
  serveFiles(app, options, await readAppFiles(await buildAuthenticatorApp()));
  await app.listen({ host, port });
  const address = app.server.address();
  const origin = `http://${host}:${typeof address === "object" && address !== null ? address.port : port}`;
  return { origin, close: () => app.close() };
};

const serveFiles = (app: FastifyInstance, { serverOrigin, tenantId }: AuthenticatorAppOptions, { files, build }: AppFiles): void => {
  const headers = {
    "content-security-policy": appPolicy(serverOrigin),
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  };
  const boot = `<meta name="drawbridge-boot" content="${attribute(JSON.stringify({ server: serverOrigin, tenant: tenantId, build }))}" />`;
  for (const [path, { type, content }] of files) {
    const body = path === "/" ? content.toString("utf8").replace("<!--boot-->", boot) : content;
    app.get(path, (_request, reply) => reply.headers({ ...headers, "content-type": type }).send(body));
  }
  app.get("/shell.json", (_request, reply) => reply.headers(headers).send([...files.keys()]));
};

const attribute = (text: string): string => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
