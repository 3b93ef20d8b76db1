import { describe, expect, it } from "vitest";
import { crc16Arc, formatActivationCode, readActivationCode } from "./activation-code.ts";

const published = ["MMMMM-MMMMM-MMMMM-MUTOA", "W65WE-3T7VI-7FBS2-A4OYA", "DD7P5-SY4RW-XHSNB-GO52A", "45AWJ-BVACS-SBWHS-ABANA"];

describe("activation codes", () => {
  it("have the checksum that is published for CRC-16/ARC", () => {
    expect(crc16Arc(new TextEncoder().encode("123456789"))).toBe(0xbb3d);
  });
  it.each(published)("%s is read, and spelled the same again", (code) => {
    const reading = readActivationCode(code);
    expect(reading.outcome).toBe("valid");
    expect(reading.outcome === "valid" && formatActivationCode(reading.random)).toBe(code);
  });
  it("are refused in a second spelling, whose checksum is right but whose unused bits are not zero", () => {
    expect(readActivationCode("W65WE-3T7VI-7FBS2-A4OYB")).toEqual({ outcome: "malformed" });
  });
  it.each(["", "W65WE3T7VI7FBS2A4OYA", "w65we-3t7vi-7fbs2-a4oya", "W65WE-3T7VI-7FBS2", "W65W1-3T7VI-7FBS2-A4OYA", " W65WE-3T7VI-7FBS2-A4OYA"])(
    "%j is malformed",
    (text) => {
      expect(readActivationCode(text)).toEqual({ outcome: "malformed" });
    },
  );
  it("show every single wrong character by their checksum", () => {
    const [code = ""] = published;
    const spoiled = Array.from(code, (letter, at) =>
      letter === "-" ? null : `${code.slice(0, at)}${letter === "A" ? "Q" : "A"}${code.slice(at + 1)}`,
    );
    const outcomes = spoiled.filter((text) => text !== null && text !== code).map((text) => readActivationCode(text ?? "").outcome);
    expect(outcomes).not.toContain("valid");
  });
  it("take exactly ten bytes", () => {
    expect(() => formatActivationCode(new Uint8Array(9))).toThrow(RangeError);
  });
});
