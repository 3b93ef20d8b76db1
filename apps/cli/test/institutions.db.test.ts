import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId, tenants } from "@drawbridge/storage";
import { createTestDatabase, type TestDatabase } from "@drawbridge/storage/testing";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createServer } from "../../server/src/app.ts";
import { readConfig } from "../../server/src/config.ts";
import { institutionRoutes } from "../../server/src/faces/native/institution-routes.ts";
import { hashToken } from "../../server/src/http/token-hash.ts";
import { wire } from "../../server/src/wiring.ts";
import { runCli } from "../src/index.ts";

let db: TestDatabase;
let folder: string;
let app: FastifyInstance;
let server: string;

beforeAll(async () => {
  db = await createTestDatabase(process.env["DRAWBRIDGE_TEST_PG"]);
  folder = await mkdtemp(join(tmpdir(), "drawbridge-cli-"));
  await tenants(db.storage.pool).upsert({
    id: newId(),
    slug: "one",
    name: "one",
    partnerSecretHash: "x",
    appKeyHash: "x",
    apiTokenHash: hashToken("token-1"),
    policyUrl: null,
    origins: [],
  });
  app = createServer("silent");
  const config = readConfig(folder, { DRAWBRIDGE_DATA: folder });
  const deps = await wire({ config, storage: db.storage, log: app.log, origin: () => "", bankOrigin: "http://127.0.0.1:9" });
  await deps.directory.ready;
  await app.register(institutionRoutes(deps));
  server = await app.listen({ host: "127.0.0.1", port: 0 });
  await writeFile(join(folder, "dev.json"), JSON.stringify({ server, api: { token: "token-1" } }));
});
afterAll(async () => {
  await app.close();
  await db.drop();
  await rm(folder, { recursive: true, force: true });
});

const run = async (args: readonly string[], env: Readonly<Record<string, string>> = { DRAWBRIDGE_DATA: folder }) => {
  const lines: string[] = [];
  const note = (text: string): void => void lines.push(text);
  const exit = await runCli(args, { env, root: join(folder, "elsewhere"), say: note, complain: note });
  return { exit, text: lines.join("\n") };
};
const file = async (name: string, content: string): Promise<string> => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};

describe("drawbridge institutions", () => {
  it("imports a list, finds it, and changes nothing the second time", async () => {
    const path = await file("list.csv", "slug,name,country\nmeadow,Meadow \u001b[31mBank,GB\n");
    expect(await run(["institutions", "import", path])).toMatchObject({ exit: 1 });
    await file("list.csv", "slug,name,country\nmeadow,Meadow Bank,GB\n");
    expect((await run(["institutions", "import", path, "--dry-run"])).text).toBe("Looked at 1 rows: 1 added, 0 changed, 0 unchanged, 0 retired.");
    expect((await run(["institutions", "import", path])).text).toContain("Imported 1 rows: 1 added");
    expect((await run(["institutions", "import", path])).text).toContain("0 added, 0 changed, 1 unchanged");
    expect(await run(["institutions", "search", "meadwo"])).toEqual({ exit: 0, text: "GB  Meadow Bank  [meadow]  not connectable yet\n1 of 1" });
    expect(await run(["institutions", "search", "qqqqqqq"])).toMatchObject({ exit: 1 });
  });

  it("retires what is missing only when told to", async () => {
    const path = await file(
      "part.json",
      JSON.stringify([
        { slug: "pa", name: "Parta", country: "GB" },
        { slug: "pb", name: "Partb", country: "GB" },
      ]),
    );
    await run(["institutions", "import", path, "--list", "part"]);
    await file("part.json", JSON.stringify([{ slug: "pa", name: "Parta", country: "GB" }]));
    expect((await run(["institutions", "import", path, "--list", "part"])).text).toContain("--remove-missing stops offering them");
    expect((await run(["institutions", "import", path, "--list", "part", "--remove-missing"])).text).toContain("1 unchanged, 1 retired.");
  });

  it("lists refused rows with their lines, also as a file", async () => {
    const path = await file("bad.csv", "slug,name,country\n=cmd,Bad,GB\nok,Ok,Germany\n");
    const report = join(folder, "refused.csv");
    const { exit, text } = await run(["institutions", "import", path, "--report", report]);
    expect(exit).toBe(1);
    expect(text).toContain("nothing was imported");
    expect(text).toContain("line 3 (ok): country must be two capital letters such as DE");
    expect(await readFile(report, "utf8")).toContain(`2,"'=cmd","slug"`);
  });

  it.each([
    ["no arguments: help", [], 0, "Usage: drawbridge COMMAND"],
    ["help", ["--help"], 0, "institutions import FILE"],
    ["help on a command", ["institutions", "search", "--help"], 0, "Usage: drawbridge institutions search TERM"],
    ["an unknown command", ["banks"], 2, 'no command "banks"'],
    ["an unknown option", ["institutions", "search", "x", "--colour"], 2, "Unknown option"],
    ["no operand", ["institutions", "import"], 2, "exactly one FILE"],
    ["a missing file", ["institutions", "import", "nowhere.csv"], 2, "cannot be read"],
    ["another kind of file", ["institutions", "import", "list.xlsx"], 2, ".csv or .json"],
    ["a server that is down", ["institutions", "search", "x", "--server", "http://127.0.0.1:9", "--token", "t"], 3, "does not answer"],
    ["a server without its token", ["institutions", "search", "x", "--server", "http://127.0.0.1:9"], 2, "No API token"],
    ["an address of another kind", ["institutions", "search", "x", "--server", "ftp://x"], 2, "http or https"],
    ["a wrong token", ["institutions", "search", "x", "--token", "wrong"], 4, "does not accept this token"],
    ["a wrong limit", ["institutions", "search", "x", "--limit", "0"], 1, "not valid"],
  ] as const)("%s", async (...[, args, exit, sentence]) => {
    const answer = await run(args);
    expect(answer.exit).toBe(exit);
    expect(answer.text).toContain(sentence);
  });

  it("says how to name a server when none is known", async () => {
    expect(await run(["institutions", "search", "x"], {})).toMatchObject({ exit: 2, text: expect.stringContaining("npm start") });
    expect(await run(["institutions", "search", "meadow"], { DRAWBRIDGE_SERVER: server, DRAWBRIDGE_TOKEN: "token-1" })).toMatchObject({ exit: 0 });
  });
});
