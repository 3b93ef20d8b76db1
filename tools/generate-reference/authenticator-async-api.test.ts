import { astEventRows, deviceChannel } from "@drawbridge/contract";
import { describe, expect, it } from "vitest";
import { authenticatorAsyncApi } from "./authenticator-async-api.ts";

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;
const childOf = (value: unknown, key: string): unknown => (isNode(value) ? value[key] : undefined);
const at = (value: unknown, path: readonly string[]): unknown => path.reduce(childOf, value);
const refsIn = (value: unknown): readonly string[] =>
  isNode(value) ? [...(typeof value["$ref"] === "string" ? [value["$ref"]] : []), ...Object.values(value).flatMap(refsIn)] : [];
const keysOf = (value: unknown): readonly string[] => (isNode(value) ? Object.keys(value) : []);

describe("the AsyncAPI document of the authenticator", () => {
  const document = authenticatorAsyncApi();
  it("has no reference that leads nowhere", () => {
    expect(refsIn(document).filter((ref) => at(document, ref.slice(2).split("/")) === undefined)).toEqual([]);
  });
  it("names every row of the table and every request of the channel", () => {
    const messages = at(document, ["components", "messages"]);
    const rows = keysOf(messages).flatMap((name) => Object.values(at(messages, [name, "x-rows"]) ?? {}).map(Number));
    expect(rows.toSorted((one, other) => one - other)).toEqual(astEventRows.map((_, index) => index + 1));
    expect(keysOf(messages)).toEqual(expect.arrayContaining(Object.keys(deviceChannel).map((name) => `device.${name}`)));
  });
  it("lets each side say its own and no more", () => {
    const sent = at(document, ["operations", "tellController", "messages"]);
    const heard = at(document, ["operations", "hearController", "messages"]);
    expect(refsIn(sent).length + refsIn(heard).length).toBeGreaterThan(100);
    expect(new Set(refsIn(sent)).isDisjointFrom(new Set(refsIn(heard)))).toBe(true);
  });
});
