import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId, oidcClients, tenants } from "@drawbridge/storage";
import { createTestDatabase, type TestDatabase } from "@drawbridge/storage/testing";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createServer } from "../../server/src/app.ts";
import { readConfig } from "../../server/src/config.ts";
import { oidcClientRoutes } from "../../server/src/faces/native/oidc-client-routes.ts";
import { sinkRoutes } from "../../server/src/faces/native/sink-routes.ts";
import { hashToken } from "../../server/src/http/token-hash.ts";
import { wire } from "../../server/src/wiring.ts";
import { runCli } from "../src/index.ts";

let db: TestDatabase;
let folder: string;
let app: FastifyInstance;
let keys: string;

const tenant = (slug: string, token: string) => ({
  id: newId(),
  slug,
  name: slug,
  partnerSecretHash: "x",
  appKeyHash: `x-${slug}`,
  apiTokenHash: hashToken(token),
  policyUrl: null,
  origins: [],
});

beforeAll(async () => {
  db = await createTestDatabase(process.env["DRAWBRIDGE_TEST_PG"]);
  folder = await mkdtemp(join(tmpdir(), "drawbridge-cli-clients-"));
  await tenants(db.storage.pool).upsert(tenant("one", "token-1"));
  await tenants(db.storage.pool).upsert(tenant("two", "token-2"));
  app = createServer("silent");
  const config = readConfig(folder, { DRAWBRIDGE_DATA: folder });
  const origin = "http://127.0.0.1:9";
  const deps = await wire({ config, storage: db.storage, log: app.log, origin: () => origin, bankOrigin: origin });
  await app.register(oidcClientRoutes(deps));
  await app.register(sinkRoutes(deps));
  const server = await app.listen({ host: "127.0.0.1", port: 0 });
  await writeFile(join(folder, "dev.json"), JSON.stringify({ server, api: { token: "token-1" } }));
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign"]);
  keys = join(folder, "keys.json");
  await writeFile(keys, JSON.stringify({ keys: [{ ...(await crypto.subtle.exportKey("jwk", pair.privateKey)), kid: "own-key" }] }));
});
afterAll(async () => {
  await app.close();
  await db.drop();
  await rm(folder, { recursive: true, force: true });
});

const run = async (args: readonly string[]) => {
  const lines: string[] = [];
  const note = (text: string): void => void lines.push(text);
  const exit = await runCli(args, { env: { DRAWBRIDGE_DATA: folder }, root: join(folder, "elsewhere"), say: note, complain: note });
  return { exit, text: lines.join("\n") };
};
const field = (text: string, name: string): string => new RegExp(`^${name} +(.+)$`, "m").exec(text)?.[1] ?? "";

