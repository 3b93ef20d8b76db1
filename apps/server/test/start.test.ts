import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { openStorage, startEmbeddedPostgres } from "@drawbridge/storage";
import { freePort } from "../../../tests/free-port.ts";
import { freePorts, listens, makeFolder, spawnDrawbridge, type SpawnedDrawbridge } from "./spawn-drawbridge.ts";

const asRoot = process.getuid?.() === 0;
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (let clean = cleanups.pop(); clean; clean = cleanups.pop()) await clean();
});

const folder = async (): Promise<string> => {
  const { path, remove } = await makeFolder();
  cleanups.push(remove);
  return path;
};

const start = async (env: Readonly<Record<string, string>>): Promise<SpawnedDrawbridge> => {
  const spawned = spawnDrawbridge({ ...(await freePorts()), ...env });
  cleanups.push(async () => {
    spawned.process.kill("SIGTERM");
    await spawned.ended;
  });
  return spawned;
};

const postmasterOf = async (data: string): Promise<number> =>
  Number((await readFile(join(data, "postgres", "postmaster.pid"), "utf8")).split("\n")[0]);

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const authorization = "Bearer development-api-token-1";
const makeUser = async (origin: string, externalId: string): Promise<string> => {
  const answer = await fetch(`${origin}/v1/links`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
    body: JSON.stringify({ kind: "connect", user: { externalId }, jobTypes: ["transactions"] }),
  });
  return `${answer.status} ${await answer.text()}`;
};

const usersIn = async (config: Parameters<typeof openStorage>[0]): Promise<number> => {
  const storage = await openStorage(config);
  const { rows } = await storage.pool.query<{ n: number }>("select count(*) as n from tenants");
  await storage.close();
  return rows[0]?.n ?? 0;
};

