import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  astEventRows,
  astResendSet,
  astStatusesOf,
  isSensitive,
  mcStates,
  propertyFlags,
  statusCategories,
  type AstEventEntry,
} from "../../src/index.ts";

interface DataParameter {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly sensitive?: boolean;
  readonly sourceName?: string | null;
}
interface DataEvent {
  readonly row: number;
  readonly name: string;
  readonly parameters: readonly DataParameter[];
  readonly [key: string]: unknown;
}
interface Data {
  readonly counts: { readonly kinds: Readonly<Record<string, number>>; readonly [name: string]: unknown };
  readonly states: readonly string[];
  readonly events: readonly DataEvent[];
  readonly enums: Readonly<Record<string, { readonly values?: readonly unknown[] }>>;
  readonly companionEvents: {
    readonly events: readonly { readonly name: string; readonly resultEvent: string | null; readonly direction: string }[];
  };
}

const data: Data = JSON.parse(readFileSync(new URL("../../data/authenticator-events.json", import.meta.url), "utf8"));
const table = readFileSync(new URL("ast-events.source.txt", import.meta.url), "utf8");
const rows: readonly AstEventEntry[] = astEventRows;

/** A row of the source table; where a status cell is empty the table drops it, so the seventh cell may be the environment. */
const readRow = (group: string, line: string): object => {
  const cells = line
    .split("|")
    .slice(1)
    .map((cell) => cell.trim());
  const [name = "", direction = "", result = "", parameters = "", priority, resend, ...rest] = cells;
  const statuses = rest.find((cell) => cell.startsWith("enum<")) ?? "";
  const environment = rest.filter((cell) => cell !== "" && cell !== statuses).join(", ");
  return {
    group,
    name,
    direction,
    result,
    parameters: parameters === "none" ? [] : parameters.split(/, (?![^<]*>)/),
    priority,
    resend,
    statuses: statuses
      .replace("enum<StatusType> - ", "")
      .split(/\s*,\s*/)
      .filter((status) => status !== ""),
    environment,
  };
};

const sourceRows = table.split("\n").reduce<{ readonly group: string; readonly read: readonly object[] }>(
  ({ group, read }, line) => {
    if (!line.startsWith("|")) return { group: line.trim() === "" ? group : line.trim(), read };
    return /^\| (Event Name|---)|^\|---/.test(line) ? { group, read } : { group, read: [...read, readRow(group, line)] };
  },
  { group: "", read: [] },
).read;

const typeWords = (entry: AstEventEntry, name: string): string => {
  const title = String(Reflect.get(entry.payload.properties[name] ?? {}, "title"));
  return /^[A-Z]/.test(title) && title !== "UserIdentifier" ? `enum<${title}>` : title;
};

const sourceParameter = (entry: AstEventEntry, name: string): string => {
  const source = name in entry.sourceParameters ? (entry.sourceParameters[name] ?? null) : name;
  return source === null ? typeWords(entry, name) : `${typeWords(entry, name)} ${source}`;
};

const resultWords = ({ result, resultWithAutoLogin, name }: AstEventEntry): string => {
  if (resultWithAutoLogin) return `${resultWithAutoLogin} if auto-login is requested. Otherwise, ${result}`;
  return name === "DecryptData" ? "DecryptDataResultEvent" : (result ?? "none");
};

const asSourceRow = (entry: AstEventEntry): object => ({
  group: entry.group,
  name: entry.sourceName,
  direction: entry.direction,
  result: resultWords(entry),
  parameters: Object.keys(entry.payload.properties).map((name) => sourceParameter(entry, name)),
  priority: entry.priority,
  resend: entry.resendCell,
  statuses: entry.statuses,
  environment: entry.environment.join(", "),
});

/** The table's two stray asterisks in ProvideToken mean nothing (contract, section 6). */
const withoutAsterisks = (row: object): unknown => JSON.parse(JSON.stringify(row).replaceAll("*", ""));

describe("the catalogue against the source table", () => {
  it("has a row for each of the table's 112", () => {
    expect(sourceRows).toHaveLength(112);
    expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 112 }, (_, at) => at + 1));
  });
  it.each(rows.map((entry, at) => ({ row: at + 1, name: entry.name, entry })))("row $row, $name, is the table's", ({ row, entry }) => {
    expect(asSourceRow(entry)).toEqual(withoutAsterisks(sourceRows[row - 1] ?? {}));
  });
});

