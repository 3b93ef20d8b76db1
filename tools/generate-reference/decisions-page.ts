import { actionText, actorOfReason, decisionTables, type Action, type Choice, type DecisionRow } from "@drawbridge/domain";
import { pageHead, table } from "./table.ts";

const words: Readonly<Record<Action, string>> = {
  none: "none",
  wait: "wait",
  sync: "manual sync",
  refresh: "refresh",
  reauth: "reauth",
  reconsent: "reconsent",
  contact_support: "contact support",
};

const choiceText = (choice: Choice): string => {
  if (typeof choice === "string") return words[choice];
  const { when, take, otherwise } = choice;
  return otherwise === null ? `${words[take]} if ${when.text}` : `${words[take]} if ${when.text}, else ${words[otherwise]}`;
};

const whenText = ({ when }: DecisionRow): string => when.map(({ text }) => text).join("; ");

const titleOf = ({ reason }: DecisionRow): string => actionText({ action: "none", row: "", reason, alternatives: [], notBefore: null }).title;

const rowsTable = (rows: readonly DecisionRow[]): string =>
  table(
    ["row", "when", "lead", "then", "reason", "who acts", "title for the person"],
    rows.map((one) => [
      one.row,
      whenText(one),
      `**${choiceText(one.lead)}**`,
      one.next.map(choiceText).join(", ") || "–",
      `\`${one.reason}\``,
      actorOfReason(one.reason),
      titleOf(one),
    ]),
  );

const label = (text: string): string => `"${text.replaceAll('"', "'")}"`;

/** A question per row, from top to bottom; yes goes to the lead, no to the next question. */
const diagram = (rows: readonly DecisionRow[]): string => {
  const lines = rows.flatMap((one, index) => {
    const next = rows[index + 1];
    return [
      `  ${one.row}{${label(`${one.row}: ${whenText(one)}?`)}} -->|yes| ${one.row}_lead[${label(choiceText(one.lead))}]`,
      ...(next ? [`  ${one.row} -->|no| ${next.row}`] : []),
    ];
  });
  return ["```mermaid", "flowchart TD", ...lines, "```"].join("\n");
};

const { first, api, legacy } = decisionTables;

/** The reference page of what to do about a connection: both tables as the server uses them, each with its diagram. */
export const decisionsPage = (): string =>
  [
    pageHead("What to do about a connection"),
    "Every connection carries `recommendedAction {action, reason, alternatives, notBefore, row, message}`. It is the first row that fits: the rows for every connection, then those of its kind. `lead` is the action, `then` the alternatives in their order. All faces, the widget and the console use this one table. The person may always start a reauth, a reconsent (connections over a bank's interface), a refresh (connections on the person's behalf) or a manual sync besides.",
    "*Window open*: no sync was tried within the last 30 minutes. `notBefore` of a wait is the moment at which the window opens, or the next probe of a provider that is down.",
    "## Every connection",
    rowsTable(first),
    "## Connections over a bank's interface: api, test, zoopla, autotrader, mouseprice",
    rowsTable(api),
    diagram([...first, ...api]),
    "## Connections on the person's behalf: legacy",
    rowsTable(legacy),
    diagram([...first, ...legacy]),
  ].join("\n\n") + "\n";
