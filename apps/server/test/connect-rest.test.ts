import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { visitBank } from "../../sandbox-bank/test/bank-visitor.ts";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { choose, openPerson, signInAs, takeAll } from "../../../tests/journeys/person.ts";
import { wrongRequests } from "./connect-errors.ts";
import { anotherPartner, auth, customerPath, developmentPartner, send, type Answer, type Partner } from "./connect-client.ts";

let drawbridge: TestDrawbridge;
let partner: Partner;
let stranger: Partner;
const clock = { aheadMs: 0, bankAheadMs: 0 };
const started = Date.now();

beforeAll(async () => {
  drawbridge = await startDrawbridge({
    now: () => new Date(Date.now() + clock.aheadMs),
    bankNow: () => new Date(started + clock.bankAheadMs),
    adapterTimeoutMs: 10_000,
  });
  partner = await developmentPartner(drawbridge);
  stranger = await anotherPartner(drawbridge, "stranger");
});
afterAll(() => drawbridge.close());

const problem = (code: number) => ({
  code,
  message: expect.stringMatching(/.+/),
  user_message: expect.any(String),
  status: expect.any(Number),
  tags: expect.any(String),
});

interface Login {
  readonly customerId: string;
  readonly loginId: string;
}

const numbersOf = async (externalId: string): Promise<Login> => {
  const { body } = await partner.call("GET", `/aggregation/v1/customers?username=${externalId}`);
  const customerId: string = body["customers"][0].id;
  const accounts = await partner.call("GET", customerPath(customerId, "/accounts"));
  return { customerId, loginId: String(accounts.body["accounts"][0].institutionLoginId) };
};

const jobTypes = ["accountNumber", "accountOwner", "transactions"]; // no history, which would be read behind the test's back

/** Connects Drawbridge Bank for a new person, and answers with the numbers this face knows them by. */
const connect = async (username: string, externalId: string): Promise<Login> => {
  const person = await openPerson(drawbridge, externalId, { jobTypes });
  await signInAs(person, username);
  await takeAll(person);
  await person.give({ type: "submitted" });
  return numbersOf(externalId);
};

/** The same at Harbour Bank, where the person signs in on the bank's own pages. */
const connectByRedirect = async (externalId: string): Promise<Login> => {
  const person = await openPerson(drawbridge, externalId, { jobTypes });
  await choose(person, "harbour-bank");
  const { url } = await person.until("oauth");
  const launched = await fetch(url ?? "", { redirect: "manual" });
  await person.give({ type: "oauth_launched", blocked: false });
  const back = `${drawbridge.server}/oauth/sandbox/redirect_from/`;
  const returned = await visitBank(launched.headers.get("location") ?? "", back, { username: "user_ok" });
  await fetch(`${back}?${new URLSearchParams(returned)}`);
  await person.until("review", "error"); // accounts are chosen at the bank
  await person.give({ type: "submitted" });
  return numbersOf(externalId);
};

// oxlint-disable-next-line typescript/no-explicit-any -- event data
const logged = async (type: string): Promise<readonly Record<string, any>[]> => {
  const answer = await drawbridge.api(`/v1/events?type=${type}&limit=500`);
  return ((await answer.json()) as { events: { data: Record<string, unknown> }[] }).events.map(({ data }) => data);
};

