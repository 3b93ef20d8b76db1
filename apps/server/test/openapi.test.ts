import { Validator } from "@seriousme/openapi-schema-validator";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { createRouteTable, type Route } from "./route-table.ts";

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: { readonly required?: readonly string[] } }>> };
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

let drawbridge: TestDrawbridge;
let app: FastifyInstance;
let routes: readonly Route[];
let document: Document;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
  ({ app, routes } = await createRouteTable(drawbridge.deps));
  document = (await app.inject({ url: "/openapi.json" })).json();
});
afterAll(async () => {
  await app.close();
  await drawbridge.close();
});

describe("the description of the interface", () => {
  it("is valid OpenAPI 3.1, and no operation has another's name", async () => {
    const verdict = await new Validator().validate({ ...structuredClone(document) });
    expect(verdict).toMatchObject({ valid: true });
    expect(document.openapi).toBe("3.1.0");
    const ids = Object.values(document.paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("has every route of the native interface, and none of a browser's session", () => {
    const native = routes.filter(({ url }) => url.startsWith("/v1/") && !url.startsWith("/v1/console/"));
    for (const { method, url } of native) {
      const path = url.replaceAll(/:([a-zA-Z]+)/g, "{$1}");
      expect.soft(document.paths[path]?.[method.toLowerCase()]?.tags, `${method} ${url}`).toEqual(["Native"]);
    }
    expect(Object.keys(document.paths).filter((path) => /^\/(session|device|oauth|v1\/console)/.test(path))).toEqual([]);
  });

  it("asks for nothing that has a default", () => {
    const listed = document.paths["/v1/connections"]?.["get"]?.parameters ?? [];
    expect(listed.find(({ name }) => name === "limit")?.required ?? false).toBe(false);
    const sync = document.paths["/v1/connections/{id}/syncs"]?.["post"]?.requestBody?.content["application/json"]?.schema;
    expect(sync?.required ?? []).toEqual([]);
  });
});
