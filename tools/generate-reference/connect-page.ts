import {
  connectEndings,
  connectEventCatalogue,
  connectEventExamples,
  connectHostMessages,
  connectModes,
  connectPageMessages,
  connectRoutes,
  connectRulings,
  connectSequences,
  Enrichment,
  type ConnectEventEntry,
} from "@drawbridge/contract";
import type { TSchema } from "typebox";
import { fieldsOf } from "./field-type.ts";
import { pageHead, table } from "./table.ts";

const SOURCE = "https://developer.mastercard.com/open-finance-au/documentation/connect/integrating-with-connect/events/connect-user-events/";

/** The reference page of the Connect face's events and messages. */
export const connectPage = (): string =>
  [
    pageHead("Connect events"),
    "What the Connect page and its host say to each other. Machine-readable: [JSON Schema](connect-events.schema.json), [AsyncAPI](connect-events.asyncapi.json).",
    "Keys stand in the order in which they are sent. Documented keys are always there, and no others, unless the experience asks for `enrichment`: then every user event ends with `drawbridge`, its place in the event log.",
    table(
      ["key of `drawbridge`", "type"],
      fieldsOf(Enrichment).map(([key, type]) => [`\`${key}\``, type]),
    ),
    "An *id* is a number, or decimal text where the experience sets `idFormat` to `string`; account ids are always text. A *count* is the number of account ids beside it.",
    "## User events",
    matrix(),
    ...connectEventCatalogue.map(eventSection),
    "## Sequences\n\nWhat a host hears in one flow, screens left out.",
    table(
      ["flow", "order"],
      connectSequences.map(({ flow, steps }) => [flow, steps.join(" · ")]),
    ),
    "## Messages of the page",
    table(
      ["type", "meaning"],
      connectPageMessages.map(({ type, summary }) => [`\`${type}\``, summary]),
    ),
    "## Messages of the host",
    table(
      ["type", "meaning"],
      connectHostMessages.map(({ type, summary }) => [`\`${type}\``, summary]),
    ),
    '## Screens\n\n`{type: "route", data: {screen, params}}`; ids in `params` are text.',
    table(
      ["screen", "params"],
      Object.entries(connectRoutes).map(([screen, { properties }]) => [`\`${screen}\``, paramsOf(properties.params)]),
    ),
    "## Endings",
    endings(),
    "A session that is left without a word ends as `abandoned`: in the log only, no host hears of it. A host's SDK itself reports code 1403 when the browser blocks its window.",
    "## Differences from the published samples",
    table(["rule", "here"], Object.entries(connectRulings)),
  ].join("\n\n") + "\n";

const mark = (entry: ConnectEventEntry, mode: (typeof connectModes)[number]): string => (entry.modes.includes(mode) ? "●" : "");

const matrix = (): string =>
  table(
    ["action", "Full", "Lite", "Fix", "phases", "when"],
    connectEventCatalogue.map((entry: ConnectEventEntry) => [
      `[${entry.name}](#${entry.name.toLowerCase()})`,
      ...connectModes.map((mode) => mark(entry, mode)),
      String(entry.phases),
      entry.summary,
    ]),
  );

/** What an event has of its own: the enrichment is the same in all. */
const ownFields = (schema: TSchema) => new Map(fieldsOf(schema).filter(([name]) => name !== "drawbridge?"));

const shortName = (shape: string): string => shape.split(": ")[1] ?? "type";

const fieldTable = (entry: ConnectEventEntry): string => {
  const shapes = Object.entries(entry.shapes).map(([name, schema]) => ({ name: shortName(name), fields: ownFields(schema) }));
  const keys = [...new Set(shapes.flatMap(({ fields }) => [...fields.keys()]))];
  return table(
    ["key", ...shapes.map(({ name }) => name)],
    keys.map((key) => [`\`${key}\``, ...shapes.map(({ fields }) => fields.get(key) ?? "absent")]),
  );
};

const eventSection = (entry: ConnectEventEntry): string => {
  const ruled = entry.rulings.length > 0 ? ` Rules: ${entry.rulings.join(", ")}.` : "";
  const examples = Object.keys(entry.shapes).map((name) => JSON.stringify(connectEventExamples[name]));
  return [
    `### ${entry.name}`,
    `${entry.summary} [Source](${SOURCE}#${entry.source}).${ruled}`,
    fieldTable(entry),
    `\`\`\`${examples.length === 1 ? "json" : "jsonl"}\n${examples.join("\n")}\n\`\`\``,
  ].join("\n\n");
};

const paramsOf = (params: Parameters<typeof fieldsOf>[0]): string => {
  const fields = fieldsOf(params).map(([name]) => `\`${name}\``);
  return fields.length === 0 ? "none" : fields.join(", ");
};

const endings = (): string =>
  table(
    ["ending", "message", "handler", "code", "reason", "reason in a redirect"],
    Object.values(connectEndings).map(({ event, message, handler, code, reason, redirectReason }) => [
      event,
      message,
      handler,
      String(code),
      reason,
      redirectReason,
    ]),
  );
