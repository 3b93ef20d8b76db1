import { describe, expect, it } from "vitest";
import { Value } from "typebox/value";
import {
  connectEndings,
  connectEventCatalogue,
  connectEventExamples,
  connectHostMessages,
  connectSequences,
  isActionOf,
  isConnectPageMessage,
  isConnectUserEvent,
  schemaOfEvent,
  shapeNameOf,
  type ConnectEventEntry,
} from "@drawbridge/contract";

const shapes = connectEventCatalogue.flatMap((entry: ConnectEventEntry) =>
  Object.entries(entry.shapes).map(([name, schema]) => ({ entry, name, schema })),
);
const exampleOf = (name: string): Readonly<Record<string, unknown>> => ({ ...connectEventExamples[name] });
const without = (event: Readonly<Record<string, unknown>>, key: string) => Object.fromEntries(Object.entries(event).filter(([name]) => name !== key));

/** The support matrix and key order as the contract prints them (connect-events.md, 8.2). */
const matrix: readonly (readonly [action: string, modes: string, phases: number, keys: string])[] = [
  ["Initialize", "full fix", 1, "customerId partnerId timestamp ttl type experience sessionId product borrowerType"],
  ["SearchInstitutions", "full", 1, "searchTerm resultCount attempts"],
  ["SelectInstitution", "full", 1, "institutionId supported"],
  ["SignInAttempt", "full", 2, "institutionId accounts accountIds success errorCode"],
  ["MfaAttempt", "full lite fix", 2, "institutionId accounts accountIds success errorCode"],
  ["LaunchOAuth", "full", 1, "institutionId success errorCode"],
  ["OAuthSignInAttempt", "full", 1, "institutionId success errorCode"],
  ["OAuthAddAccounts", "full", 1, "institutionId institutionLoginId accounts accountIds success errorCode"],
  ["AddAccounts", "full lite", 2, "institutionId institutionLoginId accounts accountIds success errorCode"],
  ["RemoveAccounts", "full", 2, "institutionId institutionLoginId accounts accountIds success errorCode"],
  ["FixSignInAttempt", "fix", 2, "institutionId institutionLoginId accounts accountIds success errorCode"],
  ["FixMfaAttempt", "fix", 2, "institutionId institutionLoginId accounts accountIds success errorCode"],
  ["DisplayAlert", "full lite fix", 1, "alertType title message errorCode data institutionId institutionName"],
  ["SubmitAccounts", "full", 1, "customerId partnerId timestamp ttl type experience sessionId product accounts accountIds"],
  ["SessionTimeout", "full lite fix", 1, "customerId partnerId timestamp sessionId"],
  ["End", "full fix", 1, "reason customerId partnerId timestamp ttl experience sessionId code type product"],
];

describe("the catalogue of user events", () => {
  it("lists the sixteen events in the order of the matrix", () => {
    expect(connectEventCatalogue.map(({ name }) => name)).toEqual(matrix.map(([action]) => action));
  });

  it.each(matrix)("knows journeys, phases and keys of %s", (action, modes, ...[phases, keys]) => {
    const entry = connectEventCatalogue.find(({ name }) => name === action);
    expect(entry?.modes.join(" ")).toBe(modes);
    expect(entry?.phases).toBe(phases);
    const longest = shapes.filter((shape) => shape.entry.name === action).at(-1);
    expect(Object.keys(exampleOf(longest?.name ?? ""))).toEqual(["action", ...keys.split(" ")]);
  });

  it("has an example of every shape, and no other", () => {
    expect(Object.keys(connectEventExamples)).toEqual(shapes.map(({ name }) => name));
  });

  it.each(shapes)("accepts the example of $name as that shape only", ({ entry, name, schema }) => {
    const event = exampleOf(name);
    expect(Value.Check(schema, event)).toBe(true);
    expect(Value.Check(schemaOfEvent(entry), event)).toBe(true);
    expect(shapes.filter((shape) => Value.Check(shape.schema, event)).map((shape) => shape.name)).toEqual([name]);
  });

  it.each(shapes)("refuses $name with a key too few or too many", ({ name, schema }) => {
    const event = exampleOf(name);
    const fewer = Object.keys(event).map((key) => without(event, key));
    expect([...fewer, { ...event, drawbridge: {} }, { ...event, elsewhere: {} }].filter((one) => Value.Check(schema, one))).toEqual([]);
  });

  it.each(shapes)(
    "prints the keys of $name in the order of its schema, and ends with the place in our log where that is wanted",
    ({ name, schema }) => {
      const { properties } = schema as unknown as { readonly properties: object };
      const place = {
        eventId: "evt_0190d3f0000070008000000000000001",
        seq: 7,
        occurredAt: "2026-01-31T12:00:00.000Z",
        attemptId: null,
        step: "select",
      };
      const event = { ...exampleOf(name), drawbridge: place };
      expect(Object.keys(event)).toEqual(Object.keys(properties));
      expect(Value.Check(schema, event)).toBe(true);
    },
  );
});

