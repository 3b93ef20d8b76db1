/* oxlint-disable vitest/expect-expect -- what is expected of every adapter has functions of its own */
import { ProviderAccount, ProviderOwner, ProviderTransaction } from "@drawbridge/contract";
import type { TSchema } from "typebox";
import { Value } from "typebox/value";
import { expect, it } from "vitest";
import { Secret } from "../secret.ts";
import { createBench } from "./bench.ts";
import { expectFailed, expectNoLeak } from "./expect-outcome.ts";
import type { AdapterFixture } from "./fixture.ts";
import { keepOne } from "./keep-one.ts";
import { distinctIds, readAccounts, readAll, readTransactions } from "./read-all.ts";
import type { Door } from "./sign-in.ts";

const money = /^-?\d+(\.\d+)?$/;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

const expectEach = (schema: TSchema, items: readonly unknown[]): void => {
  for (const item of items) expect([...Value.Errors(schema, item)]).toEqual([]);
};

const expectMoney = (amounts: readonly (string | null)[]): void => {
  for (const amount of amounts) if (amount !== null) expect(amount).toMatch(money);
};

/** What a signed-in person's data looks like, and that it stays the same. */
export const checkData = (fixture: AdapterFixture, { data, signIn }: Door): void => {
  const { adapter } = createBench(fixture);
  const signedIn = keepOne(() => signIn(adapter));

  it("reads accounts of the shape and with the money of the contract", async () => {
    const { items } = await readAccounts(adapter, await signedIn());
    expectEach(ProviderAccount, items);
    expect(distinctIds(items).length).toBeGreaterThanOrEqual(data.atLeast.accounts);
    for (const { balance, available, creditLimit, currency, balanceAsOf } of items) {
      expectMoney([balance, available, creditLimit]);
      expect([currency, balanceAsOf]).toEqual([expect.stringMatching(/^[A-Z]{3}$/), expect.stringMatching(instant)]);
    }
  });

  it("gives numbers when they are asked for, and never otherwise", async () => {
    const bare = await readAccounts(adapter, await signedIn());
    for (const { number, routingNumber } of bare.items) expect([number, routingNumber]).toEqual([null, null]);
    const full = await readAccounts(adapter, bare.access, true);
    expect(full.items.some(({ number }) => number !== null)).toBe(data.numbers);
    expect(distinctIds(full.items)).toEqual(distinctIds(bare.items));
    expect(full.items.filter(({ number, masked }) => number !== null && masked.includes(number))).toEqual([]);
  });

  it("gives the same accounts twice, and the same ids at the next sign-in", async () => {
    const first = await readAccounts(adapter, await signedIn());
    expect((await readAccounts(adapter, first.access)).items).toEqual(first.items);
    const another = createBench(fixture).adapter;
    expect(distinctIds((await readAccounts(another, await signIn(another))).items)).toEqual(distinctIds(first.items));
  });

  it.runIf(adapter.owners)("reads owners, of accounts that were given", async () => {
    const accounts = await readAccounts(adapter, await signedIn());
    const { items } = await readAll((request) => adapter.owners?.list(request) ?? Promise.reject(new Error("no owners")), accounts.access);
    expectEach(ProviderOwner, items);
    expect(distinctIds(items).length).toBeGreaterThanOrEqual(data.atLeast.owners);
    const known = new Set(distinctIds(accounts.items));
    for (const { accountStableIds } of items) expect(accountStableIds.filter((id) => !known.has(id))).toEqual([]);
  });

  it.runIf(adapter.transactions)("reads transactions page by page, each once, only in the range asked for", () =>
    expectTransactions({ adapter, access: signedIn }, data),
  );

  it("fails for an account and an access that are not there", async () => {
    const query = { ...data.range, cursor: null, accountStableId: "no-such-account" };
    if (adapter.transactions) expectFailed(await adapter.transactions.list({ access: await signedIn(), ...query }));
    for (const text of ["", "null", "{}", "not an access"]) {
      const access = new Secret(text);
      expectFailed(await adapter.accounts.list({ access, cursor: null, withNumbers: false }));
      if (adapter.owners) expectFailed(await adapter.owners.list({ access, cursor: null }));
      if (adapter.transactions) expectFailed(await adapter.transactions.list({ access, ...query }));
    }
  });

  if (data.accessLapsesAfterMs !== undefined) checkRenewal(fixture, { signIn, lapsesAfterMs: data.accessLapsesAfterMs });
};

interface Reader {
  readonly adapter: ReturnType<typeof createBench>["adapter"];
  readonly access: () => Promise<Secret>;
}

const expectTransactions = async ({ adapter, access }: Reader, { range, atLeast }: Door["data"]): Promise<void> => {
  const accounts = await readAccounts(adapter, await access());
  const [first] = accounts.items;
  if (!first) return expect(atLeast.transactions).toBe(0);
  const query = { ...range, accountStableId: first.stableId };
  const all = await readTransactions(adapter, accounts.access, query);
  expectEach(ProviderTransaction, all.items);
  expect(distinctIds(all.items).length).toBeGreaterThanOrEqual(atLeast.transactions);
  expect(all.pages).toBeGreaterThanOrEqual(atLeast.transactionPages);
  expectMoney(all.items.map(({ amount }) => amount));
  expect(all.items.filter(({ accountStableId }) => accountStableId !== first.stableId)).toEqual([]);
  const outside =
    ({ from, to }: typeof range) =>
    ({ transactedAt }: ProviderTransaction) =>
      new Date(transactedAt) < from || new Date(transactedAt) > to;
  expect(all.items.filter(outside(range))).toEqual([]);
  expect((await readTransactions(adapter, all.access, query)).items).toEqual(all.items);
  const half = { from: range.from, to: new Date((range.from.getTime() + range.to.getTime()) / 2) };
  const older = await readTransactions(adapter, all.access, { ...query, ...half });
  expect(distinctIds(older.items).toSorted()).toEqual(distinctIds(all.items.filter((item) => !outside(half)(item))).toSorted());
};

interface Lapsing extends Pick<Door, "signIn"> {
  readonly lapsesAfterMs: number;
}

const checkRenewal = (fixture: AdapterFixture, { signIn, lapsesAfterMs }: Lapsing): void => {
  it("replaces access that has lapsed, and reads on with the new one", async () => {
    const bench = createBench(fixture);
    const first = await readAccounts(bench.adapter, await signIn(bench.adapter));
    bench.advance(lapsesAfterMs);
    const second = await readAccounts(bench.adapter, first.access);
    const third = await readAccounts(bench.adapter, second.access);
    expect([second.items, third.items]).toEqual([first.items, first.items]);
    expect(second.access.reveal() === first.access.reveal(), "access was renewed").toBe(false);
    expect(third.access.reveal() === second.access.reveal(), "access that is good is kept").toBe(true);
    expectNoLeak([second, bench.logged], [first.access, second.access]);
  });
};
