import { AccountsAnswer, IdentityAnswer, TransactionChanges, TransactionsAnswer, type FdxTransaction } from "@drawbridge/contract";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { fdxKinds } from "../src/faces/widget/data-shapes.ts";
import { connectBank, type Connected } from "./connect-bank.ts";
import { dataCalls, faults, inside, type Answer } from "./data-calls.ts";

let drawbridge: TestDrawbridge;
let all: Connected;
let numbers: Connected;
let plain: Connected;
let big: Connected;
const { get, v2, v1Path, listOf, firstAccount } = dataCalls(() => drawbridge.server);

beforeAll(async () => {
  drawbridge = await startDrawbridge();
  all = await connectBank(drawbridge, "all", { username: "user_alltypes" });
  numbers = await connectBank(drawbridge, "numbers", { jobTypes: ["accountNumber"] });
  plain = await connectBank(drawbridge, "plain", { jobTypes: ["transactions"] });
  big = await connectBank(drawbridge, "big", { username: "user_10k" });
  const older = "select count(*)::int as n from connections where older_until is not null"; // history is read in the background
  await vi.waitUntil(async () => (await drawbridge.storage.pool.query<{ n: number }>(older)).rows[0]?.n === 0, { timeout: 60_000 });
});
afterAll(() => drawbridge.close());