describe("partner authentication", () => {
  it.each([
    ["Finicity-App-Key", "Finicity-App-Token"],
    ["App-Key", "App-Token"],
    ["Finicity-App-Key", "App-Token"],
    ["App-Key", "Finicity-App-Token"],
  ])("takes %s with %s", async (keyName, tokenName) => {
    const { partnerId, partnerSecret, appKey } = partner;
    const { status, body } = await send(drawbridge.server, {
      method: "POST",
      path: auth,
      headers: { [keyName]: appKey },
      body: { partnerId, partnerSecret, extra: 1 },
    });
    expect([status, Object.keys(body)]).toEqual([200, ["token"]]);
    const listed = await send(drawbridge.server, {
      method: "GET",
      path: "/aggregation/v1/customers",
      headers: { [keyName]: appKey, [tokenName]: body["token"] },
    });
    expect(listed.status).toBe(200);
  });

  it("a token lives two hours", async () => {
    const two = await anotherPartner(drawbridge, "two-hours");
    clock.aheadMs = 7_199_000;
    expect((await two.call("GET", "/aggregation/v1/customers")).status).toBe(200);
    clock.aheadMs = 7_201_000;
    expect(await two.call("GET", "/aggregation/v1/customers")).toEqual({ status: 401, body: problem(10_023) });
    clock.aheadMs = 0;
  });

  const signInAt = ({ partnerId, appKey }: Partner, partnerSecret: string): Promise<Answer> =>
    send(drawbridge.server, { method: "POST", path: auth, headers: { "app-key": appKey }, body: { partnerId, partnerSecret } });

  it("five failures lock the partner, also for the right secret", async () => {
    const locked = await anotherPartner(drawbridge, "locked");
    const codes = [];
    for (const secret of ["a", "b", "c", "d", "e", locked.partnerSecret]) codes.push((await signInAt(locked, secret)).body["code"]);
    expect(codes).toEqual([10_001, 10_001, 10_001, 10_001, 10_001, 24_302]);
  });

  /** The native API of another partner's tenant. */
  const native = async (slug: string, method: string, path: string, body?: object): Promise<Answer> => {
    const headers = {
      authorization: `Bearer ${slug}-api`,
      "idempotency-key": crypto.randomUUID(),
      ...(body && { "content-type": "application/json" }),
    };
    const answer = await fetch(`${drawbridge.server}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? {} : JSON.parse(text) };
  };

  it("a locked partner is unlocked by the tenant, and its trail says so", async () => {
    const shut = await anotherPartner(drawbridge, "shut");
    for (const secret of ["a", "b", "c", "d", "e"]) await signInAt(shut, secret);
    expect((await native("shut", "GET", "/v1/tenant")).body["partnerLockedAt"]).toEqual(expect.any(String));
    expect((await native("shut", "DELETE", "/v1/tenant/partner-lock")).status).toBe(204);
    expect((await native("shut", "GET", "/v1/tenant")).body["partnerLockedAt"]).toBeNull();
    expect((await signInAt(shut, shut.partnerSecret)).status).toBe(200);
    const { body } = await native("shut", "GET", "/v1/audit");
    expect(body["rows"]).toMatchObject([{ action: "tenant.partner_unlocked", actor: "api" }]);
  });

  it("app key and partner secret are replaced, while those before work for a day and no longer", async () => {
    const old = await anotherPartner(drawbridge, "turning");
    const rotate = async (what: string, body: object = {}) => native("turning", "POST", `/v1/tenant/${what}-rotations`, body);
    const appKey = String((await rotate("app-key")).body["secret"]);
    const partnerSecret = String((await rotate("partner-secret")).body["secret"]);
    const attempts = async () => [
      (await signInAt(old, old.partnerSecret)).status,
      (await signInAt({ ...old, appKey }, old.partnerSecret)).status,
      (await signInAt({ ...old, appKey }, partnerSecret)).status,
    ];
    expect(await attempts()).toEqual([200, 200, 200]);
    expect((await old.call("GET", "/aggregation/v1/customers")).status).toBe(200);
    expect((await rotate("partner-secret")).status).toBe(409);
    clock.aheadMs = 24 * 3_600_000;
    expect(await attempts()).toEqual([401, 401, 200]);
    const last = String((await rotate("partner-secret", { previous: "end" })).body["secret"]);
    expect([(await signInAt({ ...old, appKey }, partnerSecret)).status, (await signInAt({ ...old, appKey }, last)).status]).toEqual([401, 200]);
    clock.aheadMs = 0;
    const told = (await native("turning", "GET", "/v1/audit")).body["rows"] as readonly { readonly subject: string }[];
    expect(told.map(({ subject }) => subject)).toEqual(["app_key", "partner_secret", "partner_secret"]);
  });

  it("a success in between forgives what came before it", async () => {
    const careless = await anotherPartner(drawbridge, "careless");
    for (const secret of ["a", "b", "c", "d"]) await signInAt(careless, secret);
    expect((await signInAt(careless, careless.partnerSecret)).status).toBe(200);
    for (const secret of ["a", "b", "c", "d"]) await signInAt(careless, secret);
    expect((await signInAt(careless, careless.partnerSecret)).status).toBe(200);
  });

  it("parallel sign-ins neither lock the right one nor give a wrong one more than five guesses", async () => {
    const busy = await anotherPartner(drawbridge, "busy");
    const right = await Promise.all(Array.from({ length: 12 }, () => signInAt(busy, busy.partnerSecret)));
    expect(right.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
    const wrong = await Promise.all(Array.from({ length: 12 }, () => signInAt(busy, "wrong")));
    expect(wrong.filter(({ body }) => body["code"] === 10_001)).toHaveLength(5);
  });

  it("nobody without the app key can lock a partner", async () => {
    const safe = await anotherPartner(drawbridge, "safe");
    for (let n = 0; n < 7; n += 1) expect((await signInAt({ ...safe, appKey: "guess" }, "x")).body["code"]).toBe(10_001);
    expect((await signInAt(safe, safe.partnerSecret)).status).toBe(200);
  });

  it("the secret changes to one of 12 to 255 characters with a letter and a digit", async () => {
    const changing = await anotherPartner(drawbridge, "changing");
    const change = (newPartnerSecret: unknown): Promise<Answer> =>
      send(drawbridge.server, {
        method: "PUT",
        path: auth,
        headers: { "app-key": changing.appKey },
        body: { partnerId: changing.partnerId, partnerSecret: changing.partnerSecret, newPartnerSecret },
      });
    for (const bad of ["short1", "letters-only", "123456789012", `1${"a".repeat(255)}`, 123456789012])
      expect((await change(bad)).body).toEqual(problem(10_100));
    expect((await change(undefined)).body).toEqual(problem(10_005));
    expect(await change("a-new-secret-1")).toEqual({ status: 204, body: {} });
    expect((await signInAt(changing, changing.partnerSecret)).body["code"]).toBe(10_001);
    expect((await signInAt(changing, "a-new-secret-1")).status).toBe(200);
  });
});

describe("customers", () => {
  it("are created once, found, listed in pages and deleted twice", async () => {
    const body = { username: "ann-rest", firstName: "Ann", lastName: "Example", favouriteColour: "blue" };
    const made = await stranger.call("POST", "/aggregation/v2/customers/testing", { body });
    expect(made).toEqual({
      status: 201,
      body: { id: expect.stringMatching(/^[1-9][0-9]*$/), username: "ann-rest", createdDate: expect.stringMatching(/^[0-9]{10}$/) },
    });
    expect(await stranger.call("POST", "/aggregation/v2/customers/active", { body })).toEqual({ status: 409, body: problem(11_000) });
    for (const username of ["ben", "cleo"]) await stranger.call("POST", "/aggregation/v2/customers/active", { body: { username } });
    const id: string = made.body["id"];
    expect((await stranger.call("GET", customerPath(id))).body).toEqual({ ...made.body, type: "testing", firstName: "Ann", lastName: "Example" });
    const page = await stranger.call("GET", "/aggregation/v1/customers?start=2&limit=1");
    expect(page.body).toMatchObject({ found: 3, displaying: 1, moreAvailable: true, customers: [{ username: "ben", type: "active" }] });
    expect((await stranger.call("GET", "/aggregation/v1/customers?search=EXAMP")).body).toMatchObject({
      found: 1,
      moreAvailable: false,
      customers: [{ id }],
    });
    expect((await stranger.call("POST", `/decisioning/v1/customers/${id}/consumer`)).body).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    for (let n = 0; n < 2; n += 1) expect((await stranger.call("DELETE", customerPath(id))).status).toBe(204);
    expect((await stranger.call("GET", customerPath(id))).body).toEqual(problem(14_001));
  });
});

describe("institutions", () => {
  it("are found by a misspelt name, by country and product, page by page", async () => {
    const { body } = await partner.call("GET", "/institution/v2/institutions?search=harbor%20bnak&supportedCountries=gb&type=transAgg&limit=5");
    expect(body["institutions"][0]).toMatchObject({
      name: "Harbour Bank",
      oauthEnabled: true,
      transAgg: true,
      ach: true,
      billPayData: false,
      status: "testing",
      overallHealth: "Healthy",
      branding: { logo: expect.anything() },
    });
    expect((await partner.call("GET", "/institution/v2/institutions?search=harbour&supportedCountries=us")).body).toMatchObject({
      found: 0,
      institutions: [],
    });
    const first = await partner.call("GET", "/institution/v2/institutions?start=3&limit=2");
    expect(first.body).toMatchObject({ displaying: 2, moreAvailable: true, createdDate: expect.any(Number) });
    const { id } = first.body["institutions"][0];
    expect(first.body["institutions"]).not.toContainEqual(
      (await partner.call("GET", "/institution/v2/institutions?start=1&limit=1")).body["institutions"][0],
    );
    expect((await partner.call("GET", `/institution/v2/institutions/${id}`)).body["institution"]).toEqual(first.body["institutions"][0]);
    expect((await partner.call("GET", `/institution/v2/institutions/${id}/branding`)).body).toEqual({
      branding: first.body["institutions"][0].branding,
    });
  });

  it("are certified when somebody serves them, and known by their routing number", async () => {
    const certified = await partner.call("GET", "/institution/v2/certifiedInstitutions?limit=1000");
    expect(certified.body["found"]).toBe(certified.body["institutions"].length);
    expect(certified.body["institutions"].every((one: { transAgg: boolean }) => one.transAgg)).toBe(true);
    const german = await partner.call("GET", "/institution/v1/institutions/routingNumber/10070000");
    expect(german.body["institutions"]).toMatchObject([
      { name: expect.stringContaining("Deutsche Bank"), transAgg: false, overallHealth: "Insufficient Data", currency: "EUR" },
    ]);
  });
});

describe("institution logins, accounts and consents", () => {
  it("an account is printed as the contract says", async () => {
    const { customerId, loginId } = await connect("user_ok", "shape");
    const { body } = await partner.call("GET", customerPath(customerId, `/institutionLogins/${loginId}/accounts`));
    expect(body["accounts"]).toHaveLength(6);
    const epoch = expect.any(Number);
    expect(body["accounts"][0]).toEqual({
      id: expect.stringMatching(/^[1-9][0-9]*$/),
      number: expect.any(String),
      realAccountNumberLast4: expect.stringMatching(/^.{4}$/),
      accountNumberDisplay: expect.stringMatching(/^.{4}$/),
      name: expect.any(String),
      accountNickname: expect.any(String),
      balance: expect.any(Number),
      type: "checking",
      aggregationStatusCode: 0,
      status: "active",
      customerId,
      institutionId: expect.stringMatching(/^[1-9][0-9]*$/),
      institutionLoginId: Number(loginId),
      balanceDate: epoch,
      aggregationSuccessDate: epoch,
      aggregationAttemptDate: epoch,
      createdDate: epoch,
      lastUpdatedDate: epoch,
      lastTransactionDate: epoch,
      currency: expect.stringMatching(/^[A-Z]{3}$/),
      detail: expect.any(Object),
      displayPosition: 1,
      marketSegment: "personal",
    });
    expect(body["accounts"][0].createdDate).toBeLessThan(10_000_000_000);
    const { id } = body["accounts"][0];
    expect((await partner.call("GET", customerPath(customerId, `/accounts/${id}`))).body).toEqual(body["accounts"][0]);
    expect((await partner.call("DELETE", customerPath(customerId, `/accounts/${id}`))).status).toBe(204);
    expect((await partner.call("GET", customerPath(customerId, `/accounts/${id}`))).body).toEqual(problem(14_001));
    const refreshed = await partner.call("POST", customerPath(customerId, `/institutionLogins/${loginId}/accounts`));
    expect(refreshed.body["accounts"]).toHaveLength(5);
  });

  it("a refresh reads the bank again, and says in the status code what went wrong", async () => {
    const { customerId, loginId } = await connect("user_ok", "refresh");
    const path = customerPath(customerId, `/institutionLogins/${loginId}/accounts`);
    await drawbridge.storage.pool.query("update accounts set balance = 1 where connection_id = (select id from connections where no = $1)", [
      loginId,
    ]);
    await drawbridge.storage.pool.query(
      "delete from transactions where account_id in (select a.id from accounts a join connections c on c.id = a.connection_id where c.no = $1)",
      [loginId],
    );
    clock.aheadMs = 5000;
    const before = await partner.call("GET", path);
    const after = await partner.call("POST", path, { body: "" });
    clock.aheadMs = 0;
    expect(after.status).toBe(200);
    expect(before.body["accounts"][0]).toMatchObject({ balance: 1, lastTransactionDate: null });
    expect(after.body["accounts"][0].balance).not.toBe(1);
    expect(after.body["accounts"][0]).toMatchObject({ id: before.body["accounts"][0].id, lastTransactionDate: expect.any(Number) });
    expect(after.body["accounts"][0].aggregationSuccessDate).toBeGreaterThan(before.body["accounts"][0].aggregationSuccessDate);
    await drawbridge.storage.pool.query("update consents set expires_at = now() where connection_id = (select id from connections where no = $1)", [
      loginId,
    ]);
    clock.aheadMs = 20_000;
    const over = await partner.call("POST", path);
    clock.aheadMs = 0;
    expect(over.body["accounts"][0]).toMatchObject({
      aggregationStatusCode: 947,
      aggregationSuccessDate: after.body["accounts"][0].aggregationSuccessDate,
    });
    expect(over.body["accounts"][0].aggregationAttemptDate).toBeGreaterThan(after.body["accounts"][0].aggregationAttemptDate);
  });

  it.each([
    ["access_revoked", 947],
    ["bank_down", 102],
    ["mfa_required", 185],
  ] as const)("a refresh that meets %s answers with code %i and keeps what was there", async (failure, code) => {
    const { customerId, loginId } = await connect(`user_later_${failure}`, `later-${failure}`);
    clock.bankAheadMs = 3_700_000;
    const { status, body } = await partner.call("POST", customerPath(customerId, `/institutionLogins/${loginId}/accounts`));
    clock.bankAheadMs = 0;
    expect(status).toBe(200);
    expect(body["accounts"]).toHaveLength(6);
    expect(body["accounts"][0].aggregationStatusCode).toBe(code);
    const listed = await partner.call("GET", customerPath(customerId, "/accounts"));
    expect(listed.body["accounts"][0].aggregationStatusCode).toBe(code);
  });

  it("a removal ends the access at the bank itself", async () => {
    const { customerId, loginId } = await connect("user_ok", "ended-at-bank");
    const { pool } = drawbridge.storage;
    const before = await pool.query<{ sealed: unknown }>("select access_sealed as sealed from connections where no = $1", [loginId]);
    await partner.call("DELETE", customerPath(customerId, `/institutionLogins/${loginId}`));
    expect((await pool.query<{ sealed: unknown }>("select access_sealed as sealed from connections where no = $1", [loginId])).rows).toEqual([
      { sealed: null },
    ]);
    // A job tells the bank. Whoever kept the access would then find that the bank no longer takes it.
    await expect.poll(async () => (await pool.query("select 1 from graphile_worker.jobs where task_identifier = 'access.revoke'")).rowCount).toBe(0);
    await pool.query("update connections set status = 'active', access_sealed = $2 where no = $1", [loginId, JSON.stringify(before.rows[0]?.sealed)]);
    await pool.query("update consents set revoked_at = null where connection_id = (select id from connections where no = $1)", [loginId]);
    await partner.call("POST", customerPath(customerId, `/institutionLogins/${loginId}/accounts`));
    expect((await pool.query<{ failure: string }>("select failure from connections where no = $1", [loginId])).rows).toEqual([
      { failure: "access_revoked" },
    ]);
  });

  it("two refreshes at once ask the bank once", async () => {
    const { customerId, loginId } = await connect("user_slow_50", "at-once");
    const path = customerPath(customerId, `/institutionLogins/${loginId}/accounts`);
    const both = await Promise.all([partner.call("POST", path), partner.call("POST", path)]);
    expect(both.map(({ body }) => body["accounts"][0].aggregationStatusCode).toSorted((a, b) => a - b)).toEqual([0, 325]);
  });

  it("a removed login is gone with its data, its consent is over, and the log says who did it", async () => {
    const { customerId, loginId } = await connect("user_ok", "remove-login");
    const login = customerPath(customerId, `/institutionLogins/${loginId}`);
    for (let n = 0; n < 2; n += 1) expect((await partner.call("DELETE", login)).status).toBe(204);
    expect(await partner.call("GET", `${login}/accounts`)).toEqual({ status: 404, body: problem(14_001) });
    expect((await partner.call("GET", customerPath(customerId, "/accounts"))).body).toEqual({ accounts: [] });
    const { body } = await partner.call("GET", `/data-sharing-consents?customerId=${customerId}`);
    expect(body).toMatchObject({ found: 1, consents: [{ status: "INACTIVE", revokedDate: expect.any(String) }] });
    const actor = { type: "tenant", face: "connect" };
    expect((await logged("connection.removed")).filter(({ connection }) => connection.no === Number(loginId))).toMatchObject([
      { actor, institution: { slug: "drawbridge-bank" } },
    ]);
    expect((await logged("consent.revoked")).filter(({ connection }) => connection.no === Number(loginId))).toMatchObject([
      { actor, consent: body["consents"][0].consentReceiptId },
    ]);
  });

  it.each(["whole", "of one login"])("a consent is revoked %s", async (how) => {
    const { customerId, loginId } = await connect("user_ok", `revoke-${how.length}`);
    const listed = await partner.call("GET", `/data-sharing-consents?customerId=${customerId}`);
    const receipt: string = listed.body["consents"][0].consentReceiptId;
    expect(receipt).toMatch(/^cns_[0-9a-f]{32}$/);
    const path = `/data-sharing-consents/${receipt}`;
    expect((await partner.call("GET", path)).body).toMatchObject({
      status: "ACTIVE",
      customerId,
      institutionLogins: [{ institutionLoginId: Number(loginId) }],
    });
    expect((await partner.call("DELETE", `${path}/institutionLogins/999999`)).body).toEqual(problem(14_001));
    expect((await partner.call("DELETE", how === "whole" ? path : `${path}/institutionLogins/${loginId}`)).status).toBe(204);
    expect((await partner.call("GET", path)).body).toMatchObject({ status: "INACTIVE", institutionLogins: [{ accountIds: [] }] });
    expect((await partner.call("GET", customerPath(customerId, "/accounts"))).body).toEqual({ accounts: [] });
  });

  it("an authorization at a bank has a start and an end; a legacy login has none", async () => {
    const { loginId: legacy } = await connect("user_ok", "no-authorization");
    const path = (loginId: string): string => `/customers/institution-logins/${loginId}/authorization-details`;
    expect(await partner.call("GET", path(legacy))).toEqual({ status: 400, body: problem(3003) });
    const { loginId } = await connectByRedirect("authorization");
    const { body } = await partner.call("GET", path(loginId));
    expect(body).toEqual({
      institutionLoginId: Number(loginId),
      authorizationStartDate: expect.any(String),
      authorizationEndDate: expect.any(String),
    });
    expect(Date.parse(body["authorizationEndDate"]) - Date.parse(body["authorizationStartDate"])).toBe(90 * 86_400_000);
  });

  it("a redirect bank is read again and again, with whatever access it gave last", async () => {
    const { customerId, loginId } = await connectByRedirect("again");
    const path = customerPath(customerId, `/institutionLogins/${loginId}/accounts`);
    for (const minutes of [0, 62, 115]) {
      clock.aheadMs = minutes * 60_000;
      const { status, body } = await partner.call("POST", path);
      expect([status, body["accounts"]?.[0].aggregationStatusCode]).toEqual([200, 0]);
    }
    clock.aheadMs = 0;
    expect((await partner.call("DELETE", customerPath(customerId, `/institutionLogins/${loginId}`))).status).toBe(204);
  });

  it("deleting a customer deletes the logins, and the log says so", async () => {
    const { customerId, loginId } = await connect("user_ok", "cascade");
    expect((await partner.call("DELETE", customerPath(customerId))).status).toBe(204);
    const { rows } = await drawbridge.storage.pool.query("select 1 from connections where no = $1", [loginId]);
    expect(rows).toEqual([]);
    expect((await logged("connection.removed")).filter(({ connection }) => connection.no === Number(loginId))).toHaveLength(1);
  });

  it("another partner's ids answer like unknown ones", async () => {
    const { customerId, loginId } = await connect("user_ok", "foreign");
    const { body } = await partner.call("GET", `/data-sharing-consents?customerId=${customerId}`);
    const accountId = (await partner.call("GET", customerPath(customerId, "/accounts"))).body["accounts"][0].id;
    const receipt = body["consents"][0].consentReceiptId;
    const pairs: readonly (readonly [string, string, string])[] = [
      ["GET", customerPath(customerId), customerPath("999999")],
      ["DELETE", customerPath(customerId), customerPath("999999")],
      ["GET", customerPath(customerId, `/accounts/${accountId}`), customerPath("999999", "/accounts/9")],
      ["DELETE", customerPath(customerId, `/institutionLogins/${loginId}`), customerPath("999999", "/institutionLogins/9")],
      ["GET", `/customers/institution-logins/${loginId}/authorization-details`, "/customers/institution-logins/999999/authorization-details"],
      ["DELETE", `/data-sharing-consents/${receipt}`, `/data-sharing-consents/cns_${"0".repeat(32)}`],
      ["GET", `/data-sharing-consents?customerId=${customerId}`, "/data-sharing-consents?customerId=999999"],
    ];
    for (const [method, foreign, unknown] of pairs) expect(await stranger.call(method, foreign)).toEqual(await stranger.call(method, unknown));
    expect((await partner.call("GET", customerPath(customerId, "/accounts"))).body["accounts"]).toHaveLength(6);
  });
});

describe("errors", () => {
  it.each(wrongRequests)("$name", async ({ method, path, status, code, sent }) => {
    expect(await partner.call(method, path, sent)).toEqual({ status, body: problem(code) });
  });

  it("a login without accounts is 38007", async () => {
    const { customerId, loginId } = await connect("user_ok", "no-accounts");
    await drawbridge.storage.pool.query("delete from accounts where connection_id = (select id from connections where no = $1)", [loginId]);
    expect(await partner.call("GET", customerPath(customerId, `/institutionLogins/${loginId}/accounts`))).toEqual({
      status: 404,
      body: problem(38_007),
    });
  });

  it("experiences are a list", async () => {
    expect(await partner.call("GET", "/connect/experiences")).toEqual({ status: 200, body: [] });
  });
});