describe("a start", () => {
  it("prints the links, playground first, and stops everything on Ctrl-C", async () => {
    const data = await folder();
    const ports = await freePorts();
    const server = await start({ ...ports, DRAWBRIDGE_DATA: data });
    await server.running();
    expect(server.output()).toMatch(/Playground .*\n.*Console [\s\S]*Authenticator .*\n.*#tenant=[\s\S]*Sandbox bank .*\n.*Server /);
    const postmaster = await postmasterOf(data);
    server.process.kill("SIGINT");
    const before = Date.now();
    expect(await server.ended).toBe(0);
    expect(Date.now() - before).toBeLessThan(20_000);
    expect(isAlive(postmaster)).toBe(false);
    for (const port of Object.values(ports)) expect(await listens(port)).toBe(false);
  });

  it("that is told to stop half-way leaves nothing behind", async () => {
    const data = await folder();
    const server = await start({ DRAWBRIDGE_DATA: data });
    // The file is there a moment before its number is.
    const begun = (): Promise<number> => postmasterOf(data).catch(() => 0);
    while ((await begun()) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const postmaster = await postmasterOf(data);
    server.process.kill("SIGTERM");
    await server.ended;
    expect(isAlive(postmaster)).toBe(false);
  });

  it("takes over the database of a killed server, with its data and its abandoned jobs", async () => {
    const data = await folder();
    const first = await start({ DRAWBRIDGE_DATA: data });
    await first.running();
    await makeUser(first.origin, "kept");
    const orphan = await postmasterOf(data);
    first.process.kill("SIGKILL");
    await first.ended;
    expect(isAlive(orphan)).toBe(true);
    const socket = (await readFile(join(data, "postgres", "postmaster.pid"), "utf8")).split("\n")[4] ?? "";
    const config = { host: socket, user: "drawbridge", database: "postgres" };
    const storage = await openStorage(config);
    await storage.pool.query(`select graphile_worker.add_job('session.effect', '{"sessionId":"${crypto.randomUUID()}","effectId":"e"}'::json)`);
    await storage.pool.query(`update graphile_worker._private_jobs set locked_by = 'killed', locked_at = now(), attempts = 1`);
    await storage.close();
    const second = await start({ DRAWBRIDGE_DATA: data });
    await second.running();
    expect(await postmasterOf(data)).toBe(orphan);
    const again = await openStorage(config);
    await expect.poll(async () => (await again.pool.query("select 1 from graphile_worker._private_jobs")).rowCount, { timeout: 30_000 }).toBe(0);
    expect((await again.pool.query("select 1 from users where external_id = 'kept'")).rowCount).toBe(1);
    await again.close();
  });

  it("refuses to be the second on a data folder, in one sentence", async () => {
    const data = await folder();
    const first = await start({ DRAWBRIDGE_DATA: data });
    await first.running();
    const second = await start({ DRAWBRIDGE_DATA: data });
    expect(await second.ended).toBe(1);
    expect(second.output().trim()).toMatch(
      /^Drawbridge did not start: another Drawbridge already runs on the data folder .*DRAWBRIDGE_DATA to another folder\.$/,
    );
    expect((await fetch(`${first.origin}/health`)).status).toBe(200);
  });

  it("lets exactly one of two first starts win", async () => {
    const data = await folder();
    const both = [await start({ DRAWBRIDGE_DATA: data }), await start({ DRAWBRIDGE_DATA: data })];
    const fates = await Promise.all(
      both.map((one) =>
        one.running().then(
          () => "runs",
          () => one.output().trim(),
        ),
      ),
    );
    expect(fates.filter((fate) => fate === "runs")).toHaveLength(1);
    expect(fates.find((fate) => fate !== "runs")).toMatch(/^Drawbridge did not start: another Drawbridge already runs/);
  });

  describe("beside somebody who listens already", () => {
    const shared = { data: "", remove: async (): Promise<void> => undefined };
    beforeAll(async () => {
      const { path, remove } = await makeFolder();
      Object.assign(shared, { data: path, remove });
    });
    afterAll(() => shared.remove());

    // Of the first of them it is the first start of all; the others find its database.
    it.each(["PORT", "PLAYGROUND_PORT", "BANK_PORT", "CONSOLE_PORT", "AUTHENTICATOR_PORT"])(
      "names %s when that port is taken, and leaves no database",
      async (name) => {
        const taken = createServer().listen(0, name === "PORT" || name === "CONSOLE_PORT" ? "127.0.0.1" : "localhost");
        await once(taken, "listening");
        cleanups.push(async () => taken.close());
        const address = taken.address();
        const port = typeof address === "object" && address ? address.port : 0;
        const server = await start({ DRAWBRIDGE_DATA: shared.data, [name]: String(port) });
        expect(await server.ended).toBe(1);
        expect(server.output()).toContain(
          `Drawbridge did not start: port ${port} is already in use; stop what uses it, or set ${name} to another one.`,
        );
        expect(existsSync(join(shared.data, "postgres", "postmaster.pid"))).toBe(false);
      },
    );
  });

  it("says which variable is not a port", async () => {
    const server = await start({ PORT: "3oo0" });
    expect(await server.ended).toBe(1);
    expect(server.output().trim()).toBe('Drawbridge did not start: PORT is "3oo0", which is not a port number.');
  });

  it("prints its usage", async () => {
    const help = spawnDrawbridge({}, ["--help"]);
    expect(await help.ended).toBe(0);
    for (const word of ["PORT", "DATABASE_URL", "DRAWBRIDGE_DATA", "npm run doctor"]) expect(help.output()).toContain(word);
  });

  it("as root keeps the database where its user can reach it, and says so", async ({ skip }) => {
    skip(!asRoot, "not root: the database runs as the same user, who reaches every folder of theirs");
    const home = await folder();
    const data = join(home, "clone", ".drawbridge");
    await mkdir(join(home, "clone"));
    await chmod(home, 0o700);
    const server = await start({ DRAWBRIDGE_DATA: data });
    await server.running();
    const where = /the database is kept in (\/\S+)/.exec(server.output())?.[1] ?? "";
    cleanups.unshift(() => rm(where, { recursive: true, force: true }));
    expect(existsSync(join(where, "postgres", "PG_VERSION"))).toBe(true);
    expect(await readdir(data)).not.toContain("postgres");
  });
});

describe("a database of one's own", () => {
  const own = async () => {
    const data = await folder();
    const embedded = await startEmbeddedPostgres({ dataDir: data });
    cleanups.push(embedded.stop);
    const storage = await openStorage(embedded.config);
    const query = (sql: string) => storage.pool.query(sql);
    await query("create role plain login nosuperuser nocreatedb nocreaterole");
    await query("create role guest login");
    await query("create database product owner plain");
    await storage.close();
    const host = String(embedded.config.host);
    return { host, url: (role: string, database: string) => `postgresql://${role}@/${database}?host=${encodeURIComponent(host)}` };
  };

  it("works as a role without superuser", async () => {
    const { host, url } = await own();
    const data = await folder();
    const server = await start({ DATABASE_URL: url("plain", "product"), DRAWBRIDGE_DATA: data });
    await server.running();
    expect(existsSync(join(data, "postgres"))).toBe(false);
    expect(await usersIn({ host, user: "plain", database: "product" })).toBe(1);
    server.process.kill("SIGINT");
    expect(await server.ended).toBe(0);
  });

  it("is refused in one sentence when it cannot be used", async () => {
    const { url } = await own();
    const free = await freePort();
    const cases: readonly (readonly [string, string])[] = [
      [
        `postgresql://someone:hidden@127.0.0.1:${free}/product`,
        `the database someone@127.0.0.1:${free}/product cannot be used: nothing listens there; check DATABASE_URL.`,
      ],
      [url("plain", "absent"), "there is no such database; check DATABASE_URL."],
      [url("guest", "product"), "the database role may not make tables"],
      ["postgresql://host:port:what", "DATABASE_URL is not an address like postgresql://user:password@host:5432/database."],
    ];
    for (const [DATABASE_URL, sentence] of cases) {
      const server = await start({ DATABASE_URL, DRAWBRIDGE_DATA: await folder() });
      expect(await server.ended).toBe(1);
      expect(server.output()).toContain(sentence);
      expect(server.output()).not.toContain("hidden");
      expect(server.output().trim().split("\n")).toHaveLength(1);
    }
  });
});