describe("rulings where text and samples of the source disagree", () => {
  const ids = ["610001", "610002"];
  it.each([
    ["R1a: a sign-in that succeeded has no code 0", "SignInAttempt: signed in", { errorCode: 0 }],
    ["R1b: a challenge that failed says so", "MfaAttempt: failed", { success: null }],
    ["R1c: a repair that begins counts no accounts yet", "FixSignInAttempt: begin", { accounts: 2 }],
    ["R1c: nor does its challenge", "FixMfaAttempt: begin", { accounts: 2 }],
    ["R1d: a challenge names no accounts", "SignInAttempt: challenge", { accountIds: ids }],
    ["R1g: an alert names an institution wholly", "DisplayAlert: general", { institutionId: 9001 }],
    ["R1g: or not at all, never by null", "DisplayAlert: general", { institutionId: null, institutionName: null }],
  ])("%s", (_rule, name, sample) => {
    expect(isConnectUserEvent(exampleOf(name))).toBe(true);
    expect(isConnectUserEvent({ ...exampleOf(name), ...sample })).toBe(false);
  });

  it.each([
    ["SearchInstitutions", "attempts"],
    ["SubmitAccounts", "accounts"],
    ["SubmitAccounts", "accountIds"],
  ])("R1e, R1f: %s always carries %s", (name, key) => {
    expect(isConnectUserEvent(without(exampleOf(name), key))).toBe(false);
  });

  it("R2: ids are numbers, or decimal text by setting; account ids are always text", () => {
    const added = exampleOf("AddAccounts: done");
    expect(isConnectUserEvent({ ...added, institutionId: "9001", institutionLoginId: "77" })).toBe(true);
    const wrong = ["ins_1", "", "07", 0, -1, 1.5, 2 ** 53, null];
    expect(wrong.filter((institutionId) => isConnectUserEvent({ ...added, institutionId }))).toEqual([]);
    expect(isConnectUserEvent({ ...added, accountIds: [610_001, 610_002] })).toBe(false);
  });

  it("R4: the session id is 64 lowercase hex characters", () => {
    for (const wrong of ["A".repeat(64), "a".repeat(63), "a".repeat(65), "ses_1"]) {
      expect(isConnectUserEvent({ ...exampleOf("Initialize"), sessionId: wrong })).toBe(false);
    }
  });

  it("a search is told from three letters on", () => {
    const terms = { ab: false, "a b": false, "   ": false, abc: true, "a-b-c": true, N26: true, Ünï: true, 日本銀行: true };
    const told = Object.keys(terms).map((searchTerm) => [searchTerm, isConnectUserEvent({ ...exampleOf("SearchInstitutions"), searchTerm })]);
    expect(Object.fromEntries(told)).toEqual(terms);
  });

  it("each reason of the end has its own codes", () => {
    const pairs = Object.values(connectEndings).map(({ reason, code }) => `${reason} ${code}`);
    for (const { reason } of Object.values(connectEndings)) {
      for (const { code } of Object.values(connectEndings)) {
        expect(isConnectUserEvent({ ...exampleOf("End: exit"), reason, code })).toBe(pairs.includes(`${reason} ${code}`));
      }
    }
  });
});

