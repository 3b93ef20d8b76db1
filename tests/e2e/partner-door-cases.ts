import { describe, expect, it } from "vitest";

/** Links that a partner makes by the Connect face, for a file whose server is started. */
export const partnerDoorCases = (server: () => string): void => {
  describe("partner door", () => {
    const key = { "finicity-app-key": "development-app-key-1", "content-type": "application/json" };
    const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
      fetch(`${server()}${path}`, { method: "POST", headers: { ...key, ...headers }, body: JSON.stringify(body) });

    it("authenticates, makes a customer and a link that opens the widget", async () => {
      const auth = await post("/aggregation/v2/partners/authentication", { partnerId: "1", partnerSecret: "development-secret-1" });
      const { token } = (await auth.json()) as { token: string };
      const customer = await post("/aggregation/v2/customers/testing", { username: "alice" }, { "app-token": token });
      expect(customer.status).toBe(201);
      const { id } = (await customer.json()) as { id: string };
      expect((await post("/aggregation/v2/customers/testing", { username: "alice" }, { "app-token": token })).status).toBe(409);
      const made = await post("/connect/v2/generate", { partnerId: "1", customerId: id, unknown: true }, { "finicity-app-token": token });
      const { link } = (await made.json()) as { link: string };
      const query = Object.fromEntries(new URL(link).searchParams);
      expect(Number(query["ttl"]) - Number(query["timestamp"])).toBe(7_200_000);
      const opened = await fetch(`${server()}/session`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-drawbridge": "1" },
        body: JSON.stringify({ door: "connect", query, tabId: "t" }),
      });
      expect(await opened.json()).toMatchObject({ view: { vocabulary: "connect", step: { at: "search" } } });
      const changed = await fetch(`${server()}/session`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-drawbridge": "1" },
        body: JSON.stringify({ door: "connect", query: { ...query, customerId: "999" }, tabId: "t" }),
      });
      expect(await changed.json()).toMatchObject({ code: "LINK_SPENT" });
    });

    it.each([
      ["no app key", {}, {}, 10026],
      ["a wrong secret", { partnerId: "1", partnerSecret: "guess" }, key, 10001],
      ["a partner that does not exist", { partnerId: "77", partnerSecret: "guess" }, key, 10001],
    ])("answers %s in the contract's words", async (_name, body, headers, code) => {
      const answer = await fetch(`${server()}/aggregation/v2/partners/authentication`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code });
    });
  });
};
