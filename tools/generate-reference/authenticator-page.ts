import { astCompanionEvents, astEventRows, astExtensions, mcStates, statusCategories, type AstEventEntry } from "@drawbridge/contract";
import { drawnFlows, edgesOf } from "./authenticator-walks.ts";
import { fieldsOf } from "./field-type.ts";
import { pageHead, table } from "./table.ts";

const rows: readonly AstEventEntry[] = astEventRows;
const companions: readonly AstEventEntry[] = astCompanionEvents;

/** The reference page of the authenticator's events. */
export const authenticatorPage = (): string =>
  [
    pageHead("Authenticator events"),
    "What the user interface (UI) and the master controller (MC) on a person's device say to each other. Machine-readable: [JSON Schema](authenticator-events.schema.json).",
    "A *prompt* waits for an answer; an *answer* serves a prompt; a *request* is settled by its result; a *command* is acknowledged; a *result* and a *note* come from the MC. Every name is also accepted with the suffix `Event`. A parameter with a question mark may be left out; one in *italics* is never logged and never stored. Fields nobody knows are ignored.",
    ...groups().map(groupSection),
    "## Companion events\n\nPart of the protocol, not of the source table.",
    eventTable(companions),
    "## Extensions\n\nOptional members of ours; a UI that does not know them may ignore them.",
    table(
      ["event", "members"],
      Object.entries(astExtensions).map(([name, members]) => [
        `\`${name}\``,
        Object.keys(members ?? {})
          .map((member) => `\`${member}\``)
          .join(", "),
      ]),
    ),
    "## Statuses",
    table(
      ["category", "statuses"],
      Object.entries(Object.groupBy(Object.entries(statusCategories), ([, category]) => category)).map(([category, found]) => [
        category,
        (found ?? []).map(([status]) => `\`${status}\``).join(", "),
      ]),
    ),
    `## States\n\n${mcStates.map((state) => `\`${state}\``).join(", ")}. A \`_RUN\` state waits for the server. The drawings below are walks through the machine itself.`,
    ...drawnFlows.flatMap((flow) => [`### ${flow.title}`, drawing(edgesOf(flow))]),
  ].join("\n\n") + "\n";

const groups = (): readonly (readonly [group: string, entries: readonly AstEventEntry[]])[] =>
  [...new Set(rows.map(({ group }) => group))].map((group) => [group, rows.filter((entry) => entry.group === group)]);

const groupSection = ([group, entries]: readonly [string, readonly AstEventEntry[]]): string => `## ${group}\n\n${eventTable(entries)}`;

const eventTable = (entries: readonly AstEventEntry[]): string =>
  table(
    ["row", "event", "", "kind", "parameters", "result", "again after GetState", "environment", "heard in", "statuses"],
    entries.map((entry) => [
      entry.row === null ? "" : String(entry.row),
      `\`${entry.name}\``,
      entry.direction === "UI->MC" ? "↑" : "↓",
      entry.kind,
      parameters(entry),
      resultOf(entry),
      entry.resend ? "yes" : "",
      entry.environment.join(", "),
      entry.allowedIn.join(" "),
      [...entry.statuses, ...entry.addedStatuses].join(", "),
    ]),
  );

const parameters = ({ payload }: AstEventEntry): string =>
  fieldsOf(payload)
    .map(([name, type]) => {
      const schema = payload.properties[name.replace("?", "")];
      const isSecret = schema !== undefined && Reflect.get(schema, "sensitive") === true;
      return `${isSecret ? `*${name}*` : name}: ${type}`;
    })
    .join(", ");

const resultOf = ({ result, resultWithAutoLogin, outcomes }: AstEventEntry): string => {
  if (resultWithAutoLogin) return `${resultWithAutoLogin} with autoLogin, else ${result}`;
  return result ?? (outcomes.length > 0 ? `leads to ${outcomes.join(", ")}` : "");
};

const drawing = (edges: ReturnType<typeof edgesOf>): string =>
  ["```mermaid", "stateDiagram-v2", ...edges.map(({ from, to, by }) => `  ${from} --> ${to}: ${by}`), "```"].join("\n");
