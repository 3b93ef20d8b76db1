import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProviderAccount, ProviderTransaction } from "@drawbridge/contract";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { startTestBank, type TestBank } from "./bank-client.ts";

const Accounts = Type.Array(ProviderAccount);
const Transactions = Type.Object({
  transactions: Type.Array(ProviderTransaction),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
});

let bank: TestBank;
beforeAll(async () => {
  bank = await startTestBank();
});
afterAll(() => bank.close());

const accountsOf = async (token: string, query = ""): Promise<readonly ProviderAccount[]> =>
  Value.Parse(Accounts, (await bank.call("GET", `/data/accounts${query}`, { token })).body["accounts"]);
const firstPath = async (token: string): Promise<string> => `/data/accounts/${(await accountsOf(token))[0]?.stableId ?? ""}/transactions`;

describe("accounts and owners", () => {
  it("gives numbers only when they are asked for", async () => {
    const token = await bank.tokenOf("user_ok");
    const numbers = async (query: string): Promise<unknown> =>
      (await accountsOf(token, query)).some((each) => each.number !== null || each.routingNumber !== null);
    expect([await numbers(""), await numbers("?numbers=false"), await numbers("?numbers=true")]).toEqual([false, false, true]);
  });

  it("goes through accounts page by page", async () => {
    const token = await bank.tokenOf("user_ok");
    const first = await bank.call("GET", "/data/accounts?limit=4", { token });
    const cursor = String(first.body["nextCursor"]);
    const second = await bank.call("GET", `/data/accounts?limit=4&cursor=${cursor}`, { token });
    expect(Value.Parse(Accounts, second.body["accounts"]).length).toBe(2);
    expect(second.body["nextCursor"]).toBeNull();
    expect((await bank.call("GET", "/data/accounts?cursor=nonsense", { token })).status).toBe(400);
  });

  it("gives user_noaccounts an empty list, and user_ok two owners", async () => {
    expect(await accountsOf(await bank.tokenOf("user_noaccounts"))).toEqual([]);
    const owners = await bank.call("GET", "/data/owners", { token: await bank.tokenOf("user_ok") });
    expect(owners.body["owners"]).toHaveLength(2);
  });
});