describe("accounts", () => {
  it.each(["v1", "v2"] as const)("%s answers every kind of account as the closed schema says", async (version) => {
    const { status, body } = version === "v1" ? await get<AccountsAnswer>(v1Path("accounts", all)) : await v2<AccountsAnswer>("accounts", all);
    expect(status).toBe(200);
    expect(faults(AccountsAnswer, body)).toEqual([]);
    const seen = body.accounts.map((account) => `${Object.keys(account)[0]} ${String(inside(account)["accountType"])}`);
    expect(new Set(seen)).toEqual(new Set(Object.values(fdxKinds).map((kind) => kind.join(" "))));
    expect(body.accounts).toHaveLength(18);
  });

  it("puts the kinds that are often mistaken where they belong", async () => {
    const byName = new Map((await listOf(all)).map((account) => [inside(account)["productName"], account]));
    expect(byName.get("Money Market")).toMatchObject({
      depositAccount: { accountType: "MONEYMARKET", accountCategory: "DEPOSIT_ACCOUNT", balanceType: "ASSET" },
    });
    expect(byName.get("Growth Portfolio")).toMatchObject({
      investmentAccount: { accountType: "INVESTMENTACCOUNT", currentValue: expect.any(Number) },
    });
    expect(byName.get("Home Mortgage")).toMatchObject({ loanAccount: { balanceType: "LIABILITY", interestRate: 4.12 } });
    expect(byName.get("Drawbridge Rewards Card")).toMatchObject({ locAccount: { creditLine: 7500, purchasesApr: 21.99 } });
    expect(Number(inside(byName.get("Home Mortgage") ?? {})["principalBalance"])).toBeGreaterThan(0);
    expect(byName.get("Rainy Day Savings")).toMatchObject({
      depositAccount: { annualPercentageYield: 3.85, lastActivityDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
    });
  });

  it("tells account and routing numbers only where the job was asked for", async () => {
    const [withJob, without] = [await listOf(numbers), await listOf(plain)];
    expect(inside(withJob[0] ?? {})).toMatchObject({
      accountNumber: expect.stringMatching(/^\d+$/),
      routingTransitNumber: expect.stringMatching(/^\d{9}$/),
    });
    expect(inside(withJob[0] ?? {})).not.toHaveProperty("lastActivityDate");
    for (const account of without) {
      expect(inside(account)).not.toHaveProperty("accountNumber");
      expect(inside(account)).not.toHaveProperty("routingTransitNumber");
    }
  });

  it("shows no id of the provider", async () => {
    expect(JSON.stringify(await listOf(all))).not.toMatch(/bank-[0-9a-f]/);
  });

  it("pages a list without losing or doubling one", async () => {
    const seen: string[] = [];
    let cursor = "";
    for (let turns = 0; turns < 10; turns += 1) {
      const { body } = await v2<AccountsAnswer>("accounts", all, `&limit=5${cursor}`);
      expect(faults(AccountsAnswer, body)).toEqual([]);
      seen.push(...body.accounts.map((account) => String(inside(account)["accountId"])));
      if (!body.nextCursor) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(seen).toEqual((await listOf(all)).map((account) => inside(account)["accountId"]));
  });
});

describe("identity", () => {
  it.each(["v1", "v2"] as const)("%s answers holders as the closed schema says", async (version) => {
    const { status, body } = version === "v1" ? await get<IdentityAnswer>(v1Path("identity", all)) : await v2<IdentityAnswer>("identity", all);
    expect(status).toBe(200);
    expect(faults(IdentityAnswer, body)).toEqual([]);
    expect(body.customers.length).toBeGreaterThanOrEqual(1);
    expect(body.customers[0]).toMatchObject({ email: [expect.stringContaining("@")], name: { first: expect.any(String) } });
    expect(body.customers[0]).not.toHaveProperty("emails");
  });
});

describe("transactions", () => {
  const whole = async (who: Connected, query = ""): Promise<Answer<TransactionsAnswer>> =>
    v2<TransactionsAnswer>("transactions", who, `&accountId=${await firstAccount(who)}${query}`);
  const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const timeOf = (item: FdxTransaction): string => Object.values(item)[0]?.transactionTimestamp ?? "";
  const idOf = (item: FdxTransaction): string => Object.values(item)[0]?.transactionId ?? "";

  it.each(["v1", "v2"] as const)("%s answers them as the closed schema says, newest first", async (version) => {
    const id = await firstAccount(all);
    const { status, body } =
      version === "v1" ? await get<TransactionsAnswer>(`/api/data/aggregator/sandbox/user/all/account/${id}/transactions`) : await whole(all);
    expect(status).toBe(200);
    expect(faults(TransactionsAnswer, body)).toEqual([]);
    const times = body.transactions.map(timeOf);
    expect(times.length).toBeGreaterThan(10);
    expect(times).toEqual(times.toSorted().toReversed());
    expect((times.at(-1) ?? "") >= day(-120)).toBe(true);
    expect(JSON.stringify(body)).not.toMatch(/bank-[0-9a-f]/);
  });

  it("are the same by v1's older words for the dates", async () => {
    const id = await firstAccount(all);
    const path = `/api/data/aggregator/sandbox/user/all/account/${id}/transactions`;
    const [older, newer] = [
      await get(`${path}?start_time=${day(-20)}&end_time=${day(0)}`),
      await get(`${path}?startDate=${day(-20)}&endDate=${day(0)}`),
    ];
    expect(older.body).toEqual(newer.body);
    expect((older.body["transactions"] as FdxTransaction[]).every((item) => timeOf(item) >= day(-20))).toBe(true);
  });

  it("ten thousand come whole, each once, and the same by pages", async () => {
    const accounts = await listOf(big);
    const range = `&startDate=${day(-730)}&endDate=${day(5)}`;
    let total = 0;
    let largest = { id: "", count: 0 };
    for (const account of accounts) {
      const id = String(inside(account)["accountId"]);
      const { body } = await v2<TransactionsAnswer>("transactions", big, `&accountId=${id}${range}`);
      expect(new Set(body.transactions.map(idOf)).size).toBe(body.transactions.length);
      expect(faults(TransactionsAnswer, body)).toEqual([]);
      total += body.transactions.length;
      if (body.transactions.length > largest.count) largest = { id, count: body.transactions.length };
    }
    expect(total).toBeGreaterThanOrEqual(10_000);
    const seen = new Set<string>();
    for (let cursor = "", more = true; more;) {
      const { body } = await v2<TransactionsAnswer>("transactions", big, `&accountId=${largest.id}${range}&limit=500${cursor}`);
      for (const item of body.transactions) seen.add(idOf(item));
      more = body.nextCursor !== undefined;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(seen.size).toBe(largest.count);
  });

  it("tells what was added, modified and removed since a cursor, and nothing else", async () => {
    const id = await firstAccount(plain);
    const { body } = await whole(plain);
    const changes = async (from: string, more = "") =>
      (await v2<TransactionChanges>("transactions", plain, `&accountId=${id}&since=${from}${more}`)).body;
    // Changes are told once no older transaction of the server is open, and other tests share it.
    const tellsOf = async (from: () => Promise<string>, counts: readonly number[]): Promise<TransactionChanges> => {
      const told: TransactionChanges[] = [];
      await expect
        .poll(async () => {
          told.unshift(await changes(await from()));
          return [told[0]?.added.length, told[0]?.modified.length, told[0]?.removed.length];
        })
        .toEqual(counts);
      return told[0] ?? expect.unreachable();
    };
    const quiet = await tellsOf(async () => (await whole(plain)).headers.get("ucw-next-since") ?? "", [0, 0, 0]);
    expect(quiet.hasMore).toBe(false);
    const [first, second] = body.transactions.map((item) => idOf(item).slice(4));
    const { pool } = drawbridge.storage;
    await pool.query("update transactions set description = 'Corrected' where replace(id::text, '-', '') = $1", [first]);
    await pool.query("delete from transactions where replace(id::text, '-', '') = $1", [second]);
    await pool.query(
      `insert into transactions (id, tenant_id, account_id, stable_id, amount, currency, description, status, transacted_at)
       select gen_random_uuid(), tenant_id, account_id, 'late', 5, 'USD', 'Late', 'pending', now() from transactions where replace(id::text, '-', '') = $1`,
      [first],
    );
    const news = await tellsOf(async () => quiet.nextSince, [1, 1, 1]);
    expect(faults(TransactionChanges, news)).toEqual([]);
    expect([news.added.length, news.modified.map(idOf), news.removed]).toEqual([1, [`txn_${first}`], [{ transactionId: `txn_${second}` }]]);
    expect(Object.values(news.added[0] ?? {})[0]).toMatchObject({ description: "Late", status: "PENDING", debitCreditMemo: "CREDIT" });
    expect(await changes(news.nextSince)).toMatchObject({ added: [], modified: [], removed: [] });
    const pages: TransactionChanges[] = [];
    for (let from = quiet.nextSince, more = true; more;) {
      const page = await changes(from, "&limit=1");
      pages.push(page);
      [from, more] = [page.nextSince, page.hasMore];
    }
    expect([
      pages.flatMap(({ added }) => added).length,
      pages.flatMap(({ modified }) => modified).length,
      pages.flatMap(({ removed }) => removed).length,
    ]).toEqual([1, 1, 1]);
    expect((await changes("start")).added.length).toBeGreaterThan(10);
  });
});
