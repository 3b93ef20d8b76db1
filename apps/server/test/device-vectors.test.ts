import { argon2Sync, createDecipheriv, createHash, createHmac, createPrivateKey, hkdfSync } from "node:crypto";
import { readActivationCode } from "@drawbridge/domain";
import { client, ready, server } from "@serenity-kit/opaque";
import { calculateJwkThumbprint, compactDecrypt, CompactEncrypt, CompactSign, compactVerify, importJWK } from "jose";
import { describe, expect, it } from "vitest";
import { canonicalJson, hashText } from "../src/devices/approvals/canonical-json.ts";
import { ocra, OFFLINE_SUITE, truncate } from "../src/devices/offline/ocra.ts";

/** Published vectors of contract section 15 for what the server computes, or lets a library compute. */

const digits = "1234567890".repeat(7);
const [key20, key32, key64] = [20, 32, 64].map((length) => Buffer.from(digits.slice(0, length)));
const eight = (value: number): Buffer => Buffer.from(value.toString(16).padStart(16, "0"), "hex");
const hotp = (algorithm: string, key: Buffer, { counter, length }: { readonly counter: number; readonly length: number }): string =>
  truncate(createHmac(algorithm, key).update(eight(counter)).digest(), length);
const words = (text: string): readonly string[] => text.split(" ");

describe("OATH", () => {
  it("RFC 4226, appendix D", () => {
    const expected = words("755224 287082 359152 969429 338314 254676 287922 162583 399871 520489");
    expect(expected.map((_, counter) => hotp("sha1", key20 ?? Buffer.alloc(0), { counter, length: 6 }))).toEqual(expected);
  });
  it.each([
    ["sha1", key20, "94287082 07081804 14050471 89005924 69279037 65353130"],
    ["sha256", key32, "46119246 68084774 67062674 91819424 90698825 77737706"],
    ["sha512", key64, "90693936 25091201 99943326 93441116 38618901 47863826"],
  ] as const)("RFC 6238, appendix B, %s", (algorithm, key, expected) => {
    const times = [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000];
    expect(times.map((time) => hotp(algorithm, key ?? Buffer.alloc(0), { counter: Math.floor(time / 30), length: 8 }))).toEqual(words(expected));
  });
});

const eachDigit = Array.from({ length: 10 }, (_, digit) => String(digit).repeat(8));
const firstFive = eachDigit.slice(0, 5);
const T = 0x1_32_d0_b6;
const n5 = [0, 1, 2, 3, 4];

describe("OCRA, RFC 6287", () => {
  it.each([
    [
      "OCRA-1:HOTP-SHA1-6:QN08",
      key20,
      eachDigit.map((question) => ({ question })),
      "237653 243178 653583 740991 608993 388898 816933 224598 750600 294470",
    ],
    [
      "OCRA-1:HOTP-SHA256-8:C-QN08-PSHA1",
      key32,
      eachDigit.map((_, counter) => ({ counter, question: "12345678", pin: "1234" })),
      "65347737 86775851 78192410 71565254 10104329 65983500 70069104 91771096 75011558 08522129",
    ],
    [
      "OCRA-1:HOTP-SHA256-8:QN08-PSHA1",
      key32,
      firstFive.map((question) => ({ question, pin: "1234" })),
      "83238735 01501458 17957585 86776967 86807031",
    ],
    [
      "OCRA-1:HOTP-SHA512-8:C-QN08",
      key64,
      eachDigit.map((question, counter) => ({ counter: counter === 0 ? 0 : counter, question })),
      "07016083 63947962 70123924 25341727 33203315 34205738 44343969 51946085 20403879 31409299",
    ],
    ["OCRA-1:HOTP-SHA512-8:QN08-T1M", key64, firstFive.map((question) => ({ question, time: T })), "95209754 55907591 22048402 24218844 36209546"],
    ["OCRA-1:HOTP-SHA256-8:QA08", key32, n5.map((n) => ({ question: `CLI2222${n}SRV1111${n}` })), "28247970 01984843 65387857 03351211 83412541"],
    ["OCRA-1:HOTP-SHA256-8:QA08", key32, n5.map((n) => ({ question: `SRV1111${n}CLI2222${n}` })), "15510767 90175646 33777207 95285278 28934924"],
    ["OCRA-1:HOTP-SHA512-8:QA08", key64, n5.map((n) => ({ question: `CLI2222${n}SRV1111${n}` })), "79496648 76831980 12250499 90856481 12761449"],
    [
      "OCRA-1:HOTP-SHA512-8:QA08-PSHA1",
      key64,
      n5.map((n) => ({ question: `SRV1111${n}CLI2222${n}`, pin: "1234" })),
      "18806276 70020315 01600026 18951020 32528969",
    ],
    ["OCRA-1:HOTP-SHA256-8:QA08", key32, n5.map((n) => ({ question: `SIG1${n}000` })), "53095496 04110475 31331128 76028668 46554205"],
    ["OCRA-1:HOTP-SHA512-8:QA10-T1M", key64, n5.map((n) => ({ question: `SIG1${n}00000`, time: T })), "77537423 31970405 10235557 95213541 65360607"],
  ] as const)("%s", (suite, key, inputs, expected) => {
    expect(inputs.map((input) => ocra(suite, key ?? Buffer.alloc(0), input))).toEqual(words(expected));
  });
  it("the suite of offline codes", () => {
    const question = createHash("sha256").update("").digest("hex");
    expect(ocra(OFFLINE_SUITE, key32 ?? Buffer.alloc(0), { counter: 7, question })).toBe("91286709");
  });
  it.each(["OCRA-1:HOTP-MD5-6:QN08", "OCRA-2:HOTP-SHA1-6:QN08", "OCRA-1:HOTP-SHA1-3:QN08"])("%s is refused", (suite) => {
    expect(() => ocra(suite, Buffer.alloc(20), { question: "1" })).toThrow(TypeError);
  });
});

