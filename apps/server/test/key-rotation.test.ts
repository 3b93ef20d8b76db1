import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Secret } from "@drawbridge/adapter-kit";
import { newId, sealedPlaces, sealedValues } from "@drawbridge/storage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { withdrawKey } from "../src/keys/run-keys.ts";
import { openFileKms } from "../src/vault/kms.ts";
import type { Envelope } from "../src/vault/vault.ts";
import { connectBank } from "./connect-bank.ts";
import { dataCalls, inside } from "./data-calls.ts";
import { fillAllPlaces, runKeysCommand } from "./key-rotation-stage.ts";

let drawbridge: TestDrawbridge;
let filled: Awaited<ReturnType<typeof fillAllPlaces>>;
const { listOf } = dataCalls(() => drawbridge.server);
beforeAll(async () => {
  drawbridge = await startDrawbridge();
  filled = await fillAllPlaces(drawbridge);
});
afterAll(() => drawbridge.close());

const newestNow = () => drawbridge.deps.kms.keks.newest().id;
const numbersOf = async () => (await listOf(filled.connected)).map((account) => inside(account)["accountNumber"]);

const cli = fileURLToPath(new URL("../../cli/src/main.ts", import.meta.url));

/** Uses of a PIN that nobody finishes, in the order of their ids; each is sealed with its id. */
const insertTries = async ({ storage, deps }: TestDrawbridge, count: number): Promise<readonly string[]> => {
  const ids = Array.from({ length: count }, () => newId()).toSorted();
  const sealed = ids.map((id) => JSON.stringify(deps.vault.seal(new Secret(id), { tenantId: "", userId: "", ownerId: id, purpose: "pin_try" })));
  await storage.pool.query(
    `insert into pin_tries (id, jkt, purpose, server_state, if_wrong, created_at, expires_at)
     select id, 'nobody', 'login', sealed, '{}', now(), now() + interval '1 day' from unnest($1::uuid[], $2::jsonb[]) as t (id, sealed)`,
    [ids, sealed],
  );
  return ids;
};

/** People and programs that never stop: sealing, opening, and both in one visit. */
const keepBusy = (failures: unknown[]) => {
  const state = { over: false, requests: 0 };
  const forever = async (work: (turn: number) => Promise<void>): Promise<void> => {
    for (let turn = 0; !state.over; turn += 1) {
      await work(turn).catch((error: unknown) => failures.push(error));
      state.requests += 1;
    }
  };
  const expectOk = async (response: Promise<Response>): Promise<void> => {
    const { ok, status } = await response;
    if (!ok) throw new Error(String(status));
  };
  const post = (path: string, body: object = {}) => expectOk(drawbridge.api(path, { method: "POST", body }));
  const ends = Promise.all([
    forever(async () => expect(await numbersOf()).toContainEqual(expect.any(String))),
    forever(() => post(`/v1/webhook-endpoints/${filled.endpointId}/secret-rotations`)),
    forever(() => post(`/v1/webhook-endpoints/${filled.endpointId}/tests`)),
    forever((turn) => connectBank(drawbridge, `busy-${turn}`).then(() => undefined)),
  ]);
  return {
    requests: () => state.requests,
    stop: async () => {
      state.over = true;
      await ends;
    },
  };
};

