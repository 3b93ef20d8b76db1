import { expect, it } from "vitest";
import { freePorts, makeFolder, spawnDrawbridge, type SpawnedDrawbridge } from "../../apps/server/test/spawn-drawbridge.ts";
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

it("a server killed while the bank is asked goes on where it was, and every event is there once", async () => {
  const { path, remove } = await makeFolder();
  const env = { ...(await freePorts()), DRAWBRIDGE_DATA: path };
  const first = spawnDrawbridge(env);
  await first.running();
  const person = await openPerson(at(first), "killed");
  await choose(person, "drawbridge-bank");
  const fields = await person.seal([
    { name: "username", value: "user_slow_2500" },
    { name: "password", value: "pass_ok" },
  ]);
  await person.give({ type: "credentials_submitted", fields });
  expect(person.view().step).toMatchObject({ at: "connecting", phase: "signing_in" });
  first.process.kill("SIGKILL");
  await first.ended;

  const second = spawnDrawbridge(env);
  await second.running();
  const handle = (person.headers["authorization"] ?? "").slice("Bearer ".length);
  const again = await openLink(at(second), { handle, userId: person.userId });
  expect(["connecting", "accounts"]).toContain(again.view().step.at);
  await takeAll(again);
  await again.give({ type: "submitted" });
  const types = (await again.events()).map(({ type }) => type).filter((type) => type !== "step.changed" && !/^(sync|transactions)\./.test(type));
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
  second.process.kill("SIGTERM");
  expect(await second.ended).toBe(0);
  await remove();
});
