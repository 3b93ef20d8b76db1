import type { Failure, ProviderAccount, ProviderOwner, ProviderTransaction } from "@drawbridge/contract";
import { accountsOfUser } from "./accounts.ts";
import { accountsOfAsset, parseAsset } from "./assets.ts";
import { findInstitution, sandboxInstitutions, type SandboxInstitution } from "./institutions.ts";
import { createLoginLocks } from "./login-locks.ts";
import { ownersOf } from "./owners.ts";
import { transactionsOf } from "./transactions.ts";
import { findUser, type SandboxUser } from "./users.ts";

/** What the bank says to a username and a password. `refused` counts wrong tries in one place for every door. */
export type BankSignIn =
  | { readonly outcome: "accepted"; readonly user: SandboxUser }
  | {
      readonly outcome: "refused";
      readonly failure: Failure;
      readonly detail: string;
      readonly attemptsLeft?: number;
    };

/** Which transactions are wanted; both ends included. */
export interface TransactionRange {
  readonly from: Date;
  readonly to: Date;
}

/** Everything the bank knows, without HTTP: institutions, people, accounts and what happened on them. */
export interface BankBook {
  readonly institution: (slug: string) => SandboxInstitution | null;
  /** Makes an institution behave otherwise until it is told again; false when there is none of the name. */
  readonly setMood: (slug: string, mood: InstitutionMood) => boolean;
  readonly signIn: (slug: string, username: string, password: string) => BankSignIn;
  /** Forgets wrong tries of a name at every institution. */
  readonly resetLogin: (username: string) => void;
  readonly user: (username: string) => SandboxUser | null;
  /** Accounts with their numbers; a caller without permission removes them. */
  readonly accountsOf: (slug: string, username: string) => readonly ProviderAccount[];
  readonly ownersOf: (slug: string, username: string) => readonly ProviderOwner[];
  /** Newest first. */
  readonly transactionsOf: (
    slug: string,
    username: string,
    account: TransactionRange & { readonly stableId: string },
  ) => readonly ProviderTransaction[];
}

/** How an institution behaves. */
export type InstitutionMood = Partial<Pick<SandboxInstitution, "health" | "singleSyncOnly">>;

/** The one password of the sandbox. */
export const sandboxPassword = "pass_ok";

/** Builds the bank's book for a clock; nothing in it depends on when it was built. */
export function createBankBook(now: () => Date): BankBook {
  const locks = createLoginLocks(now);
  const moods = new Map<string, InstitutionMood>();
  const institution = (slug: string): SandboxInstitution | null => {
    const found = findInstitution(slug);
    return found && { ...found, ...moods.get(slug) };
  };
  const accounts = (slug: string, username: string): readonly ProviderAccount[] => {
    const asset = parseAsset(username);
    if (asset !== null) return accountsOfAsset(asset, now());
    const user = findUser(username);
    return user === null ? [] : accountsOfUser(slug, user, now());
  };
  return {
    institution,
    setMood: (slug, mood) => {
      if (findInstitution(slug) === null) return false;
      moods.set(slug, { ...moods.get(slug), ...mood });
      return true;
    },
    user: findUser,
    resetLogin: (username) => {
      for (const { slug } of sandboxInstitutions) locks.clear(lockKey(slug, username));
    },
    signIn: (slug, username, password) => signIn({ locks, slug, username, password }),
    accountsOf: accounts,
    ownersOf: (slug, username) => ownersOf(findUser(username)?.identity ?? username, accounts(slug, username)),
    transactionsOf: (slug, username, { stableId, from, to }) => {
      const list = accounts(slug, username);
      const account = list.find((each) => each.stableId === stableId);
      if (account === undefined) return [];
      const isFirst = list[0]?.stableId === stableId;
      const count = isFirst ? (findUser(username)?.transactionCount ?? null) : null;
      const recentOnly = findInstitution(slug)?.jobs.includes("transactionHistory") === false;
      return transactionsOf({ account, count, recentOnly, now: now(), from, to });
    },
  };
}

interface SignInTry {
  readonly locks: ReturnType<typeof createLoginLocks>;
  readonly slug: string;
  readonly username: string;
  readonly password: string;
}

/** A name nobody has and a wrong password get the same answer (PSD2 RTS, article 4(3)(a)). */
function signIn({ locks, slug, username, password }: SignInTry): BankSignIn {
  const key = lockKey(slug, username);
  if (locks.isLocked(key)) return locked;
  const user = findUser(username);
  if (user === null || password !== sandboxPassword) {
    const attemptsLeft = locks.countWrong(key);
    if (attemptsLeft === 0) return locked;
    return {
      outcome: "refused",
      failure: "credentials_rejected",
      detail: "Username or password is wrong.",
      attemptsLeft,
    };
  }
  locks.clear(key);
  if (user.loginFailure === null) return { outcome: "accepted", user };
  return {
    outcome: "refused",
    failure: user.loginFailure,
    detail: `The name asks for ${user.loginFailure}.`,
  };
}

const lockKey = (slug: string, username: string): string => `${slug}|${username}`;

const locked: BankSignIn = {
  outcome: "refused",
  failure: "login_locked",
  detail: "This login is locked after too many wrong tries.",
  attemptsLeft: 0,
};
