import { describe, expect, it } from "vitest";
import { anotherPartner, auth, send, type Answer, type Partner } from "./connect-client.ts";
import { clock, partner, problem, the } from "./connect-rest-stage.ts";

/** How partners sign in, are locked, and replace what they sign in with. */
export const testPartners = (): void => {
  describe("partner authentication", () => {
    it.each([
      ["Finicity-App-Key", "Finicity-App-Token"],
      ["App-Key", "App-Token"],
      ["Finicity-App-Key", "App-Token"],
      ["App-Key", "Finicity-App-Token"],
    ])("takes %s with %s", async (keyName, tokenName) => {
      const { partnerId, partnerSecret, appKey } = partner();
      const { status, body } = await send(the().server, {
        method: "POST",
        path: auth,
        headers: { [keyName]: appKey },
        body: { partnerId, partnerSecret, extra: 1 },
      });
      expect([status, Object.keys(body)]).toEqual([200, ["token"]]);
      const listed = await send(the().server, {
        method: "GET",
        path: "/aggregation/v1/customers",
        headers: { [keyName]: appKey, [tokenName]: body["token"] },
      });
      expect(listed.status).toBe(200);
    });

    it("a token lives two hours", async () => {
      const two = await anotherPartner(the(), "two-hours");
      clock.aheadMs = 7_199_000;
      expect((await two.call("GET", "/aggregation/v1/customers")).status).toBe(200);
      clock.aheadMs = 7_201_000;
      expect(await two.call("GET", "/aggregation/v1/customers")).toEqual({ status: 401, body: problem(10_023) });
      clock.aheadMs = 0;
    });

    const signInAt = ({ partnerId, appKey }: Partner, partnerSecret: string): Promise<Answer> =>
      send(the().server, { method: "POST", path: auth, headers: { "app-key": appKey }, body: { partnerId, partnerSecret } });

    it("five failures lock the partner, also for the right secret", async () => {
      const locked = await anotherPartner(the(), "locked");
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
      const answer = await fetch(`${the().server}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
      const text = await answer.text();
      return { status: answer.status, body: text === "" ? {} : JSON.parse(text) };
    };

    it("a locked partner is unlocked by the tenant, and its trail says so", async () => {
      const shut = await anotherPartner(the(), "shut");
      for (const secret of ["a", "b", "c", "d", "e"]) await signInAt(shut, secret);
      expect((await native("shut", "GET", "/v1/tenant")).body["partnerLockedAt"]).toEqual(expect.any(String));
      expect((await native("shut", "DELETE", "/v1/tenant/partner-lock")).status).toBe(204);
      expect((await native("shut", "GET", "/v1/tenant")).body["partnerLockedAt"]).toBeNull();
      expect((await signInAt(shut, shut.partnerSecret)).status).toBe(200);
      const { body } = await native("shut", "GET", "/v1/audit");
      expect(body["rows"]).toMatchObject([{ action: "tenant.partner_unlocked", actor: "api" }]);
    });

    it("app key and partner secret are replaced, while those before work for a day and no longer", async () => {
      const old = await anotherPartner(the(), "turning");
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

    it.each([
      ["PUT", "event-policy", "logPolicy", { retentionDays: 400, redactAfterDays: 30, searchTerms: "hash", accountIds: "keep" }],
      ["PUT", "routing", "routing", { supportedAggregators: ["sandbox"], hiddenInstitutions: [], recommendedInstitutions: [] }],
      ["PUT", "reminder-settings", "reminderLeadDays", { leadDays: [9, 2] }, { value: [9, 2] }],
      ["PATCH", "tenant", "tenant", { name: "Set by a program" }],
    ])("%s /v1/%s by a program leaves a row in the trail", async (method, path, subject, settings: object, data: object = settings) => {
      await anotherPartner(the(), `sets-${path}`);
      expect((await native(`sets-${path}`, method, `/v1/${path}`, settings)).status).toBe(200);
      const { rows } = (await native(`sets-${path}`, "GET", "/v1/audit")).body;
      expect(rows).toMatchObject([{ action: "tenant.settings_changed", actor: "api", subject, data }]);
    });

    it("a success in between forgives what came before it", async () => {
      const careless = await anotherPartner(the(), "careless");
      for (const secret of ["a", "b", "c", "d"]) await signInAt(careless, secret);
      expect((await signInAt(careless, careless.partnerSecret)).status).toBe(200);
      for (const secret of ["a", "b", "c", "d"]) await signInAt(careless, secret);
      expect((await signInAt(careless, careless.partnerSecret)).status).toBe(200);
    });

    it("parallel sign-ins neither lock the right one nor give a wrong one more than five guesses", async () => {
      const busy = await anotherPartner(the(), "busy");
      const right = await Promise.all(Array.from({ length: 12 }, () => signInAt(busy, busy.partnerSecret)));
      expect(right.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
      const wrong = await Promise.all(Array.from({ length: 12 }, () => signInAt(busy, "wrong")));
      expect(wrong.filter(({ body }) => body["code"] === 10_001)).toHaveLength(5);
    });

    it("nobody without the app key can lock a partner", async () => {
      const safe = await anotherPartner(the(), "safe");
      for (let n = 0; n < 7; n += 1) expect((await signInAt({ ...safe, appKey: "guess" }, "x")).body["code"]).toBe(10_001);
      expect((await signInAt(safe, safe.partnerSecret)).status).toBe(200);
    });

    it("the secret changes to one of 12 to 255 characters with a letter and a digit", async () => {
      const changing = await anotherPartner(the(), "changing");
      const change = (newPartnerSecret: unknown): Promise<Answer> =>
        send(the().server, {
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
};
