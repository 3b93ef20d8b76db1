import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDevice } from "../../apps/server/test/device-client.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { choose, openPerson, settled, signInWith, takeAll } from "./person.ts";

let drawbridge: TestDrawbridge;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
});
afterAll(() => drawbridge.close());

interface Row {
  readonly table: string;
  readonly text: string;
}

/** Every row of every table there is, as text. */
const everyRow = async (): Promise<readonly Row[]> => {
  const { pool } = drawbridge.storage;
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')`,
  );
  const found: Row[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ text: string }>(`select to_jsonb(t)::text as text from ${name} t`);
    found.push(...rows.map(({ text }) => ({ table: name.replace(/^public\.|_\d{4}_\d\d$/g, ""), text })));
  }
  return found;
};

const tablesWith = (rows: readonly Row[], marks: readonly string[]): readonly string[] =>
  [...new Set(rows.filter(({ text }) => marks.some((mark) => text.includes(mark))).map(({ table }) => table))].toSorted();

const canary = {
  externalId: "canary.person@erased.example",
  profile: { firstName: "Canaria", lastName: "Vogelsang", email: "canary.mail@erased.example" },
  term: "Canarian Bank of Nowhere",
  text: "Pay the canary seed?",
  password: "pass_ok",
} as const;

const call = async (path: string, body: object): Promise<Record<string, string>> => {
  const answer = await drawbridge.api(path, { method: "POST", body });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, string>;
};

/** What one person leaves everywhere: names, a search, a bank with its data, a phone, something to approve. */
const live = async () => {
  const { id = "" } = await call("/v1/users", { externalId: canary.externalId, profile: canary.profile });
  await call("/v1/webhook-endpoints", { url: "http://127.0.0.1:9/hook" });
  const person = await openPerson(drawbridge, canary.externalId);
  await person.give({ type: "consent_given" });
  await person.give({ type: "search_settled", term: canary.term });
  await choose(person, "drawbridge-bank");
  await signInWith(person, { username: "user_ok", password: canary.password });
  await takeAll(person);
  await settled(person);
  const device = await createTestDevice(drawbridge.server);
  const { activationCode = "" } = await call(`/v1/users/${id}/activation-codes`, { purpose: "activation", reason: "asked" });
  await device.activate({ tenantId: "development", userId: canary.externalId }, activationCode, "135790");
  await call("/v1/operations", { userId: id, text: canary.text, data: { payee: canary.profile.lastName } });
  return { id, deviceId: device.state.deviceId };
};

it("leaves nothing that names an erased person in any table; in the log stays an id that names nobody", async () => {
  const { id, deviceId } = await live();
  const { pool } = drawbridge.storage;
  const { rows } = await pool.query<{ id: string; hex: string }>("select id, hex_id as hex from users where external_id = $1", [canary.externalId]);
  const [uuid, hex] = [rows[0]?.id ?? "", rows[0]?.hex ?? ""];
  const { rows: accounts } = await pool.query<{ number: string }>("select stable_id as number from accounts");
  const names = [canary.externalId, ...Object.values(canary.profile), canary.term, canary.text, hex, ...accounts.map(({ number }) => number)];
  const before = await everyRow();
  expect(names.filter((name) => tablesWith(before, [name]).length === 0)).toEqual([]);

  expect((await drawbridge.api(`/v1/users/${id}?reason=asked%20for%20it&by=help%20desk`, { method: "DELETE", body: {} })).status).toBe(204);
  const after = await everyRow();
  expect(tablesWith(after, names)).toEqual([]);
  expect(tablesWith(after, [uuid, id])).toEqual(["audit_rows", "events", "idempotency_keys", "session_facts"]);
  expect(tablesWith(after, [deviceId])).toEqual(["audit_rows", "events"]);
});
