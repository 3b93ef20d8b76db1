import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { freePorts, makeFolder, spawnDrawbridge, type SpawnedDrawbridge } from "../../apps/server/test/spawn-drawbridge.ts";
import { startReceiver, type Receiver } from "../../apps/server/test/webhook-stage.ts";
import { choose, openLink, openPerson, takeAll, type Origin } from "./person.ts";

const token = "development-api-token-1";

const at = ({ origin }: SpawnedDrawbridge): Origin => ({
  server: origin,
  api: (path, init) =>
    fetch(`${origin}${path}`, {
      method: init?.method ?? "GET",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": init?.key ?? crypto.randomUUID() },
      ...(init && { body: JSON.stringify(init.body) }),
    }),
});

interface Batch {
  readonly batch: readonly { readonly messageId: string; readonly event: string }[];
}
const sentTo = ({ hits }: Receiver) => hits.flatMap(({ body }): Batch["batch"] => JSON.parse(body).batch);

it("a server killed while the bank is asked goes on where it was, every event is there once, and what was being sent on is sent again", async () => {
  const { path, remove } = await makeFolder();
  const env = { ...(await freePorts()), DRAWBRIDGE_DATA: path };
  const first = spawnDrawbridge(env);
  await first.running();
  const receiver = await startReceiver();
  receiver.answer(() => undefined); // it has the events, and the server never hears so
  await at(first).api("/v1/sinks", { method: "POST", body: { kind: "segment", url: receiver.origin, key: "key-1" } });
  const person = await openPerson(at(first), "killed");
  await choose(person, "drawbridge-bank");
  const fields = await person.seal([
    { name: "username", value: "user_slow_2500" },
    { name: "password", value: "pass_ok" },
  ]);
  await person.give({ type: "credentials_submitted", fields });
  expect(person.view().step).toMatchObject({ at: "connecting", phase: "signing_in" });
  await expect.poll(() => sentTo(receiver).length, { timeout: 30_000 }).toBeGreaterThan(0);
  first.process.kill("SIGKILL");
  await first.ended;
  const unconfirmed = sentTo(receiver).map(({ messageId }) => messageId);
  receiver.hits.length = 0;
  receiver.answer((response) => void response.end("{}"));

  const second = spawnDrawbridge(env);
  await second.running();
  const handle = (person.headers["authorization"] ?? "").slice("Bearer ".length);
  const again = await openLink(at(second), { handle, userId: person.userId });
  expect(["connecting", "accounts"]).toContain(again.view().step.at);
  await takeAll(again);
  await again.give({ type: "submitted" });
  const behind = /^(sync|transactions)\.|^connection\.history_read$|^step\.changed$/;
  const types = (await again.events()).map(({ type }) => type).filter((type) => !behind.test(type));
  expect(types).toEqual([
    "session.started",
    "consent.given",
    "institution.selected",
    "sign_in.started",
    "sign_in.succeeded",
    "accounts.offered",
    "accounts.adding",
    "connection.created",
    "accounts.added",
    "accounts.submitted",
    "session.ended",
  ]);
  const logged = (await again.events()).map(({ id }) => id);
  await expect.poll(() => logged.filter((id) => !sentTo(receiver).some(({ messageId }) => messageId === id)), { timeout: 30_000 }).toEqual([]);
  expect(sentTo(receiver).map(({ messageId }) => messageId)).toEqual(expect.arrayContaining(unconfirmed));
  receiver.close();
  second.process.kill("SIGTERM");
  expect(await second.ended).toBe(0);
  await remove();
});

it("a server that is told to stop while a bank keeps it waiting stops its database too, and the next one asks the bank again", async () => {
  const { path, remove } = await makeFolder();
  const env = { ...(await freePorts()), DRAWBRIDGE_DATA: path };
  const first = spawnDrawbridge(env);
  await first.running();
  const person = await openPerson(at(first), "stopped");
  await choose(person, "drawbridge-bank");
  const answers = { username: "user_slow_8000", password: "pass_ok" };
  const fields = await person.seal(Object.entries(answers).map(([name, value]) => ({ name, value })));
  await person.give({ type: "credentials_submitted", fields });
  first.process.kill("SIGTERM");
  expect(await first.ended).toBe(0);
  expect(existsSync(join(path, "postgres", "postmaster.pid"))).toBe(false);

  const second = spawnDrawbridge(env);
  await second.running();
  const handle = (person.headers["authorization"] ?? "").slice("Bearer ".length);
  const again = await openLink(at(second), { handle, userId: person.userId });
  expect((await again.until("accounts")).at).toBe("accounts");
  expect((await again.events()).filter(({ type }) => type.startsWith("sign_in.")).map(({ type }) => type)).toEqual([
    "sign_in.started",
    "sign_in.succeeded",
  ]);
  second.process.kill("SIGTERM");
  expect(await second.ended).toBe(0);
  await remove();
});
