import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chmod, cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { joinServers, migrate, openStorage, startEmbeddedPostgres } from "../src/index.ts";
import { completeBinaries, findBinaries } from "../src/embedded/binaries.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing/create-test-database.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase(process.env["DRAWBRIDGE_TEST_PG"]);
});
afterAll(() => db.drop());

describe("a database that this code may not touch", () => {
  it("was brought up to date by a newer release", async () => {
    await db.storage.pool.query("insert into migrations (name, checksum) values ('9999_future.sql', 'x')");
    await expect(migrate(db.storage)).rejects.toThrow(/newer Drawbridge \(9999_future\.sql\)/);
    await db.storage.pool.query("delete from migrations where name = '9999_future.sql'");
    await migrate(db.storage);
  });

  it("was made by a migration that has been changed since", async () => {
    const { rows } = await db.storage.pool.query<{ name: string; checksum: string }>("select name, checksum from migrations order by name limit 1");
    await db.storage.pool.query("update migrations set checksum = 'other' where name = $1", [rows[0]?.name]);
    await expect(migrate(db.storage)).rejects.toThrow(`migration ${rows[0]?.name} was changed after it was applied`);
    await db.storage.pool.query("update migrations set checksum = $2 where name = $1", [rows[0]?.name, rows[0]?.checksum]);
  });
});

describe("servers that share a database", () => {
  it("know whether they are the first, also after one was killed", async () => {
    const first = await joinServers(db.config);
    const second = await joinServers(db.config);
    expect([first.wasAlone, second.wasAlone]).toEqual([true, false]);
    await first.leave();
    await second.leave();
    const killed = await joinServers(db.config);
    // Locks are listed for the whole server, and other tests' servers are on it.
    const here = "database = (select oid from pg_database where datname = current_database())";
    await db.storage.pool.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = 715501 and ${here}`);
    await expect
      .poll(async () => {
        const next = await joinServers(db.config);
        await next.leave();
        return next.wasAlone;
      })
      .toBe(true);
    await killed.leave();
  });
});

describe("an address that cannot be used", () => {
  it.each([
    ["postgresql://me:hidden@127.0.0.1:1/x", /^the database me@127\.0\.0\.1:1\/x cannot be used: nothing listens there; check DATABASE_URL$/],
    ["postgresql://me@/x?host=/nowhere", /there is no such socket/],
    ["not an address", /DATABASE_URL is not an address like|cannot be used/],
  ])("%s is refused in a sentence", async (connectionString, sentence) => {
    await expect(openStorage({ connectionString })).rejects.toThrow(sentence);
  });
});

describe("a data folder", () => {
  const folder = async (): Promise<string> => {
    const path = await mkdtemp(join(tmpdir(), "drawbridge-refusal-"));
    await chmod(path, 0o711);
    return path;
  };

  it("that holds something else is left alone", async () => {
    const dataDir = await folder();
    await mkdir(join(dataDir, "postgres"));
    await writeFile(join(dataDir, "postgres", "letter.txt"), "dear reader");
    await chmod(join(dataDir, "postgres"), 0o755);
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/is in the way|was made by/);
    expect(await readdir(join(dataDir, "postgres"))).toEqual(["letter.txt"]);
    await rm(dataDir, { recursive: true });
  });

  it("that cannot be made says which variable to set", async () => {
    const dataDir = await folder();
    await writeFile(join(dataDir, "file"), "");
    await expect(startEmbeddedPostgres({ dataDir: join(dataDir, "file", "data") })).rejects.toThrow(/cannot be used .*DRAWBRIDGE_DATA/);
    await rm(dataDir, { recursive: true });
  });
});

describe("an installation whose scripts were off", () => {
  it("gets its library links and execute bits from the server itself", async () => {
    const copy = await mkdtemp(join(tmpdir(), "drawbridge-native-"));
    const native = join(copy, "native");
    await mkdir(join(native, "bin"), { recursive: true });
    await mkdir(join(native, "lib"));
    await cp(join(findBinaries(), "bin", "initdb"), join(native, "bin", "initdb"));
    for (const name of ["pg_ctl", "postgres"]) await writeFile(join(native, "bin", name), "");
    for (const name of ["initdb", "pg_ctl", "postgres"]) await chmod(join(native, "bin", name), 0o644);
    await writeFile(join(native, "lib", "libx.so.1.2"), "library");
    await writeFile(join(native, "pg-symlinks.json"), JSON.stringify([{ source: "native/lib/libx.so.1.2", target: "native/lib/libx.so.1" }]));
    await completeBinaries(native);
    expect(await readdir(join(native, "lib"))).toEqual(["libx.so.1", "libx.so.1.2"]);
    for (const name of ["initdb", "pg_ctl", "postgres"]) expect((await stat(join(native, "bin", name))).mode & 0o111).toBe(0o111);
    await rm(copy, { recursive: true });
  });
});