describe("transactions", () => {
  it("gives user_10k exactly 10,000, in pages of 500 without repetition", async () => {
    const token = await bank.tokenOf("user_10k");
    const path = await firstPath(token);
    const seen = new Set<string>();
    let cursor: string | null = "";
    let pages = 0;
    while (cursor !== null) {
      const answer = await bank.call("GET", `${path}?limit=500&cursor=${cursor}`, { token });
      const page: { transactions: ProviderTransaction[]; nextCursor: string | null } = Value.Parse(Transactions, answer.body);
      for (const each of page.transactions) seen.add(each.stableId);
      cursor = page.nextCursor;
      pages += 1;
    }
    expect([seen.size, pages]).toEqual([10_000, 20]);
  });

  it("keeps to the range, and refuses what is no date or too large a page", async () => {
    const token = await bank.tokenOf("user_ok");
    const path = await firstPath(token);
    const answer = await bank.call("GET", `${path}?from=2026-10-01&to=2026-10-08T00:00:00Z`, {
      token,
    });
    const dates = Value.Parse(Transactions, answer.body).transactions.map((each) => each.transactedAt);
    expect(dates.length).toBeGreaterThan(0);
    expect(dates.every((date) => date >= "2026-10-01" && date <= "2026-10-08")).toBe(true);
    expect((await bank.call("GET", `${path}?from=soon`, { token })).status).toBe(400);
    expect((await bank.call("GET", `${path}?limit=501`, { token })).status).toBe(400);
  });

  it("fails for one account of user_partial only", async () => {
    const token = await bank.tokenOf("user_partial");
    const statuses = [];
    for (const { stableId } of await accountsOf(token)) {
      statuses.push((await bank.call("GET", `/data/accounts/${stableId}/transactions`, { token })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 503]);
  });

  it("does not know the accounts of somebody else", async () => {
    const path = await firstPath(await bank.tokenOf("user_ok"));
    expect((await bank.call("GET", path, { token: await bank.tokenOf("user_10k") })).status).toBe(404);
  });
});

describe("access", () => {
  it("outlives a restart of the bank", async () => {
    const token = await bank.tokenOf("user_ok");
    const restarted = await startTestBank();
    expect((await restarted.call("GET", "/data/accounts", { token })).status).toBe(200);
    await restarted.close();
  });

  it("ends when it is given back, and may be given back again", async () => {
    const token = await bank.tokenOf("user_ok");
    const other = await bank.tokenOf("user_ok");
    const giveBack = async (): Promise<number> => (await bank.call("DELETE", "/data/consent", { token })).status;
    expect([await giveBack(), await giveBack()]).toEqual([204, 204]);
    const refused = await bank.call("GET", "/data/accounts", { token });
    expect(refused).toMatchObject({ status: 403, body: { reason: "access_revoked" } });
    expect((await bank.call("GET", "/data/accounts", { token: other })).status).toBe(200);
  });

  it.each(["", "nonsense", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c2VyX29rIn0."])("refuses the token %o", async (token) => {
    expect((await bank.call("GET", "/data/accounts", { token })).status).toBe(401);
    expect((await bank.call("DELETE", "/data/consent", { token })).status).toBe(401);
  });

  it("ends at Single Sync Bank an hour after the sign-in", async () => {
    const token = await bank.tokenOf("user_ok", "single-sync-bank");
    expect((await bank.call("GET", "/data/accounts", { token })).status).toBe(200);
    bank.advance(60 * 60_000 + 1000);
    expect(await bank.call("GET", "/data/accounts", { token })).toMatchObject({
      status: 401,
      body: { reason: "mfa_required" },
    });
  });

  it("fails reads of user_read_<failure> at once and of user_later_<failure> after an hour", async () => {
    const now = await bank.tokenOf("user_read_consent_expired");
    const later = await bank.tokenOf("user_later_access_revoked");
    const read = async (token: string): Promise<unknown> => (await bank.call("GET", "/data/owners", { token })).body["reason"];
    expect([await read(now), await read(later)]).toEqual(["consent_expired", undefined]);
    bank.advance(60 * 60_000 + 1000);
    expect(await read(later)).toBe("access_revoked");
  });

  it("drops the line instead of the accounts of user_drop_after_accounts", async () => {
    const token = await bank.tokenOf("user_drop_after_accounts");
    await expect(bank.call("GET", "/data/accounts", { token })).rejects.toThrow("fetch failed");
  });

  it("shows the accounts chosen at the bank's own pages and no other", async () => {
    const everyone = await accountsOf(await bank.tokenOf("user_ok", "single-sync-bank"));
    const chosen = everyone.slice(0, 1).map((each) => each.stableId);
    const grant = { institution: "single-sync-bank", username: "user_ok", accountIds: chosen };
    const own = await startTestBank({ authorizeData: async () => grant });
    const accounts = await own.call("GET", "/data/accounts");
    expect(Value.Parse(Accounts, accounts.body["accounts"]).map((each) => each.stableId)).toEqual(chosen);
    expect((await own.call("GET", "/data/owners")).body["owners"]).toMatchObject([{ accountStableIds: chosen }]);
    expect((await own.call("GET", `/data/accounts/${everyone[1]?.stableId ?? ""}/transactions`)).status).toBe(404);
    await own.close();
  });
});

describe("giving back access of the bank's own pages", () => {
  const grant = { institution: "harbour-bank", username: "user_ok", accountIds: [] };

  it("hands it to the issuer", async () => {
    const own = await startTestBank({
      authorizeData: async () => grant,
      revokeData: async () => true,
    });
    expect((await own.call("DELETE", "/data/consent")).status).toBe(204);
    await own.close();
  });

  it("names the issuer's endpoint when the issuer does not take it here", async () => {
    const own = await startTestBank({ authorizeData: async () => grant });
    expect(await own.call("DELETE", "/data/consent")).toMatchObject({
      status: 422,
      body: { reason: "not_supported" },
    });
    await own.close();
  });
});

describe("guide", () => {
  it("names every institution and user, without a script", async () => {
    const response = await fetch(`${bank.origin}/`);
    const page = await response.text();
    for (const word of ["Lantern Bank", "Milestone Cars", "pass_ok", "user_mfa_chain3", "user_err_&lt;failure&gt;"]) {
      expect(page).toContain(word);
    }
    expect(page).not.toContain("<script");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect((await fetch(`${bank.origin}/guide.css`)).headers.get("content-type")).toContain("text/css");
    expect((await bank.call("GET", "/health")).body).toEqual({ status: "ok" });
  });
});
