import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId, openStorage, tenants, type Storage } from "@drawbridge/storage";
import { createTestDatabase, type TestDatabase } from "@drawbridge/storage/testing";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createServer } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { institutionRoutes } from "../src/faces/native/institution-routes.ts";
import { hashToken } from "../src/http/token-hash.ts";
import { wire } from "../src/wiring.ts";

let db: TestDatabase;
let other: Storage;
let folder: string;
let app: FastifyInstance;
let neighbour: FastifyInstance;

const start = async (storage: Storage, env: NodeJS.ProcessEnv = { DIRECTORY_TENANTS: "one, two" }): Promise<FastifyInstance> => {
  const server = createServer("silent");
  const deps = await wire({
    config: readConfig(folder, { DRAWBRIDGE_DATA: folder, ...env }),
    storage,
    log: server.log,
    origin: () => "http://127.0.0.1",
    bankOrigin: "http://127.0.0.1:9",
  });
  await deps.directory.ready;
  await server.register(institutionRoutes(deps));
  return server;
};

const makeTenant = (slug: string): Promise<void> =>
  tenants(db.storage.pool).upsert({
    id: newId(),
    slug,
    name: slug,
    partnerSecretHash: "x",
    appKeyHash: "x",
    apiTokenHash: hashToken(slug),
    policyUrl: null,
    origins: [],
  });

beforeAll(async () => {
  db = await createTestDatabase(process.env["DRAWBRIDGE_TEST_PG"]);
  other = await openStorage(db.config);
  folder = await mkdtemp(join(tmpdir(), "drawbridge-imports-"));
  await makeTenant("one");
  await makeTenant("two");
  await makeTenant("three");
  [app, neighbour] = [await start(db.storage), await start(other)];
});
afterAll(async () => {
  await Promise.all([app.close(), neighbour.close()]);
  await other.close();
  await db.drop();
  await rm(folder, { recursive: true, force: true });
});

interface Upload {
  readonly query?: string;
  readonly type?: string;
  readonly tenant?: string;
  readonly key?: string | null;
}

const upload = (payload: string | Buffer, { query = "", type = "text/csv", tenant = "one", key = newId() }: Upload = {}) =>
  app.inject({
    method: "POST",
    url: `/v1/institutions/imports${query}`,
    payload,
    headers: { authorization: `Bearer ${tenant}`, "content-type": type, ...(key && { "idempotency-key": key }) },
  });
const get = (path: string, server = app) => server.inject({ url: path, headers: { authorization: "Bearer one" } });
const totalOf = async (term: string, server = app): Promise<unknown> =>
  (await get(`/v1/institutions?search=${term}`, server)).json<{ total: number }>().total;

const csv = (...lines: string[]): string => ["slug,name,country,domains,popularity", ...lines].join("\n");

