import { sha1 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { calculateJwkThumbprint } from "jose";
import { describe, expect, it } from "vitest";
import { canonicalJson, hashText, toBase64Url, utf8 } from "../src/bytes.ts";
import { hotp, ocra, OFFLINE_SUITE } from "../src/ocra.ts";

const digits = "1234567890".repeat(7);
const key = (length: number): Uint8Array => utf8(digits.slice(0, length));
const tens = Array.from({ length: 10 }, (_, digit) => digit);
const repeated = (digit: number): string => String(digit).repeat(8);
const pinHash = sha1(utf8("1234"));
const minute = 0x132d0b6;

describe("published vectors of one-time codes", () => {
  it("RFC 4226, appendix D", () => {
    const codes = "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489".split(" ");
    expect(tens.map((counter) => hotp(key(20), counter, 6))).toEqual(codes);
  });
  it("RFC 6287: a numeric question", () => {
    const codes = "237653 243178 653583 740991 608993 388898 816933 224598 750600 294470".split(" ");
    expect(tens.map((digit) => ocra("OCRA-1:HOTP-SHA1-6:QN08", key(20), { question: repeated(digit) }))).toEqual(codes);
  });
  it("RFC 6287: counter, question and PIN", () => {
    const codes = "65347737 86775851 78192410 71565254 10104329 65983500 70069104 91771096 75011558 08522129".split(" ");
    const suite = "OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1";
    expect(tens.map((counter) => ocra(suite, key(32), { counter, question: "12345678", pinHash }))).toEqual(codes);
  });
  it("RFC 6287: SHA-512, with a counter and with a time", () => {
    const counted = "07016083 63947962 70123924 25341727 33203315 34205738 44343969 51946085 20403879 31409299".split(" ");
    expect(tens.map((digit) => ocra("OCRA-1:HOTP-SHA512-8:C-QN08", key(64), { counter: digit, question: repeated(digit) }))).toEqual(counted);
    const timed = "95209754 55907591 22048402 24218844 36209546".split(" ");
    expect(tens.slice(0, 5).map((digit) => ocra("OCRA-1:HOTP-SHA512-8:QN08-T1M", key(64), { question: repeated(digit), time: minute }))).toEqual(
      timed,
    );
  });
  it("RFC 6287: mutual challenge and signature", () => {
    const five = tens.slice(0, 5);
    const mutual = "OCRA-1:HOTP-SHA256-8:QA08";
    const server = "28247970 01984843 65387857 03351211 83412541".split(" ");
    const client = "15510767 90175646 33777207 95285278 28934924".split(" ");
    expect(five.map((n) => ocra(mutual, key(32), { question: `CLI2222${n}SRV1111${n}` }))).toEqual(server);
    expect(five.map((n) => ocra(mutual, key(32), { question: `SRV1111${n}CLI2222${n}` }))).toEqual(client);
    const signed = "53095496 04110475 31331128 76028668 46554205".split(" ");
    expect(five.map((n) => ocra(mutual, key(32), { question: `SIG1${n}000` }))).toEqual(signed);
  });
  it("the suite of the offline codes, and no other text as a suite", () => {
    const question = Array.from(sha256(new Uint8Array()), (byte) => byte.toString(16).padStart(2, "0")).join("");
    expect(ocra(OFFLINE_SUITE, key(32), { counter: 7, question })).toBe("91286709");
    expect(() => ocra("OCRA-1:HOTP-MD5-8:QN08", key(32), { question })).toThrow(RangeError);
    expect(() => ocra(OFFLINE_SUITE, key(32), { question })).toThrow(RangeError);
  });
});

describe("published vectors of JSON, OAuth and JOSE", () => {
  it("RFC 8785: the one spelling of a JSON value", () => {
    const value = { numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 1e-27], literals: [null, true, false] };
    expect(canonicalJson(value)).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}');
    expect(() => canonicalJson(undefined)).toThrow(TypeError);
  });
  it("RFC 7636, appendix B, and RFC 9449, ath", () => {
    expect(hashText("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    expect(hashText("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU")).toBe("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
  });
  it("RFC 9449, jkt", async () => {
    const jwk = { kty: "EC", crv: "P-256", x: "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs", y: "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA" };
    expect(await calculateJwkThumbprint(jwk)).toBe("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    expect(toBase64Url(Uint8Array.of(0xfb, 0xff))).toBe("-_8");
  });
});
