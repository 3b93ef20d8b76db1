import type { LogPolicy } from "@drawbridge/contract";

type Data = Readonly<Record<string, unknown>>;

/** Makes a value unreadable but comparable. */
export type Hash = (text: string) => string;

const MARK = "#";
const wasHashed = /^#[0-9a-f]{24}$/; // nobody looks for a bank by such a name

const hashed = (text: string, hash: Hash): string => (wasHashed.test(text) ? text : `${MARK}${hash(text)}`);

const term = (value: string, { searchTerms }: LogPolicy, hash: Hash): string => {
  if (searchTerms === "keep" || value === "") return value;
  return searchTerms === "drop" ? "" : hashed(value, hash);
};

const isThing = (value: unknown): value is Data & { readonly id: string } =>
  typeof value === "object" && value !== null && "id" in value && typeof value.id === "string";

/** Lists and single accounts, under every name the log gives them. */
const accountLists: ReadonlySet<string> = new Set(["accounts", "matched", "added", "lost", "account"]);

const account = (value: unknown, hash: Hash): unknown => (isThing(value) ? { id: hashed(value.id, hash), no: 0 } : value);

const accounts = (value: unknown, { accountIds }: LogPolicy, hash: Hash): unknown => {
  if (accountIds === "keep") return value;
  if (Array.isArray(value)) return accountIds === "drop" ? [] : value.map((each) => account(each, hash));
  return accountIds === "drop" ? null : account(value, hash);
};

/** An event's data as a tenant's policy leaves it; the same object when nothing changes. Doing it again changes nothing. */
export const redactEvent = (data: Data, policy: LogPolicy, hash: Hash): Data => {
  const changed = Object.entries(data).map(([name, value]): readonly [string, unknown] => {
    if (name === "term" && typeof value === "string") return [name, term(value, policy, hash)];
    return accountLists.has(name) ? [name, accounts(value, policy, hash)] : [name, value];
  });
  const next = Object.fromEntries(changed);
  return JSON.stringify(next) === JSON.stringify(data) ? data : next;
};
