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

  it("says which requests take an Idempotency-Key", () => {
    const keyOf = (path: string, method: string) =>
      document.paths[path]?.[method]?.parameters?.find(({ name }) => name === "idempotency-key")?.required ?? null;
    expect(keyOf("/v1/users", "post")).toBe(true);
    expect(keyOf("/v1/devices/{id}/lock", "put") ?? false).toBe(false);
    expect(document.paths["/v1/users/{id}"]?.["delete"]?.parameters).toContainEqual(expect.objectContaining({ name: "idempotency-key" }));
    expect(keyOf("/v1/users", "get")).toBe(null);
  });

  it("asks for nothing that has a default", () => {
    const listed = document.paths["/v1/connections"]?.["get"]?.parameters ?? [];
    expect(listed.find(({ name }) => name === "limit")?.required ?? false).toBe(false);
    const sync = document.paths["/v1/connections/{id}/syncs"]?.["post"]?.requestBody?.content["application/json"]?.schema;
    expect(sync?.required ?? []).toEqual([]);
  });
});

describe("a change whose answer was lost", () => {
  it("is asked for again with its key, and answered as the first time", async () => {
    const headersOf = (key: string | null) => ({ authorization: "Bearer development-api-token-1", ...(key !== null && { "idempotency-key": key }) });
    const made = await app.inject({ method: "POST", url: "/v1/users", headers: headersOf("made"), payload: { externalId: "locked-once" } });
    const { id } = made.json();
    const lock = async (method: "PUT" | "DELETE", key: string | null, reason = "lost") => {
      const body = method === "DELETE" ? {} : { payload: { reason } };
      const url = `/v1/users/${id}/lock${method === "DELETE" ? `?reason=${reason}` : ""}`;
      const answer = await app.inject({ method, url, headers: headersOf(key), ...body });
      return [answer.statusCode, answer.headers["idempotency-replayed"] ?? null, answer.body === "" ? null : answer.json()] as const;
    };
    const [status, , locked] = await lock("PUT", "one");
    expect([status, await lock("PUT", "one")]).toEqual([200, [200, "true", locked]]);
    expect((await lock("PUT", "one", "stolen"))[0]).toBe(422);
    expect((await lock("PUT", null))[0]).toBe(409);
    expect((await lock("PUT", "two"))[0]).toBe(409);
    expect([await lock("DELETE", "three"), await lock("DELETE", "three")]).toEqual([
      [204, null, null],
      [204, "true", null],
    ]);
    expect((await lock("DELETE", "four"))[0]).toBe(409);
    expect((await lock("PUT", "two"))[0]).toBe(200); // what was refused is tried again
  });
});
