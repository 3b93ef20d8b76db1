import { Problem } from "@drawbridge/contract";
import swagger from "@fastify/swagger";
import type { FastifyInstance, FastifySchema } from "fastify";
import { isConnectPath } from "../faces/connect/problem.ts";

/** One part of the interface: who asks there, and with what credential. */
interface Part {
  readonly tag: string;
  readonly description: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly has: (url: string) => boolean;
}

const bearer = [{ bearer: [] }];

const parts: readonly Part[] = [
  {
    tag: "Native",
    description: "Everything no vendor's interface covers, with an API token of the tenant.",
    security: bearer,
    has: (url) => url.startsWith("/v1/"),
  },
  {
    tag: "Connect",
    description: "Links, customers, institutions, accounts and consents as connect-web-sdk's partners ask for them.",
    security: [{ appKey: [], appToken: [] }],
    has: isConnectPath,
  },
  {
    tag: "Widget and data",
    description: "One-time tokens, widget addresses, institutions, accounts, identity, transactions, credentials and deletion.",
    security: bearer,
    has: (url) => url.startsWith("/api/") || url.startsWith("/institutions") || url === "/widgetUrl" || url === "/widget",
  },
  {
    tag: "Connections",
    description: "Users, connections, syncs and auth requests of clients of the identity server.",
    security: bearer,
    has: (url) => /^\/identity\/(?!oidc\/|consents\/|request)/.test(url) || url.startsWith("/v3/"),
  },
  {
    tag: "Operations",
    description: "For those who run the server.",
    security: [],
    has: (url) => url.startsWith("/health") || url === "/metrics" || url.startsWith("/.well-known/"),
  },
];

/** Pages, sessions of browsers and devices, and the console's own sign-in are no interface for programs of others. */
const inward = (url: string): boolean => url.startsWith("/v1/console/");

const done = { "2XX": { description: "Done." } };
const problems = { "4XX": { description: "What is wrong (RFC 9457).", content: { "application/problem+json": { schema: Problem } } } };

const isSchema = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null && !Array.isArray(value);

/** The validator fills in what has a default, so a caller may leave it out. */
const asAsked = (schema: unknown): unknown => {
  if (!isSchema(schema)) return schema;
  const { anyOf, properties, required } = schema;
  const filled = isSchema(properties) ? properties : {};
  const hasDefault = (name: unknown): boolean => typeof name === "string" && isSchema(filled[name]) && "default" in filled[name];
  return {
    ...schema,
    ...(Array.isArray(anyOf) && { anyOf: anyOf.map(asAsked) }),
    ...(Array.isArray(required) && { required: required.filter((name) => !hasDefault(name)) }),
  };
};

const nameOf = (method: string, url: string): string => {
  const words = url.split(/[^a-zA-Z0-9]+/).filter((word) => word !== "");
  return [method.toLowerCase(), ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join("");
};

const KEY = "The same request with the same key again gets the first answer (24 hours).";
const keyOf = (isRequired: boolean) => {
  const text = { type: "string", minLength: 1, maxLength: 255, description: KEY };
  return { type: "object", properties: { "idempotency-key": text }, required: isRequired ? ["idempotency-key"] : [] };
};

/** Questions that are POSTs for the size of their body. */
const questions: ReadonlySet<string> = new Set(["/v1/institutions/mappings/reviews"]);

/** A POST takes a key, any other change may. */
const headersOf = (method: string, url: string): object => {
  if (method === "GET" || questions.has(url)) return {};
  return { headers: keyOf(method === "POST") };
};

const describe = (schema: FastifySchema = {}, { url, method }: { readonly url: string; readonly method: string }): object => {
  const part = inward(url) ? undefined : parts.find(({ has }) => has(url));
  if (!part) return { hide: true };
  const { body, querystring } = schema;
  const native = part.tag === "Native" || part.tag === "Widget and data";
  return {
    ...schema,
    ...(body !== undefined && { body: asAsked(body) }),
    ...(querystring !== undefined && { querystring: asAsked(querystring) }),
    ...(part.tag === "Native" && headersOf(method, url)),
    tags: [part.tag],
    operationId: nameOf(method, url),
    security: part.security,
    response: { ...(schema.response ?? done), ...(native && problems) },
  };
};

const info = {
  title: "Drawbridge",
  version: "0.1.0",
  description:
    "The self-hosted road between a person's banks and a product. Native POST requests take an Idempotency-Key, other changes may; lists are paged by cursor; errors are problem documents with a code and a remediation.",
};

/** Prints what every route takes as OpenAPI 3.1 at `/openapi.json`, from the schemas that read the requests. Comes before the routes. */
export const describeRoutes = async (app: FastifyInstance): Promise<void> => {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info,
      tags: parts.map(({ tag: name, description }) => ({ name, description })),
      components: {
        securitySchemes: {
          bearer: { type: "http", scheme: "bearer" },
          appKey: { type: "apiKey", in: "header", name: "Finicity-App-Key" },
          appToken: { type: "apiKey", in: "header", name: "Finicity-App-Token" },
        },
      },
    },
    transform: ({ schema, url, route }) => ({ schema: describe(schema, { url, method: [route.method].flat()[0] ?? "get" }), url }),
  });
  app.get("/openapi.json", { schema: { hide: true } }, async (_request, reply) =>
    reply.header("cache-control", "public, max-age=300").header("access-control-allow-origin", "*").send(app.swagger()),
  );
};
