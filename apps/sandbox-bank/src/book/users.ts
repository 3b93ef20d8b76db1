import { failureNames, type ChallengeKind, type Failure } from "@drawbridge/contract";

/** Ways of answering that no honest bank has, for testing whoever talks to it. */
export type Fault = "hang" | "http500" | "html" | "halfjson";

/** What a user of the sandbox does: the name says it all. */
export interface SandboxUser {
  readonly username: string;
  /** Who the accounts belong to: two usernames of one identity see the same accounts. */
  readonly identity: string;
  readonly accounts: "standard" | "none" | "alltypes";
  /** Questions asked after the password, one after the other. */
  readonly challenges: readonly ChallengeKind[];
  /** The right password is answered with this failure. */
  readonly loginFailure: Failure | null;
  /** Every read is answered with this failure, `afterMs` after the sign-in. */
  readonly readFailure: { readonly failure: Failure; readonly afterMs: number } | null;
  readonly loginDelayMs: number;
  /** The step is done, and the line drops before its answer. */
  readonly dropAt: "login" | "mfa" | "accounts" | null;
  readonly loginFault: Fault | null;
  readonly readFault: Fault | null;
  /** Transactions of one account cannot be read. */
  readonly partial: boolean;
  /** Transactions on the first account; null for a believable number. */
  readonly transactionCount: number | null;
}

type Traits = Partial<Omit<SandboxUser, "username">>;

/** Connect's numbers for the failures a bank can cause; failures.md of the contracts is their home. */
export const failureNumbers: Readonly<Record<string, Failure>> = {
  "100": "provider_failed",
  "102": "bank_down",
  "103": "credentials_rejected",
  "106": "no_usable_accounts",
  "108": "login_locked",
  "109": "action_at_bank",
  "169": "duplicate",
  "185": "mfa_required",
  "187": "mfa_wrong",
  "239": "consent_denied",
  "325": "rate_limited_by_bank",
  "331": "mfa_expired",
  "500": "unexpected",
  "920": "not_supported",
  "947": "access_revoked",
};

/** Failures that happen on our side of the bank, so no user of the bank can cause them. */
const notOfABank: readonly Failure[] = ["popup_blocked", "session_expired"];

/** The failures a user of the sandbox can be named after. */
export const bankFailures: readonly Failure[] = failureNames.filter((name) => !notOfABank.includes(name));

const maxDelayMs = 60_000; // A longer wait shows nothing that a minute does not.
const laterMs = 60 * 60_000;

const fixed: Readonly<Record<string, Traits>> = {
  user_ok: {},
  user_alltypes: { accounts: "alltypes" },
  user_noaccounts: { accounts: "none" },
  user_partial: { partial: true },
  user_10k: { transactionCount: 10_000 },
  user_dup: { identity: "user_ok" },
  user_locked: { loginFailure: "login_locked" },
  user_mfa_text: { challenges: ["text"] },
  user_mfa_choice: { challenges: ["choice"] },
  user_mfa_multi: { challenges: ["multi"] },
  user_mfa_image: { challenges: ["image"] },
  user_mfa_otp: { challenges: ["otp"] },
  user_mfa_push: { challenges: ["push"] },
  user_mfa_chain3: { challenges: ["text", "otp", "choice"] },
  user_drop_after_login: { dropAt: "login" },
  user_drop_after_mfa: { challenges: ["otp"], dropAt: "mfa" },
  user_drop_after_accounts: { dropAt: "accounts" },
  user_oauth_deny: {},
  user_oauth_error: {},
  user_oauth_swap: {},
  user_oauth_other: {},
};

interface Pattern {
  readonly shape: RegExp;
  readonly traits: (word: string) => Traits | null;
}

const patterns: readonly Pattern[] = [
  {
    shape: /^user_slow_(\d{1,9})$/u,
    traits: (ms) => ({ loginDelayMs: Math.min(Number(ms), maxDelayMs) }),
  },
  { shape: /^user_err_([a-z0-9_]+)$/u, traits: errorTraits },
  { shape: /^user_read_([a-z_]+)$/u, traits: (word) => readTraits(word, 0) },
  { shape: /^user_later_([a-z_]+)$/u, traits: (word) => readTraits(word, laterMs) },
  {
    shape: /^user_data_(hang|http500|html|halfjson)$/u,
    traits: (word) => ({ readFault: toFault(word) }),
  },
  {
    shape: /^user_(hang|http500|html|halfjson)$/u,
    traits: (word) => ({ loginFault: toFault(word) }),
  },
];

/** The user of a name; null when the sandbox knows no such user. */
export function findUser(username: string): SandboxUser | null {
  const traits = Object.hasOwn(fixed, username) ? (fixed[username] ?? null) : patternTraits(username);
  return traits === null ? null : { ...plainUser, identity: username, ...traits, username };
}

const plainUser: Omit<SandboxUser, "username" | "identity"> = {
  accounts: "standard",
  challenges: [],
  loginFailure: null,
  readFailure: null,
  loginDelayMs: 0,
  dropAt: null,
  loginFault: null,
  readFault: null,
  partial: false,
  transactionCount: null,
};

function patternTraits(username: string): Traits | null {
  for (const { shape, traits } of patterns) {
    const word = shape.exec(username)?.[1];
    if (word !== undefined) return traits(word);
  }
  return null;
}

function errorTraits(word: string): Traits | null {
  const failure = Object.hasOwn(failureNumbers, word) ? failureNumbers[word] : toFailure(word);
  if (failure === undefined) return null;
  if (failure === "partial_data") return { partial: true };
  if (failure === "duplicate") return { identity: "user_ok" };
  return { loginFailure: failure };
}

function readTraits(word: string, afterMs: number): Traits | null {
  const failure = toFailure(word);
  return failure === undefined ? null : { readFailure: { failure, afterMs } };
}

const toFailure = (word: string): Failure | undefined => bankFailures.find((name) => name === word);

const toFault = (word: string): Fault | null => (["hang", "http500", "html", "halfjson"] as const).find((fault) => fault === word) ?? null;
