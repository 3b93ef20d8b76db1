import { bankFailures, failureNumbers } from "../book/users.ts";

/** These two are no refusals: the sign-in works and shows them later. */
const afterSignIn: readonly string[] = ["duplicate", "partial_data"];

/** One row of the guide: a name to sign in with, and what happens then. */
export interface GuideRow {
  readonly name: string;
  readonly does: string;
}

/** Users a person can sign in as, the simplest first. */
export const userRows: readonly GuideRow[] = [
  {
    name: "user_ok",
    does: "Signs in. Six accounts: checking, savings, credit card, mortgage, investment, loan.",
  },
  { name: "user_alltypes", does: "Signs in. One account of every kind." },
  { name: "user_noaccounts", does: "Signs in. No account." },
  { name: "user_dup", does: "Signs in. The very same accounts as user_ok, for duplicates." },
  { name: "user_10k", does: "Signs in. 10,000 transactions on the checking account." },
  {
    name: "user_partial",
    does: "Signs in. Transactions of the last account cannot be read (503).",
  },
  { name: "user_locked", does: "The login is locked." },
  {
    name: "user_slow_<ms>",
    does: "Signs in after so many milliseconds, one minute at most: user_slow_5000.",
  },
];

/** Users that are asked a question, and its right answer. */
export const questionRows: readonly (GuideRow & { readonly answer: string })[] = [
  { name: "user_mfa_text", does: "Asks for a word.", answer: "blue" },
  { name: "user_mfa_choice", does: "Asks to choose one.", answer: "Right" },
  {
    name: "user_mfa_multi",
    does: "Asks to choose two of four.",
    answer: "Both that start with “Right”",
  },
  { name: "user_mfa_image", does: "Asks to choose one of nine pictures.", answer: "Image 3" },
  { name: "user_mfa_otp", does: "Asks for a code, for two minutes.", answer: "123456" },
  {
    name: "user_mfa_push",
    does: "Waits for the bank's app.",
    answer: 'Wait three seconds, or POST /push/approve with {"username":"user_mfa_push"}; who has an approval device is asked there',
  },
  {
    name: "user_mfa_chain3",
    does: "Asks for a word, a code and a choice.",
    answer: "blue, 123456, Right",
  },
];

/** Users of the redirect institutions' own pages. */
export const redirectRows: readonly GuideRow[] = [
  { name: "user_oauth_deny", does: "The bank comes back with a refusal." },
  { name: "user_oauth_error", does: "The bank comes back with an error." },
  {
    name: "user_oauth_swap",
    does: "Every second visit comes back for somebody else, with other accounts; a careful client refuses.",
  },
];

/** Users that break something on purpose, for whoever writes the other side. */
export const brokenRows: readonly GuideRow[] = [
  {
    name: "user_err_<failure>",
    does: `The sign-in fails with it: ${loginFailures().join(", ")}; duplicate and partial_data act as user_dup and user_partial.`,
  },
  { name: "user_err_<number>", does: `The same by Connect's number: ${listNumbers()}.` },
  { name: "user_read_<failure>", does: "Signs in; every read fails with it." },
  {
    name: "user_later_<failure>",
    does: "Signs in; reads fail with it from an hour after the sign-in.",
  },
  { name: "user_drop_after_login", does: "The line drops instead of the answer to the sign-in." },
  {
    name: "user_drop_after_mfa",
    does: "Asks for a code; the line drops instead of the answer to it.",
  },
  { name: "user_drop_after_accounts", does: "Signs in; the line drops instead of the accounts." },
  { name: "user_hang", does: "No answer to the sign-in." },
  { name: "user_http500", does: "500 to the sign-in, with a text instead of JSON." },
  { name: "user_html", does: "200 to the sign-in, with a page instead of JSON." },
  { name: "user_halfjson", does: "200 to the sign-in, with JSON that ends too early." },
  {
    name: "user_data_<fault>",
    does: "Signs in; every read is answered so: hang, http500, html, halfjson.",
  },
];

function loginFailures(): readonly string[] {
  return bankFailures.filter((name) => !afterSignIn.includes(name));
}

function listNumbers(): string {
  return Object.entries(failureNumbers)
    .map(([number, failure]) => `${number} ${failure}`)
    .join(", ");
}
