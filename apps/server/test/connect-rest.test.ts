import { describe, expect, it } from "vitest";
import { customerPath } from "./connect-client.ts";
import { wrongRequests } from "./connect-errors.ts";
import { testLogins } from "./connect-login-cases.ts";
import { testPartners } from "./connect-partner-cases.ts";
import { connect, partner, problem, stranger, the, useConnect } from "./connect-rest-stage.ts";

useConnect();

testPartners();

describe("customers", () => {
  it("are created once, found, listed in pages and deleted twice", async () => {
    const body = { username: "ann-rest", firstName: "Ann", lastName: "Example", favouriteColour: "blue" };
    const made = await stranger().call("POST", "/aggregation/v2/customers/testing", { body });
    expect(made).toEqual({
      status: 201,
      body: { id: expect.stringMatching(/^[1-9][0-9]*$/), username: "ann-rest", createdDate: expect.stringMatching(/^[0-9]{10}$/) },
    });
    expect(await stranger().call("POST", "/aggregation/v2/customers/active", { body })).toEqual({ status: 409, body: problem(11_000) });
    for (const username of ["ben", "cleo"]) await stranger().call("POST", "/aggregation/v2/customers/active", { body: { username } });
    const id: string = made.body["id"];
    expect((await stranger().call("GET", customerPath(id))).body).toEqual({ ...made.body, type: "testing", firstName: "Ann", lastName: "Example" });
    const page = await stranger().call("GET", "/aggregation/v1/customers?start=2&limit=1");
    expect(page.body).toMatchObject({ found: 3, displaying: 1, moreAvailable: true, customers: [{ username: "ben", type: "active" }] });
    expect((await stranger().call("GET", "/aggregation/v1/customers?search=EXAMP")).body).toMatchObject({
      found: 1,
      moreAvailable: false,
      customers: [{ id }],
    });
    expect((await stranger().call("POST", `/decisioning/v1/customers/${id}/consumer`)).body).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    for (let n = 0; n < 2; n += 1) expect((await stranger().call("DELETE", customerPath(id))).status).toBe(204);
    expect((await stranger().call("GET", customerPath(id))).body).toEqual(problem(14_001));
  });
});

describe("institutions", () => {
  it("are found by a misspelt name, by country and product, page by page", async () => {
    const { body } = await partner().call("GET", "/institution/v2/institutions?search=harbor%20bnak&supportedCountries=gb&type=transAgg&limit=5");
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
    expect((await partner().call("GET", "/institution/v2/institutions?search=harbour&supportedCountries=us")).body).toMatchObject({
      found: 0,
      institutions: [],
    });
    const first = await partner().call("GET", "/institution/v2/institutions?start=3&limit=2");
    expect(first.body).toMatchObject({ displaying: 2, moreAvailable: true, createdDate: expect.any(Number) });
    const { id } = first.body["institutions"][0];
    expect(first.body["institutions"]).not.toContainEqual(
      (await partner().call("GET", "/institution/v2/institutions?start=1&limit=1")).body["institutions"][0],
    );
    expect((await partner().call("GET", `/institution/v2/institutions/${id}`)).body["institution"]).toEqual(first.body["institutions"][0]);
    expect((await partner().call("GET", `/institution/v2/institutions/${id}/branding`)).body).toEqual({
      branding: first.body["institutions"][0].branding,
    });
  });

  it("are certified when somebody serves them, and known by their routing number", async () => {
    const certified = await partner().call("GET", "/institution/v2/certifiedInstitutions?limit=1000");
    expect(certified.body["found"]).toBe(certified.body["institutions"].length);
    expect(certified.body["institutions"].every((one: { transAgg: boolean }) => one.transAgg)).toBe(true);
    const german = await partner().call("GET", "/institution/v1/institutions/routingNumber/10070000");
    expect(german.body["institutions"]).toMatchObject([
      { name: expect.stringContaining("Deutsche Bank"), transAgg: false, overallHealth: "Insufficient Data", currency: "EUR" },
    ]);
  });
});

testLogins();

describe("errors", () => {
  it.each(wrongRequests)("$name", async ({ method, path, status, code, sent }) => {
    expect(await partner().call(method, path, sent)).toEqual({ status, body: problem(code) });
  });

  it("a login without accounts is 38007", async () => {
    const { customerId, loginId } = await connect("user_ok", "no-accounts");
    await the().storage.pool.query("delete from accounts where connection_id = (select id from connections where no = $1)", [loginId]);
    expect(await partner().call("GET", customerPath(customerId, `/institutionLogins/${loginId}/accounts`))).toEqual({
      status: 404,
      body: problem(38_007),
    });
  });

  it("experiences are a list", async () => {
    expect(await partner().call("GET", "/connect/experiences")).toEqual({ status: 200, body: [] });
  });
});
