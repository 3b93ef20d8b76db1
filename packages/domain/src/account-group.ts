import type { AccountKind, OfferedAccount } from "@drawbridge/contract";

const groups: Readonly<Record<AccountKind, OfferedAccount["group"]>> = {
  checking: "deposit",
  savings: "deposit",
  money_market: "deposit",
  cd: "deposit",
  credit_card: "card",
  line_of_credit: "card",
  mortgage: "loan",
  loan: "loan",
  auto_loan: "loan",
  student_loan: "loan",
  investment: "investment",
  ira: "pension",
  "401k": "pension",
  pension: "pension",
  insurance: "other",
  annuity: "pension",
  property: "property",
  vehicle: "property",
};

/** The heading an account stands under where a person chooses accounts. */
export const accountGroup = (kind: AccountKind): OfferedAccount["group"] => groups[kind];
