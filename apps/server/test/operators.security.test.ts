import { TOTP, Secret } from "otpauth";
import { defaultExperience } from "@drawbridge/contract";
import { operators, tenants, type Tenant } from "@drawbridge/storage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashToken } from "../src/http/token-hash.ts";
import { seedDevelopment } from "../src/seed-development.ts";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { sendTo, type Answer, type Asked } from "./operators-stage.ts";

let drawbridge: TestDrawbridge;
const clock = { at: Date.parse("2026-03-02T09:00:00Z") };
beforeAll(async () => {
  drawbridge = await startDrawbridge({ now: () => new Date(clock.at) });
});
afterAll(() => drawbridge.close());

const step = (): void => {
  clock.at += 30_000; // a code signs in once
};

const send = (path: string, asked: Asked): Promise<Answer> => sendTo(drawbridge.server, path, asked);

const invite = async (email: string, role = "admin"): Promise<string> => {
  const made = await drawbridge.api("/v1/operators/invitations", { method: "POST", body: { email, role } });
  const { invitationUrl } = (await made.json()) as { readonly invitationUrl: string };
  return invitationUrl.split("#token=")[1] ?? "";
};

const codeOf = (secret: string): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.at });
const secretOf = async (token: string): Promise<string> => {
  const { body } = await send("/v1/console/invitations", { body: { token } });
  return (body["totp"] as { readonly secret: string }).secret;
};
const password = "a long enough password";

/** Somebody new, signed in. */
const enrol = async (email: string, role = "admin") => {
  const token = await invite(email, role);
  const secret = await secretOf(token);
  const accepted = await send("/v1/console/invitations/acceptances", { body: { token, email, password, code: codeOf(secret) } });
  expect(accepted.status).toBe(201);
  step();
  return { token, secret, cookie: accepted.cookie, email };
};
const signIn = (email: string, pass: string, code: string): Promise<Answer> =>
  send("/v1/console/sign-ins", { body: { email, password: pass, code } });

describe("a one-time link", () => {
  it("makes one operator, once, however many try at the same time", async () => {
    const token = await invite("once@example.com");
    const body = { token, email: "once@example.com", password, code: codeOf(await secretOf(token)) };
    const answers = await Promise.all(Array.from({ length: 5 }, () => send("/v1/console/invitations/acceptances", { body })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 410, 410, 410, 410]);
    const again = await send("/v1/console/invitations", { body: { token } });
    expect(again).toMatchObject({ status: 410, body: { code: "INVITATION_SPENT" } });
  });

  it("is not used up by a wrong code or a short password", async () => {
    const token = await invite("patient@example.com");
    const secret = await secretOf(token);
    const body = { token, email: "patient@example.com", password };
    const wrong = await send("/v1/console/invitations/acceptances", { body: { ...body, code: codeOf(secret) === "000000" ? "000001" : "000000" } });
    expect(wrong).toMatchObject({ status: 422, body: { code: "CODE_WRONG" } });
    const short = await send("/v1/console/invitations/acceptances", { body: { ...body, password: "short", code: codeOf(secret) } });
    expect(short.status).toBe(400);
    expect((await send("/v1/console/invitations/acceptances", { body: { ...body, code: codeOf(secret) } })).status).toBe(201);
  });

  it("ends after a day, and when a later one is made", async () => {
    const first = await invite("late@example.com");
    const second = await invite("late@example.com");
    expect((await send("/v1/console/invitations", { body: { token: first } })).status).toBe(410);
    clock.at += 24 * 3_600_000;
    expect((await send("/v1/console/invitations", { body: { token: second } })).status).toBe(410);
  });

  it("cannot make an operator of an address that another one has", async () => {
    const tenant = await tenants(drawbridge.storage.pool).bySlug("development");
    const { inviteOperator } = await import("../src/operators/invite-operator.ts");
    await enrol("taken@example.com");
    const { token } = await inviteOperator(drawbridge.deps, { tenant: tenant ?? expect.fail(), email: null, role: "admin", invitedBy: null });
    const code = codeOf(await secretOf(token));
    const refused = await send("/v1/console/invitations/acceptances", { body: { token, email: "TAKEN@example.com", password, code } });
    expect(refused).toMatchObject({ status: 409, body: { code: "ALREADY_EXISTS" } });
    expect((await send("/v1/console/invitations", { body: { token } })).status).toBe(200);
  });
});

