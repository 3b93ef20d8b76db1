import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { choose, openLink, openPerson, signInAs, signInThere, signInWith, takeAll, type Person } from "./person.ts";

let drawbridge: TestDrawbridge;

beforeAll(async () => {
  drawbridge = await startDrawbridge();
});
afterAll(() => drawbridge.close());

const connect = async (externalId: string, username = "user_ok"): Promise<Person> => {
  const person = await openPerson(drawbridge, externalId, { jobTypes: ["accountNumber"] });
  await signInAs(person, username);
  await takeAll(person);
  await person.give({ type: "submitted" });
  return person;
};

const stored = async (externalId: string) => {
  const { rows } = await drawbridge.storage.pool.query<{ status: string; accounts: number; consents: number; jobs: string[] }>(
    `select c.status, c.job_types as jobs, (select count(*)::int from accounts where connection_id = c.id and selected) as accounts,
       (select count(*)::int from consents where connection_id = c.id) as consents
     from connections c join users u on u.id = c.user_id where u.external_id = $1 order by c.no`,
    [externalId],
  );
  return rows;
};

describe("accounts that are connected already", () => {
  it("are asked about, and the connection they have is renewed with its id", async () => {
    const first = await connect("twice");
    const created = (await first.events()).find(({ type }) => type === "connection.created")?.data["connection"];
    const again = await openPerson(drawbridge, "twice", { jobTypes: ["transactions"] });
    await choose(again, "drawbridge-bank");
    await signInWith(again, { username: "user_dup", password: "pass_ok" });
    const step = await again.until("duplicate", "accounts", "error");
    expect(step.at === "duplicate" && step.accounts.length).toBe(6);
    expect((await again.give({ type: "submitted" })).status).toBe(409);
    await again.give({ type: "existing_used" });
    expect(await again.until("review", "error")).toMatchObject({ at: "review", added: [{ institutionName: "Drawbridge Bank", accounts: 6 }] });
    await again.give({ type: "submitted" });
    expect(await stored("twice")).toEqual([{ status: "active", accounts: 6, consents: 2, jobs: ["accountNumber", "transactions"] }]);
    const types = (await again.events()).filter(({ type }) => /^connection\.(created|renewed)$|duplicate/.test(type));
    expect(types.map(({ type }) => type)).toEqual(["connection.created", "accounts.duplicate_found", "connection.renewed"]);
    expect(types[2]?.data).toMatchObject({ connection: created, journey: "refresh", added: [], lost: [] });
  });

  it("are added once more when the person wants that", async () => {
    await connect("on-purpose");
    const again = await openPerson(drawbridge, "on-purpose");
    await choose(again, "drawbridge-bank");
    await signInWith(again, { username: "user_dup", password: "pass_ok" });
    await again.until("duplicate", "accounts", "error");
    await again.give({ type: "added_anyway" });
    await takeAll(again);
    await again.give({ type: "submitted" });
    expect((await stored("on-purpose")).map(({ status, accounts }) => [status, accounts])).toEqual([
      ["active", 6],
      ["active", 6],
    ]);
  });

  it("are not asked about when they are other accounts, or another person's", async () => {
    await connect("somebody");
    expect(await signInAs(await openPerson(drawbridge, "somebody-else"), "user_dup")).toMatchObject({ at: "accounts" });
    expect(await signInAs(await openPerson(drawbridge, "somebody"), "user_alltypes")).toMatchObject({ at: "accounts" });
  });

  it("leave nothing behind when the person goes away at the question", async () => {
    await connect("goes-away");
    const again = await openPerson(drawbridge, "goes-away");
    await choose(again, "drawbridge-bank");
    await signInWith(again, { username: "user_dup", password: "pass_ok" });
    await again.until("duplicate", "accounts", "error");
    await again.give({ type: "exit" });
    expect(await stored("goes-away")).toMatchObject([{ status: "active", accounts: 6, consents: 1 }]);
  });

  it("are found at a bank with pages of its own, too", async () => {
    const first = await openPerson(drawbridge, "redirected");
    await choose(first, "harbour-bank");
    await signInThere(drawbridge, first);
    await first.give({ type: "submitted" });
    const again = await openPerson(drawbridge, "redirected");
    await choose(again, "harbour-bank");
    expect((await signInThere(drawbridge, again)).at).toBe("duplicate");
    await again.give({ type: "existing_used" });
    expect((await again.until("review", "error")).at).toBe("review");
    expect(await stored("redirected")).toMatchObject([{ status: "active", consents: 2 }, { status: "pending" }]);
    await again.give({ type: "submitted" });
    expect(await stored("redirected")).toHaveLength(1);
  });
});

it("a link that is asked for twice with one key is one link; its visit goes on where it was and makes one connection", async () => {
  const ask = async () => {
    const body = { kind: "connect", user: { externalId: "resumed" }, jobTypes: ["accountNumber"] };
    return (await drawbridge.api("/v1/links", { method: "POST", key: "one-link", body })).json() as Promise<{ url: string; userId: string }>;
  };
  const made = await ask();
  expect(await ask()).toEqual(made);
  const { userId } = made;
  const first = await openLink(drawbridge, { token: made.url.split("#link=")[1] ?? "", userId });
  await signInAs(first, "user_ok");
  await first.until("accounts");
  const resumed = await openLink(drawbridge, { handle: (first.headers["authorization"] ?? "").slice("Bearer ".length), userId });
  expect(resumed.view().step.at).toBe("accounts");
  await takeAll(resumed);
  await resumed.give({ type: "submitted" });
  expect(await stored("resumed")).toMatchObject([{ status: "active", accounts: 6, consents: 1 }]);
});
