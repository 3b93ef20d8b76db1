import { describe, expect, it } from "vitest";
import { customerPath } from "./connect-client.ts";
import { clock, connect, connectByRedirect, logged, partner, problem, stranger, the } from "./connect-rest-stage.ts";

/** Logins, their accounts and their consents, from the first to the last day. */
export const testLogins = (): void => {
  describe("institution logins, accounts and consents", () => {
    it("an account is printed as the contract says", async () => {
      const { customerId, loginId } = await connect("user_ok", "shape");
      const { body } = await partner().call("GET", customerPath(customerId, `/institutionLogins/${loginId}/accounts`));
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
      expect((await partner().call("GET", customerPath(customerId, `/accounts/${id}`))).body).toEqual(body["accounts"][0]);
      expect((await partner().call("DELETE", customerPath(customerId, `/accounts/${id}`))).status).toBe(204);
      expect((await partner().call("GET", customerPath(customerId, `/accounts/${id}`))).body).toEqual(problem(14_001));
      const refreshed = await partner().call("POST", customerPath(customerId, `/institutionLogins/${loginId}/accounts`));
      expect(refreshed.body["accounts"]).toHaveLength(5);
    });

    it("a refresh reads the bank again, and says in the status code what went wrong", async () => {
      const { customerId, loginId } = await connect("user_ok", "refresh");
      const path = customerPath(customerId, `/institutionLogins/${loginId}/accounts`);
      await the().storage.pool.query("update accounts set balance = 1 where connection_id = (select id from connections where no = $1)", [loginId]);
      await the().storage.pool.query(
        "delete from transactions where account_id in (select a.id from accounts a join connections c on c.id = a.connection_id where c.no = $1)",
        [loginId],
      );
      clock.aheadMs = 5000;
      const before = await partner().call("GET", path);
      const after = await partner().call("POST", path, { body: "" });
      clock.aheadMs = 0;
      expect(after.status).toBe(200);
      expect(before.body["accounts"][0]).toMatchObject({ balance: 1, lastTransactionDate: null });
      expect(after.body["accounts"][0].balance).not.toBe(1);
      expect(after.body["accounts"][0]).toMatchObject({ id: before.body["accounts"][0].id, lastTransactionDate: expect.any(Number) });
      expect(after.body["accounts"][0].aggregationSuccessDate).toBeGreaterThan(before.body["accounts"][0].aggregationSuccessDate);
      await the().storage.pool.query("update consents set expires_at = now() where connection_id = (select id from connections where no = $1)", [
        loginId,
      ]);
      clock.aheadMs = 20_000;
      const over = await partner().call("POST", path);
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
      const { status, body } = await partner().call("POST", customerPath(customerId, `/institutionLogins/${loginId}/accounts`));
      clock.bankAheadMs = 0;
      expect(status).toBe(200);
      expect(body["accounts"]).toHaveLength(6);
      expect(body["accounts"][0].aggregationStatusCode).toBe(code);
      const listed = await partner().call("GET", customerPath(customerId, "/accounts"));
      expect(listed.body["accounts"][0].aggregationStatusCode).toBe(code);
    });

    it("a removal ends the access at the bank itself", async () => {
      const { customerId, loginId } = await connect("user_ok", "ended-at-bank");
      const { pool } = the().storage;
      const before = await pool.query<{ sealed: unknown }>("select access_sealed as sealed from connections where no = $1", [loginId]);
      await partner().call("DELETE", customerPath(customerId, `/institutionLogins/${loginId}`));
      expect((await pool.query<{ sealed: unknown }>("select access_sealed as sealed from connections where no = $1", [loginId])).rows).toEqual([
        { sealed: null },
      ]);
      // A job tells the bank. Whoever kept the access would then find that the bank no longer takes it.
      await expect
        .poll(async () => (await pool.query("select 1 from graphile_worker.jobs where task_identifier = 'access.revoke'")).rowCount)
        .toBe(0);
      await pool.query("update connections set status = 'active', access_sealed = $2 where no = $1", [
        loginId,
        JSON.stringify(before.rows[0]?.sealed),
      ]);
      await pool.query("update consents set revoked_at = null where connection_id = (select id from connections where no = $1)", [loginId]);
      await partner().call("POST", customerPath(customerId, `/institutionLogins/${loginId}/accounts`));
      expect((await pool.query<{ failure: string }>("select failure from connections where no = $1", [loginId])).rows).toEqual([
        { failure: "access_revoked" },
      ]);
    });

    it("two refreshes at once ask the bank once", async () => {
      const { customerId, loginId } = await connect("user_slow_50", "at-once");
      const path = customerPath(customerId, `/institutionLogins/${loginId}/accounts`);
      const both = await Promise.all([partner().call("POST", path), partner().call("POST", path)]);
      expect(both.map(({ body }) => body["accounts"][0].aggregationStatusCode).toSorted((a, b) => a - b)).toEqual([0, 325]);
    });

    it("a removed login is gone with its data, its consent is over, and the log says who did it", async () => {
      const { customerId, loginId } = await connect("user_ok", "remove-login");
      const login = customerPath(customerId, `/institutionLogins/${loginId}`);
      for (let n = 0; n < 2; n += 1) expect((await partner().call("DELETE", login)).status).toBe(204);
      expect(await partner().call("GET", `${login}/accounts`)).toEqual({ status: 404, body: problem(14_001) });
      expect((await partner().call("GET", customerPath(customerId, "/accounts"))).body).toEqual({ accounts: [] });
      const { body } = await partner().call("GET", `/data-sharing-consents?customerId=${customerId}`);
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
      const listed = await partner().call("GET", `/data-sharing-consents?customerId=${customerId}`);
      const receipt: string = listed.body["consents"][0].consentReceiptId;
      expect(receipt).toMatch(/^cns_[0-9a-f]{32}$/);
      const path = `/data-sharing-consents/${receipt}`;
      expect((await partner().call("GET", path)).body).toMatchObject({
        status: "ACTIVE",
        customerId,
        institutionLogins: [{ institutionLoginId: Number(loginId) }],
      });
      expect((await partner().call("DELETE", `${path}/institutionLogins/999999`)).body).toEqual(problem(14_001));
      expect((await partner().call("DELETE", how === "whole" ? path : `${path}/institutionLogins/${loginId}`)).status).toBe(204);
      expect((await partner().call("GET", path)).body).toMatchObject({ status: "INACTIVE", institutionLogins: [{ accountIds: [] }] });
      expect((await partner().call("GET", customerPath(customerId, "/accounts"))).body).toEqual({ accounts: [] });
    });

    it("an authorization at a bank has a start and an end; a legacy login has none", async () => {
      const { loginId: legacy } = await connect("user_ok", "no-authorization");
      const path = (loginId: string): string => `/customers/institution-logins/${loginId}/authorization-details`;
      expect(await partner().call("GET", path(legacy))).toEqual({ status: 400, body: problem(3003) });
      const { loginId } = await connectByRedirect("authorization");
      const { body } = await partner().call("GET", path(loginId));
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
        const { status, body } = await partner().call("POST", path);
        expect([status, body["accounts"]?.[0].aggregationStatusCode]).toEqual([200, 0]);
      }
      clock.aheadMs = 0;
      expect((await partner().call("DELETE", customerPath(customerId, `/institutionLogins/${loginId}`))).status).toBe(204);
    });

    it("deleting a customer deletes the logins, and the log says so", async () => {
      const { customerId, loginId } = await connect("user_ok", "cascade");
      expect((await partner().call("DELETE", customerPath(customerId))).status).toBe(204);
      const { rows } = await the().storage.pool.query("select 1 from connections where no = $1", [loginId]);
      expect(rows).toEqual([]);
      expect((await logged("connection.removed")).filter(({ connection }) => connection.no === Number(loginId))).toHaveLength(1);
    });

    it("another partner's ids answer like unknown ones", async () => {
      const { customerId, loginId } = await connect("user_ok", "foreign");
      const { body } = await partner().call("GET", `/data-sharing-consents?customerId=${customerId}`);
      const accountId = (await partner().call("GET", customerPath(customerId, "/accounts"))).body["accounts"][0].id;
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
      for (const [method, foreign, unknown] of pairs) expect(await stranger().call(method, foreign)).toEqual(await stranger().call(method, unknown));
      expect((await partner().call("GET", customerPath(customerId, "/accounts"))).body["accounts"]).toHaveLength(6);
    });
  });
};
