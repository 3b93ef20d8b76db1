import { describe, expect, expectTypeOf, it } from "vitest";
import { astCompanionEvents, astEventCatalogue, canonicalAstName, readAstEvent, type AstEventEntry, type AstPayload } from "../../src/index.ts";

const userIdentifier = { tenantId: "bank", userId: "ada" };

describe("names on the wire", () => {
  it.each(astEventCatalogue)("$name is accepted with the suffix Event, too", ({ name }) => {
    expect(canonicalAstName(`${name}Event`)).toBe(name);
    expect(canonicalAstName(name)).toBe(name);
  });
  it("understands the other names that rulings name", () => {
    expect(canonicalAstName("TransactionFinished")).toBe("TransactionEnd");
    expect(canonicalAstName("TransactionFinishedEvent")).toBe("TransactionEnd");
    expect(canonicalAstName("DecryptDataResultEvent")).toBe("DecryptDataResult");
    expect(canonicalAstName("Login ")).toBeNull();
    expect(canonicalAstName("Event")).toBeNull();
    expect(canonicalAstName("constructor")).toBeNull();
  });
});

describe("reading an event", () => {
  it("gives parameters their canonical names and drops what nobody knows", () => {
    expect(readAstEvent("Login", { userIdentifier, PIN: "135790", more: 1 })).toEqual({
      outcome: "event",
      name: "Login",
      payload: { userIdentifier, pin: "135790" },
    });
    expect(readAstEvent("GetProperty", { key: "a", property_owner: "USER" })).toMatchObject({ payload: { key: "a", propertyOwner: "USER" } });
    expect(readAstEvent("GenerateOtpResult", { status: "kOk", otp: "1", rertyCounter: 4, rertyDelay: 0 })).toMatchObject({
      payload: { retryCounter: 4, retryDelay: 0 },
    });
    expect(readAstEvent("TransactionTokenRequiredRequest", { timerInformation: 9 })).toMatchObject({ payload: { timerValue: 9 } });
  });
  it("treats two forms of one name as one event", () => {
    const short = { userIdentifier, authMode: "NO" };
    const long = { ...short, iamAccessToken: "t", authCode: "c" };
    expect(readAstEvent("LoginWithToken", short)).toEqual({ outcome: "event", name: "LoginWithToken", payload: short });
    expect(readAstEvent("LoginWithToken", long)).toEqual({ outcome: "event", name: "LoginWithToken", payload: long });
    expect(readAstEvent("LoginWithToken", { ...short, authCode: "c" })).toMatchObject({ outcome: "invalid_parameter", name: "LoginWithToken" });
    expect(readAstEvent("OfflineLogin", {})).toMatchObject({ outcome: "event", payload: {} });
    expect(readAstEvent("OfflineLogin", undefined)).toMatchObject({ outcome: "event", payload: {} });
    expect(readAstEvent("OfflineLogin", { userIdentifier })).toMatchObject({ outcome: "event", payload: { userIdentifier } });
  });
  it("refuses what no form allows, and says which parameter", () => {
    expect(readAstEvent("Login", { userIdentifier, pin: 1 })).toMatchObject({ outcome: "invalid_parameter", reason: expect.stringContaining("pin") });
    expect(readAstEvent("Login", "text")).toMatchObject({ outcome: "invalid_parameter" });
    expect(readAstEvent("Login", [])).toMatchObject({ outcome: "invalid_parameter" });
    expect(readAstEvent("SetLocales", { locales: ["de", 1] })).toMatchObject({ outcome: "invalid_parameter" });
    expect(readAstEvent("Dance", {})).toEqual({ outcome: "unknown" });
  });
});

describe("companion events", () => {
  it("answer every request among them with an event of the catalogue", () => {
    const companions: readonly AstEventEntry[] = astCompanionEvents;
    const names = new Set<string>(astEventCatalogue.map(({ name }) => name));
    expect(companions).toHaveLength(21);
    expect(companions.filter(({ kind, result }) => kind === "request" && !names.has(result ?? ""))).toEqual([]);
  });
});

describe("types", () => {
  it("follow from the catalogue", () => {
    expectTypeOf<AstPayload<"Login">["userIdentifier"]["tenantId"]>().toEqualTypeOf<string>();
    expectTypeOf<AstPayload<"ProvidePIN">["confirmationType"]>().toEqualTypeOf<"OK" | "CANCEL" | "TIMEOUT">();
    // @ts-expect-error -- an event has only its own parameters
    expectTypeOf<AstPayload<"Login">["token"]>();
    expectTypeOf<AstPayload<"TransactionPINRequiredRequest">["timerValue"]>().toEqualTypeOf<number>();
  });
});