describe("signing in", () => {
  it("needs the address, the password and a code that was not used before, and says never which was wrong", async () => {
    const { secret, email } = await enrol("anna@example.com");
    const code = codeOf(secret);
    expect((await signIn(email, password, code)).status).toBe(201);
    const answers = [
      await signIn(email, password, code),
      await signIn(email, "another password", code),
      await signIn("nobody@example.com", password, code),
    ];
    for (const { status, body } of answers)
      expect([status, body["code"], body["detail"]]).toEqual([401, "SIGN_IN_REFUSED", answers[0]?.body["detail"]]);
  });

  it.each(["known@example.com", "unknown@example.com"])("waits after five wrong tries, known or not: %s", async (email) => {
    const known = email.startsWith("known") ? await enrol(email) : null;
    for (let n = 0; n < 5; n++) expect((await signIn(email, "wrong password", "000000")).status).toBe(401);
    const code = known ? codeOf(known.secret) : "000000";
    expect(await signIn(email, password, code)).toMatchObject({ status: 429, body: { code: "SIGN_IN_LOCKED" } });
    clock.at += 15 * 60_000;
    if (known) expect((await signIn(email, password, codeOf(known.secret))).status).toBe(201);
  });

  it("gives a cookie that scripts and other sites do not get", async () => {
    const { secret, email } = await enrol("cookie@example.com");
    const answer = await fetch(`${drawbridge.server}/v1/console/sign-ins`, {
      method: "POST",
      headers: { "x-drawbridge": "1", "content-type": "application/json" },
      body: JSON.stringify({ email, password, code: codeOf(secret) }),
    });
    expect(answer.headers.get("set-cookie")).toMatch(/^__Host-.*; Path=\/; HttpOnly; Secure; SameSite=Strict/);
  });

  it("stores neither password, code secret nor token in plain", async () => {
    const { secret, cookie, token } = await enrol("stored@example.com");
    const tables = ["operators", "operator_invitations", "operator_sessions", "audit_rows", "idempotency_keys"];
    for (const table of tables) {
      const { rows } = await drawbridge.storage.pool.query<{ row: string }>(`select t::text as row from ${table} t`);
      const all = rows.map(({ row }) => row).join("\n");
      for (const canary of [secret, password, token, cookie.split("=")[1] ?? "?"]) expect(all).not.toContain(canary);
    }
  });
});

const development = async (): Promise<Tenant> => (await tenants(drawbridge.storage.pool).bySlug("development")) ?? expect.fail();

/** What the trail tells of the requests of whoever has this cookie. */
const trailOf = async (cookie: string): Promise<readonly { readonly action: string; readonly subject: string }[]> => {
  const { operator } = (await send("/v1/console/session", { method: "GET", headers: { cookie } })).body as { operator: { id: string } };
  const trail = (await (await drawbridge.api("/v1/audit?limit=1000")).json()) as { rows: { actor: string; action: string; subject: string }[] };
  return trail.rows.filter(({ actor, action }) => actor === `operator:${operator.id}` && /\.(did|asked)$/.test(action));
};