describe("JOSE and OAuth", () => {
  const joe = '{"iss":"joe",\r\n "exp":1300819380,\r\n "http://example.com/is_root":true}';
  it("RFC 7515 A.1, HS256", async () => {
    const key = await importJWK({ kty: "oct", k: "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow" }, "HS256");
    const head = Buffer.from('{"typ":"JWT",\r\n "alg":"HS256"}').toString("base64url");
    const jws = `${head}.${Buffer.from(joe).toString("base64url")}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`;
    expect(new TextDecoder().decode((await compactVerify(jws, key)).payload)).toBe(joe);
  });
  it("RFC 7515 A.3, ES256", async () => {
    const key = await importJWK(
      { kty: "EC", crv: "P-256", x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" },
      "ES256",
    );
    const signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    const jws = `${Buffer.from('{"alg":"ES256"}').toString("base64url")}.${Buffer.from(joe).toString("base64url")}.${signature}`;
    expect(new TextDecoder().decode((await compactVerify(jws, key)).payload)).toBe(joe);
  });
  it("RFC 8037 A.4, Ed25519", async () => {
    const key = await importJWK(
      { kty: "OKP", crv: "Ed25519", d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" },
      "EdDSA",
    );
    const jws = await new CompactSign(Buffer.from("Example of Ed25519 signing")).setProtectedHeader({ alg: "EdDSA" }).sign(key);
    expect(jws.split(".")[2]).toBe("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
  });
  it("RFC 7516 A.3, A128KW and A128CBC-HS256", async () => {
    const parts = [
      "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0",
      "6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ",
      "AxY8DCtDaGlsbGljb3RoZQ",
      "KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY",
      "U0m_YmjN04DJvceFICbCVQ",
    ];
    const key = await importJWK({ kty: "oct", k: "GawgguFyGrWKav7AX4VKUg" }, "A128KW");
    expect(new TextDecoder().decode((await compactDecrypt(parts.join("."), key)).plaintext)).toBe("Live long and prosper.");
  });
  it("RFC 7518, appendix C: what ECDH-ES derives", async () => {
    const alice = {
      kty: "EC",
      crv: "P-256",
      x: "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
      y: "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps",
      d: "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo",
    };
    const bob = { kty: "EC", crv: "P-256", x: "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", y: "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck" };
    const jwe = await new CompactEncrypt(Buffer.from("hello"))
      .setProtectedHeader({ alg: "ECDH-ES", enc: "A128GCM" })
      .setKeyManagementParameters({ epk: createPrivateKey({ key: alice, format: "jwk" }), apu: Buffer.from("Alice"), apv: Buffer.from("Bob") })
      .encrypt(await importJWK(bob, "ECDH-ES"));
    const [head = "", , iv = "", text = "", tag = ""] = jwe.split(".");
    const decipher = createDecipheriv("aes-128-gcm", Buffer.from("VqqN6vgjbSBcIijNcacQGg", "base64url"), Buffer.from(iv, "base64url"));
    decipher.setAAD(Buffer.from(head)).setAuthTag(Buffer.from(tag, "base64url"));
    expect(Buffer.concat([decipher.update(Buffer.from(text, "base64url")), decipher.final()]).toString()).toBe("hello");
  });
  it("RFC 7636, appendix B, and RFC 9449: hashes of texts", () => {
    expect(hashText("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    expect(hashText("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU")).toBe("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
  });
  it("RFC 7638 and RFC 9449: thumbprints", async () => {
    const n =
      "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
    expect(await calculateJwkThumbprint({ kty: "RSA", n, e: "AQAB" })).toBe("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    const ec = { kty: "EC", crv: "P-256", x: "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs", y: "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA" };
    expect(await calculateJwkThumbprint(ec)).toBe("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
  });
});

describe("what is hashed, derived and proved", () => {
  it("RFC 8785", () => {
    const value: unknown = JSON.parse('{"numbers":[333333333.33333329,1E30,4.50,2e-3,1e-27],"literals":[null,true,false]}');
    expect(canonicalJson(value)).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}');
    expect(canonicalJson({ "\u20ac": 1, "\r": 2, "\ud83d\ude00": 3, "1": 4, "\u00f6": 5 })).toBe('{"\\r":2,"1":4,"ö":5,"€":1,"😀":3}');
  });
  it("RFC 5869 A.1", () => {
    const salt = Buffer.from("000102030405060708090a0b0c", "hex");
    const derived = Buffer.from(hkdfSync("sha256", Buffer.alloc(22, 0x0b), salt, Buffer.from("f0f1f2f3f4f5f6f7f8f9", "hex"), 42));
    expect(derived.toString("hex")).toBe("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  });
  it("RFC 9106 5.3, Argon2id", () => {
    const input = { message: Buffer.alloc(32, 1), nonce: Buffer.alloc(16, 2), secret: Buffer.alloc(8, 3), associatedData: Buffer.alloc(12, 4) };
    const tag = argon2Sync("argon2id", { ...input, parallelism: 4, tagLength: 32, memory: 32, passes: 3 });
    expect(tag.toString("hex")).toBe("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
  });
  it("activation codes", () => {
    const published = ["MMMMM-MMMMM-MMMMM-MUTOA", "W65WE-3T7VI-7FBS2-A4OYA", "DD7P5-SY4RW-XHSNB-GO52A", "45AWJ-BVACS-SBWHS-ABANA"];
    expect(published.map((code) => readActivationCode(code).outcome)).toEqual(published.map(() => "valid"));
    expect(readActivationCode("W65WE-3T7VI-7FBS2-A4OYB").outcome).not.toBe("valid");
  });
  it("OPAQUE round trips: one key on both sides, nothing for a wrong PIN, an answer for nobody", async () => {
    await ready;
    const keyStretching = { "argon2id-custom": { iterations: 1, memory: 64, parallelism: 1 } };
    const [serverSetup, userIdentifier] = [server.createSetup(), "tenant|user|device"];
    const begun = client.startRegistration({ password: "135790" });
    const { registrationResponse } = server.createRegistrationResponse({
      serverSetup,
      userIdentifier,
      registrationRequest: begun.registrationRequest,
    });
    const made = client.finishRegistration({ ...begun, password: "135790", registrationResponse, keyStretching });
    const logIn = (password: string, registrationRecord: string | null) => {
      const { clientLoginState, startLoginRequest } = client.startLogin({ password });
      const { serverLoginState, loginResponse } = server.startLogin({ serverSetup, userIdentifier, registrationRecord, startLoginRequest });
      const finished = client.finishLogin({ password, clientLoginState, loginResponse, keyStretching });
      const sessionKey = finished && server.finishLogin({ serverLoginState, finishLoginRequest: finished.finishLoginRequest }).sessionKey;
      return { finished, sessionKey, length: loginResponse.length };
    };
    const right = logIn("135790", made.registrationRecord);
    expect(right.sessionKey).toBe(right.finished?.sessionKey);
    expect(right.finished?.exportKey).toBe(made.exportKey);
    expect(logIn("135791", made.registrationRecord).finished).toBeUndefined();
    expect(logIn("135790", null)).toEqual({ finished: undefined, sessionKey: undefined, length: right.length });
  });
});
