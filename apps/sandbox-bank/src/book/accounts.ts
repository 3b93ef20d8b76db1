import type { AccountKind, ProviderAccount } from "@drawbridge/contract";
import { formatCents, startOfDay } from "./money-and-days.ts";
import { pickNumber, stableHash } from "./seeded-random.ts";
import type { SandboxUser } from "./users.ts";

interface Plan {
  readonly kind: AccountKind;
  readonly name: string;
  /** Typical balance in cents; negative is owed. */
  readonly typical: number;
  /** How far a day's balance may be from the typical one, in cents. */
  readonly spread: number;
  readonly rate: string | null;
  readonly limit: string | null;
}

const plan = (
  ...[kind, name, amounts, more = {}]: readonly [kind: AccountKind, name: string, amounts: readonly [number, number], more?: Partial<Plan>]
): Plan => ({
  kind,
  name,
  typical: amounts[0],
  spread: amounts[1],
  rate: null,
  limit: null,
  ...more,
});

const standardPlans: readonly Plan[] = [
  plan("checking", "Everyday Checking", [312_450, 140_000]),
  plan("savings", "Rainy Day Savings", [1_486_000, 25_000], { rate: "3.85" }),
  plan("credit_card", "Drawbridge Rewards Card", [-84_320, 62_000], {
    rate: "21.99",
    limit: "7500.00",
  }),
  plan("mortgage", "Home Mortgage", [-24_815_000, 90_000], { rate: "4.12" }),
  plan("investment", "Growth Portfolio", [5_264_000, 210_000]),
  plan("loan", "Personal Loan", [-612_000, 30_000], { rate: "7.40" }),
];

const otherPlans: readonly Plan[] = [
  plan("money_market", "Money Market", [2_150_000, 30_000], { rate: "4.05" }),
  plan("cd", "12-Month Certificate", [1_000_000, 0], { rate: "4.60" }),
  plan("line_of_credit", "Home Equity Line", [-1_240_000, 60_000], {
    rate: "8.25",
    limit: "40000.00",
  }),
  plan("auto_loan", "Car Loan", [-1_432_000, 20_000], { rate: "5.90" }),
  plan("student_loan", "Student Loan", [-1_978_000, 15_000], { rate: "4.99" }),
  plan("ira", "Traditional IRA", [3_318_000, 120_000]),
  plan("401k", "Workplace 401(k)", [8_742_000, 260_000]),
  plan("pension", "Company Pension", [11_205_000, 80_000]),
  plan("insurance", "Whole Life Policy", [1_860_000, 5_000]),
  plan("annuity", "Deferred Annuity", [4_100_000, 12_000], { rate: "3.10" }),
  plan("property", "Lakeside Cottage", [32_500_000, 150_000]),
  plan("vehicle", "Family Estate Car", [1_645_000, 30_000]),
];

const plansOf = {
  standard: standardPlans,
  none: [],
  alltypes: [...standardPlans, ...otherPlans],
} as const satisfies Record<SandboxUser["accounts"], readonly Plan[]>;

/** Kinds that are things one owns, without an account number. */
const things: readonly AccountKind[] = ["property", "vehicle"];
/** Kinds money can be paid into by account and routing number. */
const payable: readonly AccountKind[] = ["checking", "savings", "money_market"];

/** The accounts of a user at an institution, with numbers, as they stand on the day of `now`. */
export const accountsOfUser = (slug: string, user: SandboxUser, now: Date): readonly ProviderAccount[] =>
  plansOf[user.accounts].map((each) => toAccount(each, slug, { id: stableHash(slug, user.identity, each.kind), now }));

function toAccount(each: Plan, slug: string, { id, now }: { readonly id: string; readonly now: Date }): ProviderAccount {
  const day = startOfDay(now);
  const sway = each.spread === 0 ? 0 : pickNumber(each.spread * 2, id, day.toISOString()) - each.spread;
  const balance = each.typical + sway;
  const number = things.includes(each.kind) ? null : accountNumber(id);
  return {
    stableId: `bank-${id}`,
    kind: each.kind,
    name: each.name,
    currency: "USD",
    status: "open",
    masked: number === null ? "" : `••••${number.slice(-4)}`,
    balance: formatCents(balance),
    available: availableOf(each, balance),
    balanceAsOf: day.toISOString(),
    openedOn: openedOn(id),
    interestRate: each.rate,
    creditLimit: each.limit,
    number,
    routingNumber: payable.includes(each.kind) ? routingNumber(slug) : null,
  };
}

function availableOf(each: Plan, balance: number): string | null {
  if (each.limit !== null) return formatCents(Math.max(0, Math.round(Number(each.limit) * 100) + balance));
  return payable.includes(each.kind) ? formatCents(balance) : null;
}

const accountNumber = (id: string): string => String(1_000_000_000 + pickNumber(900_000_000, id, "number"));

const openedOn = (id: string): string =>
  `${2008 + pickNumber(14, id, "year")}-${twoDigits(1 + pickNumber(12, id, "month"))}-${twoDigits(1 + pickNumber(28, id, "day"))}`;

const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** Nine digits with a right ABA checksum, in the 9xxx range that no bank has. */
function routingNumber(slug: string): string {
  const first = `9${String(pickNumber(10_000_000, slug, "routing")).padStart(7, "0")}`;
  const weights = [3, 7, 1, 3, 7, 1, 3, 7];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(first.charAt(index)), 0);
  return `${first}${(10 - (sum % 10)) % 10}`;
}