describe("importing institutions", () => {
  it("adds, changes, leaves and retires only what differs, and every server follows", async () => {
    const list = "?list=follow";
    const first = await upload(csv("zeta-a,Zeta Alpha,DE,alpha.example|zeta.example,5", "zeta-b,Zeta Quuxium,DE,,"), { query: list });
    expect(first.statusCode).toBe(201);
    expect(first.json()).toEqual({ list: "follow", dryRun: false, rows: 2, added: 2, changed: 0, unchanged: 0, missing: 0, retired: 0 });
    expect(await totalOf("zeta")).toBe(2);
    await expect.poll(() => totalOf("zeta", neighbour), { timeout: 30_000 }).toBe(2);
    const again = await upload(csv("zeta-a,Zeta Alpha,DE,alpha.example|zeta.example,5", "zeta-b,Zeta Quuxium,DE,,"), { query: list });
    expect(again.json()).toMatchObject({ added: 0, changed: 0, unchanged: 2 });
    const shorter = csv("zeta-a,Zeta Alfa,DE,,");
    expect((await upload(shorter, { query: `${list}&dryRun=true&removeMissing=true` })).json()).toMatchObject({
      dryRun: true,
      changed: 1,
      missing: 1,
      retired: 1,
    });
    expect(await totalOf("quuxium")).toBe(1);
    expect((await upload(shorter, { query: list })).json()).toMatchObject({ changed: 1, missing: 1, retired: 0 });
    expect(await totalOf("quuxium")).toBe(1);
    expect((await upload(shorter, { query: `${list}&removeMissing=true` })).json()).toMatchObject({ unchanged: 1, retired: 1 });
    expect(await totalOf("quuxium")).toBe(0);
    await expect.poll(() => totalOf("quuxium", neighbour), { timeout: 30_000 }).toBe(0);
    expect((await get("/v1/institutions/zeta-b")).json()).toMatchObject({ available: false, connectable: false, name: "Zeta Quuxium" });
    expect((await upload(csv("zeta-b,Zeta Quuxium,DE,,"), { query: list })).json()).toMatchObject({ changed: 1, missing: 1 });
    expect(await totalOf("quuxium")).toBe(1);
  });

  it("takes a list so long that a thread of its own packs it", async () => {
    const many = Array.from({ length: 5_000 }, (_, at) => `iota-${at},Iota Bank ${at},DE,,`);
    expect((await upload(csv(...many), { query: "?list=many" })).json()).toMatchObject({ added: 5_000 });
    expect(await totalOf("iota")).toBe(5_000);
    expect((await get("/v1/institutions?search=iota%20bank%204999")).json()).toMatchObject({ total: 1, institutions: [{ slug: "iota-4999" }] });
    await upload(csv("iota-0,Iota Bank 0,DE,,"), { query: "?list=many&removeMissing=true" });
    expect(await totalOf("iota")).toBe(1);
  });

  it("imports nothing when a row is wrong, and says which", async () => {
    const answer = await upload(csv("eta-a,Eta,DE,,", "Eta B,,Germany,,", "eta-c,short,DE", "eta-a,Eta,DE,,"));
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({
      code: "LIST_REFUSED",
      refusedCount: 5,
      refused: [
        { line: 3, slug: "Eta B", field: "slug" },
        { line: 3, field: "name", reason: "is missing" },
        { line: 3, field: "country" },
        { line: 4, reason: "has 3 cells where the first line has 5" },
        { line: 5, field: "slug", reason: "stands on line 2 too" },
      ],
    });
    expect(await totalOf("eta")).toBe(0);
  });

  it("does not let a tenant take over another's institution", async () => {
    expect((await upload(csv("theta,Theta,DE,,"))).statusCode).toBe(201);
    const answer = await upload(csv("theta,Stolen,DE,,"), { tenant: "two" });
    expect(answer.json()).toMatchObject({ code: "LIST_REFUSED", refused: [{ line: 2, field: "slug", reason: "belongs to another list" }] });
  });

  it("is for the tenants that keep the directory: the first one, or those that are named", async () => {
    const unnamed = await start(db.storage, {});
    const asks = [
      { method: "POST", url: "/v1/institutions/imports", payload: csv("kappa,Kappa,DE,,") },
      { method: "POST", url: "/v1/institutions/mappings/reviews?provider=newcomer", payload: "id,name\n1,Kappa" },
      { method: "PUT", url: "/v1/institutions/mappings", payload: "{}", type: "application/json" },
    ] as const;
    const answers = async (server: FastifyInstance, tenant: string): Promise<readonly number[]> => {
      const all: number[] = [];
      for (const { type = "text/csv", ...request } of asks.map((ask) => ({ ...ask, type: "type" in ask ? ask.type : undefined }))) {
        const headers = { authorization: `Bearer ${tenant}`, "content-type": type, "idempotency-key": newId() };
        all.push((await server.inject({ ...request, headers })).statusCode);
      }
      return all;
    };
    expect(await answers(app, "three")).toEqual([403, 403, 403]);
    expect(await answers(unnamed, "two")).toEqual([403, 403, 403]);
    expect(await totalOf("kappa")).toBe(0);
    expect((await get("/v1/institutions?search=theta")).statusCode).toBe(200);
    const kept = await answers(unnamed, "one");
    expect(kept).not.toContain(403);
    await unnamed.close();
  });

  it("reads JSON, with several providers, quotes and a byte order mark, and never shows a provider's id", async () => {
    const institutions = [
      {
        id: "iota",
        name: '<b>Iota</b> "Bank"',
        country: "GB",
        logo: "https://iota.example/l.png",
        providers: [
          { provider: "sandbox", providerInstitutionId: "hidden-1", jobTypes: ["transactions"] },
          { provider: "else", providerInstitutionId: "hidden-2", supportsOauth: true, jobTypes: ["accountOwner"] },
        ],
      },
    ];
    const answer = await upload(`\ufeff${JSON.stringify({ institutions })}`, { type: "application/json; charset=utf-8", query: "?list=json" });
    expect(answer.json()).toMatchObject({ added: 1 });
    const shown = await get("/v1/institutions/iota");
    expect(shown.json()).toMatchObject({
      name: '<b>Iota</b> "Bank"',
      connectable: true,
      providers: [
        { provider: "sandbox", kind: "api", jobTypes: ["transactions"] },
        { provider: "else", supportsOauth: true },
      ],
    });
    expect(shown.body).not.toContain("hidden-");
  });

  it("reads what spreadsheets save: a mark, semicolons, CRLF, empty lines and quoted cells", async () => {
    const answer = await upload('\ufeffslug;name;country\r\nkappa-a;"Kappa ""A""";DE\r\n\r\n"kappa-b";Kappa B;DE\r\n', { query: "?list=kappa" });
    expect(answer.json()).toMatchObject({ rows: 2, added: 2 });
  });

  it.each([
    ["text that is not UTF-8", { payload: Buffer.from("slug,name,country\nx,M\xfcller,DE\n", "latin1"), type: "text/csv", sentence: "not UTF-8" }],
    ["UTF-16", { payload: Buffer.from("\ufeffslug,name,country\n", "utf16le"), type: "text/csv", sentence: "UTF-16" }],
    ["another charset", { payload: "slug,name,country\n", type: "text/csv; charset=iso-8859-1", sentence: "iso-8859-1" }],
    ["an unknown column", { payload: "slug,name,country,colour\n", type: "text/csv", sentence: "unknown: colour" }],
    ["a missing column", { payload: "slug,country\nx,DE\n", type: "text/csv", sentence: "lacks: name" }],
    ["a column twice", { payload: "slug,name,name,country\n", type: "text/csv", sentence: "twice" }],
    ["no rows", { payload: "slug,name,country\n", type: "text/csv", sentence: "empty" }],
    ["nothing", { payload: "", type: "text/csv", sentence: "empty" }],
    ["an open quote", { payload: 'slug,name,country\nx,"y,DE\n', type: "text/csv", sentence: "not CSV" }],
    ["half a JSON", { payload: '[{"slug":', type: "application/json", sentence: "not JSON" }],
    ["JSON of another form", { payload: '{"banks":[]}', type: "application/json", sentence: "must be a list" }],
    ["an id many times", { payload: `slug,name,country\n${"x,y,DE\n".repeat(999)}`, type: "text/csv", sentence: "wrong in" }],
  ])("answers %s with one clear sentence", async (_what, { payload, type, sentence }) => {
    const answer = await upload(payload, { type });
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.statusCode).toBeLessThan(500);
    expect(answer.json<{ detail: string }>().detail).toContain(sentence);
  });

  it("refuses more than 100,000 rows and more than 32 MB", async () => {
    const rows = Array.from({ length: 100_001 }, (_, n) => `x${n},y,DE`).join("\n");
    expect((await upload(`slug,name,country\n${rows}`)).json()).toMatchObject({ code: "LIST_UNREADABLE", status: 400 });
    expect((await upload(Buffer.alloc(33 * 1024 * 1024, "x"))).json()).toMatchObject({ code: "BODY_TOO_LARGE", status: 413 });
  });

  it("wants a token, a key and a list", async () => {
    expect((await upload("x", { tenant: "nobody" })).statusCode).toBe(401);
    expect((await upload("x", { key: null })).json()).toMatchObject({ code: "IDEMPOTENCY_KEY_MISSING" });
    expect((await upload("<a/>", { type: "application/xml" })).statusCode).toBe(415);
    expect((await upload("x", { query: "?list=Sandbox!" })).statusCode).toBe(400);
    expect((await get("/v1/institutions/none")).json()).toMatchObject({ code: "INSTITUTION_NOT_FOUND" });
    expect((await get("/v1/institutions?limit=0")).statusCode).toBe(400);
  });

  it("answers a repeated key the same, and refuses it for a trial turned real", async () => {
    const key = newId();
    const trial = await upload(csv("lambda,Lambda,DE,,"), { key, query: "?list=lambda&dryRun=true" });
    expect((await upload(csv("lambda,Lambda,DE,,"), { key, query: "?list=lambda&dryRun=true" })).json()).toEqual(trial.json());
    expect((await upload(csv("lambda,Lambda,DE,,"), { key, query: "?list=lambda" })).json()).toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
  });
});

