import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packInstitutions, type SearchRow } from "@drawbridge/domain";
import { institutions } from "@drawbridge/storage";
import { createTestDatabase, type TestDatabase } from "@drawbridge/storage/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createDirectory, type Directory } from "../src/institutions/directory.ts";
import { openKeptIndex } from "../src/institutions/kept-index.ts";

let db: TestDatabase;
let folder: string;
let path: string;

const SIZE = 5_000;

const recordOf = (n: number, name = `Mill Bank ${n}`) => ({
  slug: `mill-${n}`,
  name,
  domain: `mill${n}.example`,
  url: `https://mill${n}.example`,
  country: "GB",
  keywords: [],
  routingNumbers: [],
  logo: null,
  popularity: 1,
  isTest: false,
  health: "healthy" as const,
  providers: [],
});

const store = (records: readonly ReturnType<typeof recordOf>[]): Promise<void> =>
  institutions(db.storage.pool).apply("test", { upsert: records.map((record) => ({ record, checksum: record.name })), retire: [] });

/** A start of the server, as far as the directory goes. */
const start = async (): Promise<Directory> => {
  const directory = await createDirectory(db.storage, () => false, openKeptIndex(path));
  await directory.ready;
  await directory.close();
  return directory;
};
const found = (directory: Directory, query: string): readonly string[] => directory.find(query, 5).found.map(({ record }) => record.name);

beforeAll(async () => {
  db = await createTestDatabase(process.env["DRAWBRIDGE_TEST_PG"]);
  folder = await mkdtemp(join(tmpdir(), "drawbridge-kept-"));
  path = join(folder, "institution-search");
  await store(Array.from({ length: SIZE }, (_, n) => recordOf(n)));
});
afterAll(async () => {
  await db.drop();
  await rm(folder, { recursive: true, force: true });
});

it("keeps the index of a long list, opens it at the next start, and leaves the file alone", async () => {
  expect(found(await start(), "mill 4321")).toEqual(["Mill Bank 4321"]);
  const { mtimeMs } = await stat(path);
  expect(found(await start(), "mill 4321")).toEqual(["Mill Bank 4321"]);
  expect((await stat(path)).mtimeMs).toBe(mtimeMs);
});

it("packs again when the list is another one", async () => {
  await store([recordOf(77, "Weir Savings")]);
  expect(found(await start(), "weir")).toEqual(["Weir Savings"]);
});

it.each<readonly [string, (file: Buffer) => Buffer]>([
  ["empty", () => Buffer.alloc(0)],
  ["cut off", (file) => file.subarray(0, file.length / 2)],
  ["nothing but its mark", (file) => file.subarray(0, 32)],
  ["changed in one bit", (file) => Buffer.from(file).fill(file[file.length - 9] === 1 ? 2 : 1, file.length - 9, file.length - 8)],
  ["of another release", (file) => Buffer.concat([Buffer.alloc(32, 7), file.subarray(32)])],
  ["something else", () => Buffer.from("{}".repeat(5_000))],
])("packs again, and keeps that, when the file is %s", async (_what, damage) => {
  await start();
  const sound = await readFile(path);
  await writeFile(path, damage(sound));
  expect(found(await start(), "mill 123")).toContain("Mill Bank 123");
  expect((await openKeptIndex(path).read(sound.subarray(0, 32)))?.names).toContain("mill bank 123");
});

it("starts without a place to keep anything", async () => {
  const directory = await createDirectory(db.storage, () => false, openKeptIndex(join(path, "below-a-file")));
  await directory.ready;
  await directory.close();
  expect(found(directory, "mill 99")).toContain("Mill Bank 99");
});

// When this fails, the same rows pack to something else: raise SEARCH_FORMAT, so that kept indexes are packed again.
it("packs these rows as format 1 does", () => {
  const rows: readonly SearchRow[] = [
    { name: "Bank of Ämter & Co", keywords: ["Öl", "grün"], domains: ["www.aemter.example"], routingNumbers: ["12AB"], popularity: 7 },
    { name: "ØL sparebank", keywords: [], domains: ["ol.example", "sparebank.example"], routingNumbers: [], popularity: 5000 },
    { name: "銀行 Trust", keywords: ["Trust"], domains: [], routingNumbers: ["009"], popularity: 0 },
  ];
  const { terms, names, standing } = packInstitutions(rows);
  const parts = [terms.terms, names, ...[standing, ...terms.tiers, terms.rows, terms.byRow].map((part) => JSON.stringify(part))];
  expect(createHash("sha256").update(parts.join("\n")).digest("hex")).toBe("7223256098b7bc4a2226346dfdf88eafb47e011da576168f79a137bbea19348e");
});
