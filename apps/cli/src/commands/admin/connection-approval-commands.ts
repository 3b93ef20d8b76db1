import { needed, numberOf, segment, textOf, type AdminRow } from "./admin-command.ts";

/** Approvals of a connection's consent on the person's device. */
export const connectionApprovalRows: readonly AdminRow[] = [
  {
    name: "approvals create",
    operand: "CONNECTION",
    summary: "Ask on the device whether a consent is renewed or ended (con_…)",
    options: [
      ["--question QUESTION", "renew or revoke"],
      ["--days N", "how long it is renewed for (default 90)"],
      ["--purpose TEXT", "what the data is for"],
      ["--timeout SECONDS", "how long they have (default 300)"],
      ["--number-matching", "two digits must be the same on both screens"],
    ],
    want: ({ operand, values }) => ({
      path: `/v1/connections/${segment(operand)}/approvals`,
      method: "POST",
      body: {
        question: needed(values, "question"),
        days: numberOf(values, "days"),
        purpose: textOf(values, "purpose"),
        answerTimeout: numberOf(values, "timeout"),
        numberMatching: values["number-matching"] === true ? true : undefined,
        by: "drawbridge",
      },
    }),
  },
  {
    name: "approvals list",
    operand: "CONNECTION",
    summary: "List the approvals of a connection's consent, with their receipts",
    want: ({ operand }) => ({ path: `/v1/connections/${segment(operand)}/approvals` }),
  },
];
