import { CliError } from "../../cli-error.ts";
import { fileOf, listOf, numberOf, rowsOf, segment, textOf, type AdminRow, type Given } from "./admin-command.ts";

const wordOptions = [
  ["--text TEXT", "what is shown; or"],
  ["--template NAME", "the template whose words are shown"],
  ["--value NAME=TEXT …", "a value of the template; repeat for more"],
  ["--locale TAG", "the language, instead of the person's"],
  ["--banner TEXT", "the line that announces it"],
] as const;

const valuesOf = (given: Given["values"]): Readonly<Record<string, string>> | undefined => {
  const pairs = given["value"];
  if (typeof pairs !== "object") return undefined;
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw new CliError("usage", "A value is NAME=TEXT.");
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
};

const wordsOf = (values: Given["values"]) => ({
  text: textOf(values, "text"),
  template: textOf(values, "template"),
  values: valuesOf(values),
  locale: textOf(values, "locale"),
  banner: textOf(values, "banner"),
  deviceId: textOf(values, "device"),
});

/** Operations, messages and templates. */
export const approvalRows: readonly AdminRow[] = [
  {
    name: "operations create",
    operand: "USER",
    summary: "Ask a user to approve something on their device",
    options: [
      ...wordOptions,
      ["--data FILE", "facts the approval is bound to (JSON object)"],
      ["--factor FACTOR", "PIN (default), TOKEN or NONE"],
      ["--allowed-factors LIST", "instead of a factor: the token if one is given, else the first that needs none (PIN,TOKEN)"],
      ["--attributes FILE", "instead of a text: rows of amounts, parties, values and alerts (JSON array)"],
      ["--token TEXT", "the code another party gave; with factor TOKEN"],
      ["--retrieval-timeout SECONDS", "until when a device must have taken it up"],
      ["--max-failures N", "wrong tries at the factor that end it, at most 5"],
      ["--risk LIST", "what made you careful (new-payee,night)"],
      ["--no-push", "wake no device"],
      ["--timeout SECONDS", "how long they have (default 300)"],
      ["--number-matching", "two digits must be the same on both screens"],
      ["--fresh SECONDS", "how old a sign-in without PIN may be"],
      ["--device DEVICE", "only this one"],
      ["--external-id ID", "your own name of it"],
    ],
    want: async ({ user, values }) => ({
      path: "/v1/operations",
      method: "POST",
      body: {
        userId: await user(),
        ...wordsOf(values),
        data: await fileOf(values, "data"),
        factor: textOf(values, "factor"),
        allowedFactors: listOf(values, "allowed-factors"),
        attributes: await rowsOf(values, "attributes"),
        token: textOf(values, "token"),
        retrievalTimeout: numberOf(values, "retrieval-timeout"),
        maxFailures: numberOf(values, "max-failures"),
        riskFlags: listOf(values, "risk"),
        push: values["no-push"] === true ? false : undefined,
        answerTimeout: numberOf(values, "timeout"),
        numberMatching: values["number-matching"] === true ? true : undefined,
        requireFreshnessOfAuthentication: numberOf(values, "fresh"),
        externalId: textOf(values, "external-id"),
        by: "drawbridge",
      },
    }),
  },
  {
    name: "operations list",
    operand: null,
    summary: "List operations, newest first",
    options: [
      ["--user USER", "only theirs"],
      ["--device DEVICE", "only those meant for this one (dev_…)"],
      ["--state STATE", "such as RETRIEVED or ACCEPTED"],
      ["--external-id ID", "your own name of it"],
      ["--limit N", "how many"],
      ["--cursor ID", "`next` of the page before"],
    ],
    want: async ({ user, values }) => {
      const name = textOf(values, "user");
      const userId = name === undefined ? undefined : await user(name);
      const rest = { externalId: textOf(values, "external-id"), limit: numberOf(values, "limit"), cursor: textOf(values, "cursor") };
      return { path: "/v1/operations", query: { userId, deviceId: textOf(values, "device"), state: textOf(values, "state"), ...rest } };
    },
  },
  {
    name: "operations show",
    operand: "OPERATION",
    summary: "Show an operation, and its receipt",
    options: [["--result", "only how it ended, with the receipt"]],
    want: ({ operand, values }) => ({ path: `/v1/operations/${segment(operand)}${values["result"] === true ? "/result" : ""}` }),
  },
  {
    name: "operations cancel",
    operand: "OPERATION",
    summary: "Take an operation back",
    why: true,
    want: ({ operand }) => ({ path: `/v1/operations/${segment(operand)}`, method: "DELETE" }),
  },
  {
    name: "messages send",
    operand: "USER",
    summary: "Send a user a message",
    options: [...wordOptions, ["--kind KIND", "INFO (default), WARNING or ERROR"], ["--device DEVICE", "only to this one"]],
    want: async ({ user, values }) => ({
      path: "/v1/messages",
      method: "POST",
      body: { userId: await user(), ...wordsOf(values), kind: textOf(values, "kind"), by: "drawbridge" },
    }),
  },
  { name: "templates list", operand: null, summary: "List the templates", want: () => ({ path: "/v1/templates" }) },
  {
    name: "templates create",
    operand: "FILE",
    summary: "Keep the template of a file (JSON: kind, name, texts, fallback)",
    why: true,
    want: async ({ operand }) => ({ path: "/v1/templates", method: "POST", body: (await fileOf({ file: operand }, "file")) ?? {} }),
  },
  {
    name: "templates change",
    operand: "TEMPLATE",
    summary: "Give a template other words",
    options: [["--file FILE", "JSON: texts, fallback"]],
    why: true,
    want: async ({ operand, values }) => ({
      path: `/v1/templates/${segment(operand)}`,
      method: "PUT",
      body: (await fileOf(values, "file")) ?? {},
    }),
  },
  {
    name: "templates remove",
    operand: "TEMPLATE",
    summary: "Remove a template",
    why: true,
    want: ({ operand }) => ({ path: `/v1/templates/${segment(operand)}`, method: "DELETE" }),
  },
];
