import type { AccountKind } from "@drawbridge/contract";

/** One thing that happens on accounts of a kind. Amounts are cents, negative leaves the account. */
export interface Habit {
  readonly description: string;
  readonly category: string;
  readonly from: number;
  readonly to: number;
  /** Days of the month it happens on; empty: any day, by chance. */
  readonly days: readonly number[];
  /** Chance in a thousand on any day, for habits without days. */
  readonly chance: number;
}

const monthly = (description: string, category: string, when: readonly [number, number, number]): Habit => ({
  description,
  category,
  days: [when[0]],
  from: when[1],
  to: when[2],
  chance: 0,
});
const sometimes = (description: string, category: string, odds: readonly [number, number, number]): Habit => ({
  description,
  category,
  days: [],
  chance: odds[0],
  from: odds[1],
  to: odds[2],
});

const cardHabits: readonly Habit[] = [
  sometimes("Greengage Market", "groceries", [240, -14_500, -1_800]),
  sometimes("Corner Pantry", "groceries", [140, -3_900, -450]),
  sometimes("Bluebird Coffee", "restaurants", [330, -1_150, -320]),
  sometimes("Noodle Harbour", "restaurants", [120, -4_800, -1_400]),
  sometimes("Metro Transit", "transport", [260, -550, -275]),
  sometimes("Waypoint Fuel", "transport", [90, -6_900, -2_600]),
  sometimes("Oak & Thread", "shopping", [60, -16_000, -1_900]),
  sometimes("Paperback Books", "shopping", [40, -4_200, -900]),
  sometimes("Fairwater Pharmacy", "health", [45, -5_600, -600]),
  sometimes("Northlight Air", "travel", [9, -48_000, -11_000]),
];

/** What happens on each kind of account; a kind that is missing has no transactions. */
export const habits: Readonly<Partial<Record<AccountKind, readonly Habit[]>>> = {
  checking: [
    monthly("Salary Brightwater Ltd", "income", [28, 418_200, 418_200]),
    monthly("Rent Tollgate Apartments", "housing", [1, -145_000, -145_000]),
    monthly("City Power & Light", "utilities", [6, -14_800, -7_200]),
    monthly("Clearwell Water", "utilities", [9, -4_600, -3_100]),
    monthly("Fibreline Internet", "utilities", [12, -5_500, -5_500]),
    monthly("Tandem Mobile", "utilities", [15, -3_200, -3_200]),
    monthly("Transfer to Rainy Day Savings", "transfer", [2, -30_000, -30_000]),
    monthly("Payment Drawbridge Rewards Card", "transfer", [20, -96_000, -52_000]),
    ...cardHabits.slice(0, 6),
  ],
  savings: [monthly("Transfer from Everyday Checking", "transfer", [2, 30_000, 30_000]), monthly("Interest paid", "interest", [27, 4_100, 5_200])],
  money_market: [monthly("Interest paid", "interest", [27, 6_800, 7_900])],
  cd: [monthly("Interest credited", "interest", [27, 3_800, 3_850])],
  credit_card: [
    monthly("Streamly Films", "subscriptions", [4, -1_299, -1_299]),
    monthly("Chorus Music", "subscriptions", [11, -1_099, -1_099]),
    monthly("Summit Gym", "subscriptions", [16, -3_900, -3_900]),
    monthly("Payment received, thank you", "transfer", [20, 52_000, 96_000]),
    ...cardHabits,
  ],
  line_of_credit: [monthly("Line payment", "loan_payment", [18, 24_000, 31_000])],
  mortgage: [monthly("Mortgage payment", "loan_payment", [3, 142_800, 142_800])],
  loan: [monthly("Loan payment", "loan_payment", [17, 18_600, 18_600])],
  auto_loan: [monthly("Car loan payment", "loan_payment", [19, 31_200, 31_200])],
  student_loan: [monthly("Student loan payment", "loan_payment", [22, 21_400, 21_400])],
  investment: [
    monthly("Buy Broad Market Fund", "investment", [5, -50_000, -50_000]),
    monthly("Contribution", "transfer", [5, 50_000, 50_000]),
    sometimes("Dividend", "investment", [12, 1_400, 9_800]),
  ],
  ira: [monthly("Contribution", "investment", [7, 45_000, 45_000])],
  "401k": [monthly("Employee contribution", "investment", [28, 62_000, 62_000])],
  pension: [monthly("Employer contribution", "investment", [28, 38_000, 38_000])],
  insurance: [monthly("Premium", "insurance", [8, -12_400, -12_400])],
};

/** Everyday habits that stand for card spending when many transactions are wanted. */
export const everydayHabits: readonly Habit[] = cardHabits;
