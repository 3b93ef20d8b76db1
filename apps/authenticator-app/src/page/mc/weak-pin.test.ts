import { describe, expect, it } from "vitest";
import { weaknessOf } from "./weak-pin.ts";

describe("a PIN", () => {
  it.each([
    ["135790", null],
    ["204918", null],
    ["12345", "length"],
    ["1234567890123", "length"],
    ["12a456", "digits"],
    ["000000", "repeated"],
    ["121212", "repeated"],
    ["1231231", "repeated"],
    ["123456", "sequence"],
    ["890123", "sequence"],
    ["987654", "sequence"],
  ])("%s: %s", (pin, weakness) => {
    expect(weaknessOf(pin)).toBe(weakness);
  });
});
