import { describe, expect, it } from "vitest";
import { isAllowedOrigin } from "./allowed-origin.ts";
import { asksBack, parseMessage } from "./parse-message.ts";

const shop = { origins: ["https://shop.example"], loopback: false };

describe("isAllowedOrigin", () => {
  it.each([
    ["a registered origin", shop, "https://shop.example", true],
    ["another origin", shop, "https://evil.example", false],
    ["a look-alike", shop, "https://shop.example.evil.example", false],
    ["an opaque origin", { ...shop, any: true }, "null", false],
    ["loopback without leave", shop, "http://localhost:3001", false],
    ["loopback in development", { ...shop, loopback: true }, "http://localhost:3001", true],
    ["a loopback look-alike", { ...shop, loopback: true }, "http://localhost.evil.example", false],
    ["anyone, for an unknown link", { origins: [], loopback: false, any: true }, "https://shop.example", true],
  ] as const)("%s", (_name, policy, origin, allowed) => {
    expect(isAllowedOrigin(policy, origin)).toBe(allowed);
  });
});

describe("parseMessage", () => {
  it.each([
    ["an object", { type: "ping" }, "ping"],
    ["a JSON string", '{"type":"ping"}', "ping"],
    ["another string", "ping", undefined],
    ["a number", 7, undefined],
    ["null", null, undefined],
    ["an object without a type", { kind: "ping" }, undefined],
  ])("%s", (_name, data, type) => {
    expect(parseMessage(data)?.type).toBe(type);
  });

  it("knows the request to go back", () => {
    expect(asksBack({ type: "mx/navigation", payload: { action: "back" } })).toBe(true);
    expect(asksBack({ type: "mx/navigation", payload: { action: "forward" } })).toBe(false);
    expect(asksBack({ type: "navigation" })).toBe(false);
  });
});