describe("mapping a provider's ids", () => {
  const review = (payload: string, query = "?provider=newcomer") =>
    app.inject({
      method: "POST",
      url: `/v1/institutions/mappings/reviews${query}`,
      payload,
      headers: { authorization: "Bearer one", "content-type": "text/csv" },
    });
  const save = (mappings: readonly object[]) =>
    app.inject({
      method: "PUT",
      url: "/v1/institutions/mappings",
      payload: { provider: "newcomer", kind: "api", supportsOauth: true, jobTypes: ["transactions"], mappings },
      headers: { authorization: "Bearer one" },
    });
  const providersOf = async (slug: string, server = app): Promise<readonly unknown[]> =>
    (await get(`/v1/institutions/${slug}`, server)).json<{ providers: readonly { provider: string }[] }>().providers.map(({ provider }) => provider);

  it("finds rows among ours, saves what was chosen, keeps it when the list changes, and forgets it again", async () => {
    const query = "?list=mapped";
    const listed = await upload(csv("psi-a,Psi One,DE,psi.example,1", "psi-b,Psi Two,DE,,1", "psi-c,Psi Two,AT,,1"), { query });
    expect(listed.json()).toMatchObject({ added: 3 });
    const rows = ["providerInstitutionId,name,domains", "n-1,Anything,www.psi.example", "n-2,Psi Two,", "n-3,Nobody knows,"].join("\n");
    const looked = await review(rows);
    expect(looked.json()).toMatchObject({ rows: 3, mapped: 0, matched: 1, ambiguous: 1, duplicate: 0, unmatched: 1 });
    expect(await providersOf("psi-a")).toEqual([]);

    const wanted = [{ providerInstitutionId: "n-1", institutionId: "psi-a" }];
    expect((await save(wanted)).json()).toEqual({ changed: 1, removed: 0 });
    expect((await save(wanted)).json()).toEqual({ changed: 0, removed: 0 });
    await expect.poll(() => providersOf("psi-a", neighbour), { timeout: 30_000 }).toEqual(["newcomer"]);
    expect((await review(rows)).json()).toMatchObject({ mapped: 1, matched: 0 });
    await upload(csv("psi-a,Psi First,DE,psi.example,2", "psi-b,Psi Two,DE,,1", "psi-c,Psi Two,AT,,1"), { query });
    expect(await providersOf("psi-a")).toEqual(["newcomer"]);
    expect((await save([{ providerInstitutionId: "n-1", institutionId: null }])).json()).toEqual({ changed: 0, removed: 1 });
    expect(await providersOf("psi-a")).toEqual([]);
  });

  it("changes nothing when one row is wrong", async () => {
    const refused = await save([
      { providerInstitutionId: "n-4", institutionId: "psi-b" },
      { providerInstitutionId: "n-5", institutionId: "no-such-bank" },
    ]);
    expect(refused.statusCode).toBe(422);
    expect(refused.json()).toMatchObject({ code: "LIST_REFUSED", refused: [{ line: 2, slug: "n-5" }] });
    expect(await providersOf("psi-b")).toEqual([]);
    expect((await review("providerInstitutionId,name\nn-1,A\nn-1,B")).json()).toMatchObject({ code: "LIST_REFUSED", refusedCount: 1 });
    expect((await review("x", "?provider=No Name")).statusCode).toBe(400);
  });
});