describe("canonical sequences", () => {
  it.each(connectSequences)("$flow is made of events its host may hear", ({ mode, steps }) => {
    const heard = shapes.filter(({ entry }) => entry.modes.includes(mode)).map(({ name }) => name);
    expect(steps.slice(0, -1).filter((step) => !heard.includes(step))).toEqual([]);
    expect(["done", "cancel", "error"]).toContain(steps.at(-1));
  });

  it("answer for every action which journeys hear it", () => {
    for (const { name, modes } of connectEventCatalogue)
      expect((["full", "lite", "fix"] as const).filter((mode) => isActionOf(mode, name))).toEqual([...modes]);
  });
});

describe("the messages of page and host", () => {
  it.each([
    [{ type: "ack" }],
    [{ type: "route", data: { screen: "login", params: { institutionId: "9001" } } }],
    [{ type: "route", data: { screen: "search", params: { query: "harbour" } } }],
    [{ type: "user", data: exampleOf("SelectInstitution") }],
    [{ type: "url", url: "https://bank.example/authorize?x=1" }],
    [{ type: "closePopup" }],
    [{ type: "done", data: { code: 200, reason: "complete", reportData: [{ portfolioId: "p", type: "voa", reportId: "r" }] } }],
    [{ type: "done", data: { code: 201, reason: "complete", reportData: [] } }],
    [{ type: "cancel", data: { code: 100, reason: "exit" } }],
    [{ type: "error", data: { code: 1440, reason: "timeout" } }],
    [{ type: "error", data: { code: 500, reason: "error" } }],
  ])("%j is one", (message) => {
    expect(isConnectPageMessage(message)).toBe(true);
  });

  it.each([
    [null],
    ["ack"],
    [{}],
    [{ type: "pong" }],
    [{ type: "ack", data: {} }],
    [{ type: "url", data: { url: "https://bank.example" } }],
    [{ type: "url", url: "javascript:alert(1)" }],
    [{ type: "url", url: "data:text/html,x" }],
    [{ type: "route", data: { screen: "Add-Institution", params: {} } }],
    [{ type: "route", data: { screen: "login", params: { institutionId: 9001 } } }],
    [{ type: "done", data: { code: "200", reason: "complete", reportData: [] } }],
    [{ type: "done", data: { code: 200, reason: "complete" } }],
    [{ type: "cancel", data: { code: 200, reason: "complete" } }],
    [{ type: "error", data: { code: 1403, reason: "error" } }],
    [{ type: "user", data: { action: "Nothing" } }],
  ])("%j is none", (message) => {
    expect(isConnectPageMessage(message)).toBe(false);
  });

  it.each([
    [
      "current SDK",
      {
        type: "ping",
        selector: "#c",
        sdkVersion: "2.3.0",
        platform: "iframe",
        attachedEventHandlers: ["onDone"],
        overlay: "x",
        isEmbedded: true,
        isPopup: false,
        isNodeAttached: false,
        sdkBuildSource: "NPM",
        sdkBuildType: "ESM",
      },
    ],
    ["legacy SDK", { type: "ping", selector: "#c", sdkVersion: "1.0.0", platform: "web" }],
    ["React Native", { type: "ping", sdkVersion: "1.0.0", platform: "reactNative", redirectUrl: "connect://maob/redirect" }],
    ["Android", { type: "ping", platform: "Android" }],
    ["window closed", { type: "window", closed: true, blocked: false }],
    ["window blocked", { type: "window", closed: true, blocked: true }],
    ["iOS opened", { type: "window", opened: true, open_type: "secure-container" }],
    ["iOS closed", { type: "window", closed: true, closed_by: "partner-redirection" }],
  ])("a host's message is read: %s", (_name, message) => {
    expect(connectHostMessages.filter(({ schema }) => Value.Check(schema, message))).toHaveLength(1);
  });

  it("a stranger's value has no shape", () => {
    for (const value of [null, 1, "End", [], {}, { action: "End" }]) expect(shapeNameOf(value)).toBeNull();
  });
});