describe("rotation of the key-encryption key", () => {
  it("every column of the catalogue holds an envelope, and nothing else does", async () => {
    const values = sealedValues(drawbridge.storage.pool);
    const counted = new Set((await values.counts()).map(({ place }) => place));
    expect([...counted].toSorted()).toEqual(sealedPlaces.map(({ table, column }) => `${table}.${column}`).toSorted());
    expect(new Set((await values.naming(newestNow())).map(({ place }) => place))).toEqual(counted);
  });

  it("under load: no request fails, nothing names the old key any more, and it is withdrawn", async () => {
    const [old, numbers] = [newestNow(), await numbersOf()];
    const failures: unknown[] = [];
    const busy = keepBusy(failures);
    await expect.poll(busy.requests).toBeGreaterThan(4);
    expect(await runKeysCommand(drawbridge, "withdraw", old)).toMatchObject({ exit: 1, text: expect.stringContaining("is the key that seals") });
    const rotated = await runKeysCommand(drawbridge, "rotate");
    expect(rotated).toMatchObject({ exit: 0, text: expect.stringContaining(newestNow()) });
    expect(newestNow()).not.toBe(old);
    expect(await runKeysCommand(drawbridge, "withdraw", old)).toMatchObject({ exit: 1, text: expect.stringContaining("a moment ago") });
    const later = {
      env: { DRAWBRIDGE_DATA: dirname(drawbridge.devFile), DATABASE_URL: drawbridge.databaseUrl },
      now: new Date(Date.now() + 3_600_000),
    };
    const said: string[] = [];
    const withdraw = () => withdrawKey({ ...later, say: (line) => said.push(line) }, old);
    await expect(withdraw()).rejects.toThrow("still holds envelopes");
    const before = busy.requests();
    // What was under way when the key was replaced is written after it; a later run finds that.
    await expect
      .poll(async () => {
        const run = await runKeysCommand(drawbridge, "rewrap");
        expect(run.text).not.toContain("no key opens");
        return sealedValues(drawbridge.storage.pool).naming(old);
      })
      .toEqual([]);
    await expect.poll(() => busy.requests() - before).toBeGreaterThan(8);
    await withdraw();
    await expect.poll(() => busy.requests() - before).toBeGreaterThan(16);
    await busy.stop();
    expect(failures).toEqual([]);
    expect(said.join()).toContain(`${old} is withdrawn`);
    expect(await numbersOf()).toEqual(numbers);
    const shown = await runKeysCommand(drawbridge, "show");
    expect(shown.text.split("\n").filter((line) => line.startsWith("kek_"))).toEqual([expect.stringContaining(`${newestNow()} `)]);
    expect((await openFileKms(join(dirname(drawbridge.devFile), "kms.json"))).keks.find(old)).toBeNull();
  });

  it("a run that is killed in the middle is finished by the next one, and everything opens", async () => {
    const { storage, deps } = drawbridge;
    const tries = await insertTries(drawbridge, 60);
    await runKeysCommand(drawbridge, "rotate");
    const newest = newestNow();
    const held = async () =>
      (await storage.pool.query("select 1 from pin_tries where server_state ->> 'kek' = $1 and id = any($2)", [newest, tries])).rowCount ?? 0;
    const middle = await storage.pool.connect();
    await middle.query("begin");
    await middle.query("select from pin_tries where id = $1 for update", [tries[30]]);
    const run = spawn(process.execPath, [cli, "keys", "rewrap"], {
      env: { PATH: process.env["PATH"], DRAWBRIDGE_DATA: dirname(drawbridge.devFile), DATABASE_URL: drawbridge.databaseUrl },
      stdio: "ignore",
    });
    const ended = once(run, "exit");
    await expect.poll(held).toBe(30);
    run.kill("SIGKILL");
    await ended;
    await middle.query("rollback");
    middle.release();
    const open = (id: string, sealed: Envelope) => deps.vault.open(sealed, { tenantId: "", userId: "", ownerId: id, purpose: "pin_try" }).reveal();
    const texts = async () => {
      const { rows } = await storage.pool.query<{ id: string; sealed: Envelope }>(
        "select id, server_state as sealed from pin_tries where id = any($1) order by id",
        [tries],
      );
      return rows.map(({ id, sealed }) => open(id, sealed));
    };
    expect(await texts()).toEqual(tries);
    await expect.poll(async () => (await runKeysCommand(drawbridge, "rewrap")).text).toContain(`Everything is held by ${newest}`);
    expect(await texts()).toEqual(tries);
  });

  it("a value that somebody else wrote in the same moment stays as it was written", async () => {
    const values = sealedValues(drawbridge.storage.pool);
    const place = sealedPlaces.find(({ table }) => table === "event_sinks");
    const [value] = place ? await values.othersThan(place, "another key", { after: [], limit: 1 }) : [];
    if (!place || !value) throw new Error("there is no sink");
    expect(await values.replace(place, { key: value.key, value: { what: "was there before" } }, { lost: true })).toBe(false);
    expect(await values.othersThan(place, "another key", { after: [], limit: 1 })).toEqual([value]);
  });

  it("refuses a key and a folder that are not there", async () => {
    expect(await runKeysCommand(drawbridge, "withdraw", "kek_000000000000")).toMatchObject({
      exit: 1,
      text: expect.stringContaining("There is no key"),
    });
    expect(await runKeysCommand({ ...drawbridge, devFile: "/nowhere/at/all/dev.json" }, "rotate")).toMatchObject({
      exit: 1,
      text: expect.stringContaining("There is no /nowhere/at/all/kms.json"),
    });
  });
});
