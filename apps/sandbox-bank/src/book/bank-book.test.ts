import { describe, expect, it } from "vitest";
import { accountKinds, ProviderAccount, ProviderOwner, ProviderTransaction } from "@drawbridge/contract";
import { Value } from "typebox/value";
import { createBankBook, sandboxPassword } from "./bank-book.ts";
import { sandboxInstitutions } from "./institutions.ts";
import { bankFailures, failureNumbers, findUser } from "./users.ts";

const slug = "drawbridge-bank";
const noon =
  (day: string): (() => Date) =>
  () =>
    new Date(`${day}T12:00:00Z`);
const today = noon("2026-11-21");
const everything = { from: new Date(0), to: today() };

describe("bank book", () => {
  it("lists institutions with unique slugs and a logo", () => {
    expect(new Set(sandboxInstitutions.map((each) => each.slug)).size).toBe(9);
    for (const each of sandboxInstitutions) expect(each.logo).toMatch(/^data:image\/svg\+xml;base64,/u);
  });

  it("gives user_ok six valid accounts and their owners", () => {
    const book = createBankBook(today);
    const accounts = book.accountsOf(slug, "user_ok");
    expect(accounts.map((each) => each.kind)).toEqual(["checking", "savings", "credit_card", "mortgage", "investment", "loan"]);
    for (const account of accounts) expect(Value.Check(ProviderAccount, account)).toBe(true);
    for (const owner of book.ownersOf(slug, "user_ok")) expect(Value.Check(ProviderOwner, owner)).toBe(true);
  });

  it("gives user_alltypes one account of every kind", () => {
    const kinds = createBankBook(today)
      .accountsOf(slug, "user_alltypes")
      .map((each) => each.kind);
    expect(kinds.toSorted()).toEqual(accountKinds.toSorted());
  });

  it("gives user_dup the accounts of user_ok, and other users their own", () => {
    const book = createBankBook(today);
    const ids = (name: string, at = slug): string[] => book.accountsOf(at, name).map((each) => each.stableId);
    expect(ids("user_dup")).toEqual(ids("user_ok"));
    expect(ids("user_mfa_otp")).not.toEqual(ids("user_ok"));
    expect(ids("user_ok", "harbour-bank")).not.toEqual(ids("user_ok"));
  });

  it("keeps balances within a day and routing numbers right", () => {
    const [account] = createBankBook(today).accountsOf(slug, "user_ok");
    expect(createBankBook(() => new Date("2026-11-21T23:00:00Z")).accountsOf(slug, "user_ok")[0]).toEqual(account);
    const digits = (account?.routingNumber ?? "").split("").map(Number);
    const sum = digits.reduce((total, digit, index) => total + digit * ([3, 7, 1][index % 3] ?? 0), 0);
    expect([digits.length, sum % 10]).toEqual([9, 0]);
  });

  it("draws two years of valid transactions, the latest pending", () => {
    const book = createBankBook(today);
    const stableId = book.accountsOf(slug, "user_ok")[0]?.stableId ?? "";
    const list = book.transactionsOf(slug, "user_ok", { stableId, ...everything });
    expect(list.length).toBeGreaterThan(700);
    for (const each of list) expect(Value.Check(ProviderTransaction, each)).toBe(true);
    const oldest = list.at(-1)?.transactedAt ?? "";
    expect([oldest > "2024-11-20", oldest < "2024-11-26"]).toEqual([true, true]);
    expect(list.filter((each) => each.status === "pending").every((each) => each.transactedAt > "2026-11-19T12")).toBe(true);
    expect(new Set(list.map((each) => each.category))).toContain("income");
  });

  it("keeps the ids of transactions when days go by", () => {
    const range = { from: new Date("2026-10-01"), to: new Date("2026-10-31") };
    const read = (now: () => Date): readonly unknown[] => {
      const book = createBankBook(now);
      return book.transactionsOf(slug, "user_ok", {
        stableId: book.accountsOf(slug, "user_ok")[0]?.stableId ?? "",
        ...range,
      });
    };
    expect(read(noon("2026-12-24"))).toEqual(read(today));
    expect(read(today).length).toBeGreaterThan(20);
  });

  it("knows 90 days only at No History Bank", () => {
    const book = createBankBook(today);
    const stableId = book.accountsOf("no-history-bank", "user_ok")[0]?.stableId ?? "";
    const list = book.transactionsOf("no-history-bank", "user_ok", { stableId, ...everything });
    expect((list.at(-1)?.transactedAt ?? "") >= "2026-08-23").toBe(true);
    expect(list.length).toBeGreaterThan(50);
  });

  it.each(["asset:property:AB12CD:10", "asset:vehicle:KEY123:42000"])("values %s by the month", (asset) => {
    const balance = (day: string): string | null | undefined => createBankBook(noon(day)).accountsOf("keystone-homes", asset)[0]?.balance;
    expect(balance("2026-11-02")).toBe(balance("2026-11-29"));
    expect(balance("2026-12-02")).not.toBe(balance("2026-11-29"));
  });
});

describe("users", () => {
  it("locks on the fifth wrong password, and again opens after 15 minutes", () => {
    let at = today();
    const book = createBankBook(() => at);
    const tries = [1, 2, 3, 4, 5].map(() => book.signIn(slug, "user_ok", "guess"));
    expect(tries.map((each) => each.outcome === "refused" && each.attemptsLeft)).toEqual([4, 3, 2, 1, 0]);
    expect(book.signIn(slug, "user_ok", sandboxPassword)).toMatchObject({
      failure: "login_locked",
    });
    expect(book.signIn("harbour-bank", "user_ok", sandboxPassword).outcome).toBe("accepted");
    at = new Date(at.getTime() + 15 * 60_000);
    expect(book.signIn(slug, "user_ok", sandboxPassword).outcome).toBe("accepted");
  });

  it("answers an unknown name exactly as a wrong password, up to the lock", () => {
    const book = createBankBook(today);
    const guess = (name: string): unknown[] => [1, 2, 3, 4, 5, 6].map(() => book.signIn(slug, name, "guess"));
    expect(guess("nobody")).toEqual(guess("user_ok"));
    expect(book.signIn(slug, "constructor", sandboxPassword)).toMatchObject({
      failure: "credentials_rejected",
    });
  });

  it("opens a lock on reset", () => {
    const book = createBankBook(today);
    for (let count = 0; count < 5; count += 1) book.signIn(slug, "user_ok", "guess");
    book.resetLogin("user_ok");
    expect(book.signIn(slug, "user_ok", sandboxPassword).outcome).toBe("accepted");
  });

  it("has a user for every failure of a bank, by name and by number", () => {
    for (const name of [...bankFailures, ...Object.keys(failureNumbers)]) expect(findUser(`user_err_${name}`)).not.toBeNull();
    expect(findUser("user_err_popup_blocked")).toBeNull();
    expect(findUser("user_err_999")).toBeNull();
  });

  it("caps a slow user at one minute", () => {
    expect(findUser("user_slow_1500")?.loginDelayMs).toBe(1500);
    expect(findUser("user_slow_999999")?.loginDelayMs).toBe(60_000);
  });
});
