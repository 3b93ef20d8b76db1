/** Scopes and what they exclude (connections.md, 3.7). Decisions only: nothing here asks a table. */

/** Groups of banks a request may name instead of one bank. */
export const bankGroups = ["all", "api", "legacy", "test", "zoopla", "mouseprice", "autotrader"] as const;
export type BankGroup = (typeof bankGroups)[number];

/** Journeys that repair a connection; they allow only `openid` beside them. */
export const repairScopes = ["reauth", "refresh", "reconsent"] as const;
export type RepairScope = (typeof repairScopes)[number];

/** Scopes a client may have without a user. */
const ofClient = [
  "user:create",
  "user:read",
  "user:update",
  "user:delete",
  "connection:read",
  "connection:update",
  "connection:delete",
  "auth_requests:read",
  "auth_requests:write",
] as const;

const ofUser = [
  "consent_history:read",
  "accounts:read",
  "accounts_details:read",
  "accounts:write",
  "accounts:write:all",
  "transactions:read:all",
  "transactions:read:in",
  "transactions:read:out",
  "transactions:write",
  "transactions:write:all",
  "transactions_unenriched:read:all",
  "transactions_unenriched:read:in",
  "transactions_unenriched:read:out",
] as const;

/** Every scope but the ones of single banks. */
export const fixedScopes: readonly string[] = [
  "openid",
  "offline_access",
  ...bankGroups.map((group) => `id:${group}`),
  ...repairScopes,
  ...ofClient,
  ...ofUser,
];

/** Scopes an access token can carry: what a person was asked at the bank is not one of them. */
export const tokenScopes: readonly string[] = [...ofClient, ...ofUser];

const known: ReadonlySet<string> = new Set(fixedScopes);
const clientScopes: ReadonlySet<string> = new Set(ofClient);

/** True for scopes a token without a user may carry. */
export const isClientScope = (scope: string): boolean => clientScopes.has(scope);

/** The bank id of `id:<32 hex>`; null for every other scope. */
export const bankIdOf = (scope: string): string | null => /^id:([0-9a-f]{32})$/.exec(scope)?.[1] ?? null;

/** The words of a `scope` parameter. */
export const scopesOf = (text: string | undefined): readonly string[] => [...new Set((text ?? "").split(" ").filter((scope) => scope !== ""))];

interface Rule {
  readonly name: string;
  /** Null: kept. Otherwise what is wrong. */
  readonly problem: (scopes: readonly string[]) => string | null;
}

const several = (scopes: readonly string[], belongs: (scope: string) => boolean): boolean => scopes.filter(belongs).length > 1;
const isRepair = (scope: string): boolean => repairScopes.some((name) => name === scope);
const reads = (scope: string, subject: string): boolean => scope.startsWith(`${subject}:read`);

const isWrite = (scope: string): boolean => /:write(:all)?$/.test(scope);
const isPartialWrite = (scope: string): boolean => scope.endsWith(":write");

const needsRead = (subject: "accounts" | "transactions", counts: (scope: string) => boolean): Rule => ({
  name: `${subject} need reading`,
  problem: (scopes) =>
    scopes.some((scope) => scope.startsWith(`${subject}:`) && counts(scope)) && !scopes.some((scope) => reads(scope, subject))
      ? `${subject}:write needs a scope that reads ${subject}`
      : null,
});

/** The rules, in the order they are tried. */
const rules: readonly Rule[] = [
  {
    name: "known",
    problem: (scopes) => {
      const unknown = scopes.find((scope) => !known.has(scope) && bankIdOf(scope) === null);
      return unknown === undefined ? null : `${unknown} is not a scope of this server`;
    },
  },
  { name: "one bank", problem: (scopes) => (several(scopes, (scope) => scope.startsWith("id:")) ? "id: scopes exclude one another" : null) },
  {
    name: "repair alone",
    problem: (scopes) => {
      const repair = scopes.find(isRepair);
      return repair !== undefined && scopes.some((scope) => scope !== repair && scope !== "openid") ? `${repair} allows only openid beside it` : null;
    },
  },
  {
    name: "one way of reading",
    problem: (scopes) =>
      several(scopes, (scope) => reads(scope, "transactions")) ? "transactions:read:all, :in and :out exclude one another" : null,
  },
];

const firstProblem = (kept: readonly Rule[], scopes: readonly string[]): string | null => {
  for (const { problem } of kept) {
    const found = problem(scopes);
    if (found !== null) return found;
  }
  return null;
};

const asked = [...rules, needsRead("accounts", isWrite), needsRead("transactions", isWrite)];
/** Deleting shows nothing, so `write:all` may stand alone in a token (connections.md, 2.3). */
const granted = [...rules, needsRead("accounts", isPartialWrite), needsRead("transactions", isPartialWrite)];

/** What is wrong with the scopes of an authorization request; null when nothing is. */
export const scopeProblem = (scopes: readonly string[]): string | null => firstProblem(asked, scopes);

/** What is wrong with the scopes of a token that no person is asked about; null when nothing is. */
export const tokenScopeProblem = (scopes: readonly string[]): string | null => firstProblem(granted, scopes);