describe("an operator's session", () => {
  it("reads the native API, only with the console's header and from the console itself", async () => {
    const { cookie } = await enrol("reader@example.com", "viewer");
    expect((await send("/v1/connections", { method: "GET", headers: { cookie } })).status).toBe(200);
    expect((await fetch(`${drawbridge.server}/v1/connections`, { headers: { cookie } })).status).toBe(403);
    const foreign = await send("/v1/connections", { method: "GET", headers: { cookie, "sec-fetch-site": "same-site" } });
    expect(foreign.status).toBe(403);
    expect((await send("/v1/console/sign-ins", { body: {}, headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
  });

  it("does what its role allows, and what it does is in the trail", async () => {
    const viewer = await enrol("viewer@example.com", "viewer");
    const support = await enrol("support@example.com", "support");
    const body = { kind: "connect", user: { externalId: "someone" } };
    const link = (cookie: string): Promise<Answer> => send("/v1/links", { body, headers: { cookie, "idempotency-key": crypto.randomUUID() } });
    expect(await link(viewer.cookie)).toMatchObject({ status: 403, body: { code: "ROLE_TOO_LOW" } });
    expect((await link(support.cookie)).status).toBe(201);
    expect((await send("/v1/operators", { method: "GET", headers: { cookie: support.cookie } })).status).toBe(403);
    expect(await trailOf(support.cookie)).toMatchObject([{ action: "operator.did", subject: "/v1/links" }]);
    expect(await (await drawbridge.api("/v1/audit/verification")).json()).toMatchObject({ outcome: "intact" });
  });

  it("is who does things at the help desk, whatever name the request gives", async () => {
    const { cookie } = await enrol("desk@example.com");
    const deed = (method: string, path: string, body: object): Promise<Answer> =>
      send(path, { method, body, headers: { cookie, "idempotency-key": crypto.randomUUID() } });
    const { id } = (await deed("POST", "/v1/users", { externalId: "helped" })).body as { id: string };
    const cause = { reason: "asked", by: "somebody@else.example" };
    expect((await deed("PUT", `/v1/users/${id}/lock`, cause)).body).toMatchObject({ lock: { by: "desk@example.com" } });
    const deeds = [
      ["POST", `/v1/users/${id}/activation-codes`, { purpose: "activation", ...cause }],
      ["POST", `/v1/users/${id}/device-tokens`, { use: "login", ...cause }],
      ["PUT", `/v1/properties/user/${id}/colour`, { data: "cmVk", ...cause }],
      ["POST", "/v1/messages", { userId: id, text: "Hello", by: cause.by }],
    ] as const;
    for (const [method, path, body] of deeds) expect([path, (await deed(method, path, body)).status < 300]).toEqual([path, true]);
    const trail = (await (await drawbridge.api("/v1/audit?limit=1000")).json()) as { rows: { actor: string; action: string }[] };
    const done = trail.rows.filter(({ actor }) => actor === "api:desk@example.com").map(({ action }) => action);
    const told = ["activation_code.created", "device_token.created", "property.written", "message.sent"];
    expect(done).toEqual(["user.locked", ...told]);
    expect(JSON.stringify(trail.rows)).not.toContain(cause.by);
  });

  it("changes nothing that the trail does not tell, and the trail tells what was asked in vain", async () => {
    const { cookie } = await enrol("changer@example.com");
    const change = (method: string, path: string, body: unknown): Promise<Answer> =>
      send(path, { method, body, headers: { cookie, "idempotency-key": crypto.randomUUID() } });
    const changes = [
      ["POST", "/v1/sinks", { kind: "segment", url: "http://127.0.0.1:9", key: "key" }],
      ["POST", "/v1/webhook-endpoints", { url: "http://127.0.0.1:9/in" }],
      ["POST", "/v1/oidc-clients", { name: "Desk", redirectUris: ["https://desk.example/back"], authMethod: "client_secret_basic" }],
      ["POST", "/v1/experiences", { ...defaultExperience, name: "Autumn" }],
      ["POST", "/v1/links", { kind: "connect", user: { externalId: "somebody" } }],
      ["PUT", "/v1/reminder-settings", { leadDays: [9] }],
      ["PUT", "/v1/event-policy", { retentionDays: 700, redactAfterDays: 600, searchTerms: "keep", accountIds: "hash" }],
      ["PATCH", "/v1/tenant", { name: "Renamed" }],
    ] as const;
    const count = async (): Promise<unknown> => {
      const tables = ["event_sinks", "webhook_endpoints", "oidc_clients", "experiences", "links"];
      const counts = tables.map((table) => `(select count(*) from ${table})`).join(", ");
      const { rows } = await drawbridge.storage.pool.query(`select ${counts}, (select jsonb_agg(settings || to_jsonb(name)) from tenants)`);
      return rows;
    };
    const before = await count();
    await drawbridge.storage.pool.query(
      `create function refuse_row() returns trigger language plpgsql as $$ begin raise exception 'no room'; end $$;
       create trigger refuse_row before insert on audit_rows execute function refuse_row()`,
    );
    for (const [method, path, body] of changes) expect([path, (await change(method, path, body)).status]).toEqual([path, 500]);
    expect(await count()).toEqual(before);
    await drawbridge.storage.pool.query("drop trigger refuse_row on audit_rows");
    for (const [method, path, body] of changes) expect([path, (await change(method, path, body)).status < 300]).toEqual([path, true]);
    expect((await change("POST", "/v1/sinks", { kind: "nats" })).status).toBe(400);
    const told = changes.map(([method, path]) => ({ action: "operator.did", subject: path, data: { method } }));
    expect(await trailOf(cookie)).toMatchObject([...told, { action: "operator.asked", subject: "/v1/sinks", data: { status: 400 } }]);
    expect(await (await drawbridge.api("/v1/audit/verification")).json()).toMatchObject({ outcome: "intact" });
  });

  it("sets the tenant's name, policy and origins, and refuses what is no address", async () => {
    const patch = async (body: object): Promise<readonly [number, unknown]> => {
      const answer = await drawbridge.api("/v1/tenant", { method: "PATCH", body });
      return [answer.status, await answer.json()];
    };
    const facts = { name: "Fern Money", policyUrl: "https://fern.example/privacy", origins: ["https://app.fern.example", "http://localhost:3001"] };
    expect(await patch({ ...facts, origins: [...facts.origins, "https://APP.fern.example:443/"] })).toMatchObject([200, facts]);
    const hostile = [
      "*",
      "https://*.fern.example",
      "http://fern.example",
      "https://fern.example/page",
      "javascript:alert(1)",
      "https://a:b@fern.example",
    ];
    for (const origin of hostile) expect([origin, (await patch({ origins: [origin] }))[0]]).toEqual([origin, 400]);
    expect((await patch({ policyUrl: "javascript:alert(1)" }))[0]).toBe(400);
    expect((await patch({ name: " " }))[0]).toBe(400);
    const { deps, server, bank, devFile } = drawbridge;
    await seedDevelopment(deps, { server, playground: "http://localhost:3001", bank }, devFile); // as the next start does
    expect(await (await drawbridge.api("/v1/tenant")).json()).toMatchObject(facts);
    expect(await patch({ policyUrl: null })).toMatchObject([200, { ...facts, policyUrl: null }]);
  });

  it("replaces the API token, while the one before works for a day and no longer", async () => {
    const at = (token: string): Promise<number> =>
      fetch(`${drawbridge.server}/v1/tenant`, { headers: { authorization: `Bearer ${token}` } }).then(({ status }) => status);
    const rotate = async (token: string, body: object) => {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
      const answer = await fetch(`${drawbridge.server}/v1/tenant/api-token-rotations`, { method: "POST", headers, body: JSON.stringify(body) });
      return { status: answer.status, secret: String(((await answer.json()) as { readonly secret?: string }).secret) };
    };
    const first = "development-api-token-1";
    const second = await rotate(first, {});
    expect([second.status, await at(first), await at(second.secret)]).toEqual([201, 200, 200]);
    expect((await rotate(second.secret, {})).status).toBe(409);
    clock.at += 24 * 3_600_000;
    expect([await at(first), await at(second.secret)]).toEqual([401, 200]);
    const third = await rotate(second.secret, { previous: "end" });
    expect([await at(second.secret), await at(third.secret)]).toEqual([401, 200]);
    await tenants(drawbridge.storage.pool).changeCredential((await development()).id, "api_token", { hash: hashToken(first), previousUntil: null });
  });

  it("ends by signing out, by idling, and with its operator", async () => {
    const session = (cookie: string): Promise<Answer> => send("/v1/console/session", { method: "GET", headers: { cookie } });
    const one = await enrol("leaving@example.com");
    expect((await send("/v1/console/session", { method: "DELETE", headers: { cookie: one.cookie } })).status).toBe(204);
    expect((await session(one.cookie)).status).toBe(401);
    const two = await enrol("idle@example.com");
    clock.at += 59 * 60_000;
    expect((await session(two.cookie)).status).toBe(200);
    clock.at += 61 * 60_000;
    expect((await session(two.cookie)).status).toBe(401);
    const three = await enrol("removed@example.com");
    const { operator } = (await session(three.cookie)).body as { operator: { id: string } };
    expect((await drawbridge.api(`/v1/operators/${operator.id}`, { method: "DELETE", body: null })).status).toBe(204);
    expect((await session(three.cookie)).status).toBe(401);
  });

  it("cannot leave a tenant without somebody who administers", async () => {
    const all = await operators(drawbridge.storage.pool).list((await tenants(drawbridge.storage.pool).bySlug("development"))?.id ?? "");
    const removals = all.map(({ id }) => drawbridge.api(`/v1/operators/opr_${id.replaceAll("-", "")}`, { method: "DELETE", body: null }));
    const statuses = (await Promise.all(removals)).map(({ status }) => status);
    expect(statuses).toContain(409);
    const left = (await (await drawbridge.api("/v1/operators")).json()) as { operators: { role: string }[] };
    expect(left.operators.filter(({ role }) => role === "admin")).toHaveLength(1);
  });
});