describe("drawbridge clients", () => {
  it("registers one with a secret, shows it without, rotates it and removes it", async () => {
    expect((await run(["clients", "list"])).text).toContain("There are none yet");
    const made = await run(["clients", "create", "Budget \u001b[31mapp", "--redirect", "http://localhost:9/a", "--redirect", "http://localhost:9/b"]);
    expect(made).toMatchObject({ exit: 0, text: expect.stringContaining("http://localhost:9/a, http://localhost:9/b") });
    expect(made.text).not.toContain("\u001b");
    const [id, secret] = [field(made.text, "client_id"), field(made.text, "client_secret")];
    expect([id, secret]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), expect.stringMatching(/^[\w-]{43}$/)]);
    expect((await run(["clients", "list"])).text).toContain(`${id}  client_secret_basic`);
    const shown = (await run(["clients", "show", id])).text;
    expect(shown).toContain("secret              set");
    expect(shown).not.toContain(secret);
    const rotated = (await run(["clients", "rotate", id])).text;
    expect(field(rotated, "secret before")).toMatch(/^works until \d{4}-/);
    expect((await run(["clients", "rotate", id])).text).toContain("end it, or wait");
    const again = field((await run(["clients", "rotate", id, "--end-previous"])).text, "client_secret");
    expect(again).toMatch(/^[\w-]{43}$/);
    expect(again).not.toBe(secret);
    expect(await run(["clients", "remove", id])).toEqual({ exit: 0, text: `Removed ${id}.` });
    expect(await run(["clients", "show", id])).toMatchObject({ exit: 1 });
    expect(await run(["clients", "remove", id])).toMatchObject({ exit: 1 });
  });

  it("registers one with keys, of which only the public parts travel", async () => {
    const made = await run(["clients", "create", "Signing", "--jwks", keys, "--request-object-alg", "ES256"]);
    expect(made.text).toMatch(/authenticates with +private_key_jwt/);
    expect([field(made.text, "keys"), field(made.text, "client_secret")]).toEqual(["own-key", ""]);
    const id = field(made.text, "client_id");
    const stored = await oidcClients(db.storage.pool).byId(id);
    expect(stored?.metadata["jwks"]).toEqual({ keys: [expect.not.objectContaining({ d: expect.anything() })] });
    expect(field((await run(["clients", "rotate", id, "--jwks", keys])).text, "keys")).toBe("own-key");
    expect((await run(["clients", "rotate", id])).text).toContain("it has no secret");
  });

  it("are those of the token's tenant", async () => {
    const id = field((await run(["clients", "create", "Mine"])).text, "client_id");
    for (const verb of ["show", "rotate", "remove"]) expect(await run(["clients", verb, id, "--token", "token-2"])).toMatchObject({ exit: 1 });
    expect((await run(["clients", "list", "--token", "token-2"])).text).toContain("There are none yet");
  });

  it.each([
    ["help", ["clients", "create", "--help"], 0, "Usage: drawbridge clients create NAME"],
    ["help without an operand", ["clients", "list", "--help"], 0, "Usage: drawbridge clients list [options]"],
    ["help on everything", ["--help"], 0, "clients rotate ID"],
    ["no name", ["clients", "create"], 2, "exactly one NAME"],
    ["too much", ["clients", "list", "all"], 2, "Give nothing after the command"],
    ["http far away", ["clients", "create", "x", "--redirect", "http://shop.example/back"], 1, "https"],
    ["an unknown method", ["clients", "create", "x", "--auth", "none"], 1, "not valid"],
    ["keys that are missing", ["clients", "create", "x", "--auth", "private_key_jwt"], 1, "jwks or jwksUri is needed"],
    ["an unknown scope", ["clients", "create", "x", "--scope", "everything"], 1, "not a scope"],
    ["no file", ["clients", "create", "x", "--jwks", "nowhere.json"], 2, "cannot be read"],
    ["another path in the id", ["clients", "show", "../links"], 1, "There is nothing here"],
  ] as const)("%s", async (...[, args, exit, sentence]) => {
    const answer = await run(args);
    expect(answer.text).toContain(sentence);
    expect(answer.exit).toBe(exit);
  });
});

describe("drawbridge sinks", () => {
  it("sets one up with a key from a file, which is never printed, changes it, pauses it and removes it", async () => {
    const secret = join(folder, "write-key");
    await writeFile(secret, "a-write-key\n");
    expect((await run(["sinks", "list"])).text).toContain("There are none yet");
    const local = ["--url", "http://127.0.0.1:9", "--secret-file", secret];
    const made = await run(["sinks", "create", "segment", ...local, "--event", "session.*", "--description", "growth"]);
    expect(made).toMatchObject({ exit: 0, text: expect.stringMatching(/events +session\.\*\ndescription +growth\nstate +running/) });
    expect(made.text).not.toContain("a-write-key");
    const id = field(made.text, "id");
    expect((await run(["sinks", "pause", id])).text).toMatch(/state +paused/);
    expect((await run(["sinks", "resume", id])).text).toMatch(/state +running/);
    expect((await run(["sinks", "change", id, "--event", "*"])).text).toMatch(/events +\*/);
    expect((await run(["sinks", "list"])).text).toContain(`${id}  segment    running`);
    expect((await run(["sinks", "list", "--token", "token-2"])).text).toContain("There are none yet");
    for (const verb of ["show", "pause", "remove"]) expect(await run(["sinks", verb, id, "--token", "token-2"])).toMatchObject({ exit: 1 });
    expect(await run(["sinks", "remove", id])).toEqual({ exit: 0, text: `Removed ${id}.` });
    expect(await run(["sinks", "show", id])).toMatchObject({ exit: 1 });
  });

  it.each([
    ["a kind nobody knows", ["sinks", "create", "kafka"], 2, "segment, posthog, otlp_logs, nats"],
    ["no file", ["sinks", "create", "segment", "--secret-file", "nowhere"], 2, "cannot be read"],
    ["nothing to change", ["sinks", "change", "snk_1"], 2, "Give --event or --description"],
  ] as const)("refuses %s", async (...[, args, exit, sentence]) => {
    expect(await run(args)).toMatchObject({ exit, text: expect.stringContaining(sentence) });
  });
});