const asData = (entry: AstEventEntry): object => ({
  row: entry.row,
  name: entry.name,
  group: entry.group,
  direction: entry.direction,
  kind: entry.kind,
  resultEvent: entry.result,
  resultWithAutoLogin: entry.resultWithAutoLogin,
  priority: entry.priority,
  resend: entry.resend,
  statuses: entry.statuses,
  environment: entry.environment,
  allowedIn: entry.allowedIn,
  inTransaction: entry.inTransaction,
  answers: entry.answers,
  serves: entry.serves,
  outcomes: entry.outcomes,
  sourceName: entry.sourceName,
  parameters: Object.entries(entry.payload.properties).map(([name, schema]) => ({
    name,
    type: typeWords(entry, name),
    optional: !(entry.payload.required ?? []).some((needed) => needed === name),
    sensitive: isSensitive(schema),
    sourceName: name in entry.sourceParameters ? entry.sourceParameters[name] : name,
  })),
});

const fromData = (event: DataEvent): object => ({
  row: event.row,
  name: event.name,
  group: event["group"],
  direction: event["direction"],
  kind: event["kind"],
  resultEvent: event["resultEvent"],
  resultWithAutoLogin: "resultEventWhen" in event ? "LoginResult" : null,
  priority: event["priority"],
  resend: event["resendEffective"],
  statuses: event["statusValues"],
  environment: event["environmentRestriction"],
  allowedIn: event["allowedIn"] ?? [],
  inTransaction: event["allowedDuringTransaction"] ?? [],
  answers: event["expectedAnswers"] ?? [],
  serves: event["answersPrompt"] ?? null,
  outcomes: event["outcomes"] ?? [],
  sourceName: event["sourceName"] ?? event.name,
  parameters: event.parameters.map(({ name, type, optional, sensitive = false, sourceName = name }) => ({
    name,
    type,
    optional,
    sensitive,
    sourceName,
  })),
});

describe("the catalogue against its data", () => {
  it.each(data.events.map((event) => ({ row: event.row, name: event.name, event })))("row $row, $name", ({ row, event }) => {
    const entry = rows[row - 1];
    expect(entry && asData(entry)).toEqual(fromData(event));
  });
  it("counts as the data counts", () => {
    const kinds = Object.groupBy(rows, ({ kind }) => kind);
    expect(Object.fromEntries(Object.entries(kinds).map(([kind, entries]) => [kind, entries.length]))).toEqual(data.counts.kinds);
    expect(rows.filter(({ environment }) => environment.includes("SSMS"))).toHaveLength(43);
    expect(rows.filter(({ environment }) => environment.includes("Maverick"))).toHaveLength(7);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(109);
    expect(new Set(rows.map(({ group }) => group)).size).toBe(21);
    expect(rows.filter(({ direction }) => direction === "UI->MC")).toHaveLength(59);
    expect(astResendSet).toHaveLength(15);
  });
  it("has the states, statuses and flags of the data", () => {
    expect(mcStates).toEqual(data.states);
    expect(Object.entries(statusCategories)).toEqual(
      (data.enums["StatusType"]?.values ?? []).map((value) => [Reflect.get(Object(value), "name"), Reflect.get(Object(value), "category")]),
    );
    const bits = Object.values(Reflect.get(data.enums["PropertyFlags"] ?? {}, "bitset") ?? {}).filter((bit) => bit !== 0);
    expect(new Set(Object.values(propertyFlags).filter((bit) => bit !== 0))).toEqual(new Set(bits));
  });
  it("adds only the two statuses that were ruled", () => {
    expect(rows.filter(({ addedStatuses }) => addedStatuses.length > 0).map(({ name, addedStatuses }) => [name, ...addedStatuses])).toEqual([
      ["TransactionEnd", "kUserCancel"],
      ["SetDeviceNameResult", "kNotUnique"],
    ]);
    expect(astStatusesOf("UpdateResult")).toBeNull();
  });
});
