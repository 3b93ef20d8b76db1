import { astEventCatalogue, astEventRows, mcStates } from "@drawbridge/contract";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { authenticatorPage } from "./authenticator-page.ts";
import { authenticatorSchema } from "./authenticator-schema.ts";
import { drawnFlows, edgesOf } from "./authenticator-walks.ts";

describe("the page of the authenticator's events", () => {
  it("has one line for each row of the source table, in its order", () => {
    const printed = [...authenticatorPage().matchAll(/^\| (\d+) \| `(\w+)` \|/gm)].map(([, row, name]) => [Number(row), name]);
    expect(printed).toEqual(astEventRows.map(({ row, name }) => [row, name]));
  });
  it("draws every state of the machine but the one an app must be too old for, and no other", () => {
    const drawn = new Set(drawnFlows.flatMap((flow) => edgesOf(flow).flatMap(({ from, to }) => [from, to])));
    const states: readonly string[] = mcStates;
    expect([...drawn].filter((state) => !states.includes(state))).toEqual([]);
    expect(states.filter((state) => !drawn.has(state))).toEqual(["ACTIVATION_REQUIRED", "TX_STEPUP", "UPDATE_ONLY"]);
  });
});

describe("the JSON Schema of the events", () => {
  it("is valid and judges payloads by name", () => {
    const ajv = new Ajv2020({ strict: false });
    ajv.addSchema(authenticatorSchema());
    const judge = (name: string, payload: object): boolean => ajv.getSchema(`urn:drawbridge:authenticator-events#/$defs/${name}`)?.(payload) === true;
    expect(astEventCatalogue.filter(({ name }) => !ajv.getSchema(`urn:drawbridge:authenticator-events#/$defs/${name}`))).toEqual([]);
    expect(judge("Login", { userIdentifier: { tenantId: "a", userId: "b" }, pin: "1" })).toBe(true);
    expect(judge("Login", { pin: "1" })).toBe(false);
  });
});
