import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { firstBroken, stepNames } from "./webauthn-procedures.ts";
import { root, vectorOf, vectors } from "./webauthn-stage.ts";
import { bytesOf, chainOf, chainsUp, isSigned, keyOf, readAttestation, sha256, type Attestation } from "./webauthn-statement.ts";

/** Our second reading of the procedures of W3C WebAuthn Level 3, section 8, held to every vector of the document, and to a change for every step. */

const authority = new X509Certificate(root);
const [at, before] = [new Date("2026-01-01T00:00:00Z"), new Date("2023-01-01T00:00:00Z")];
const readVector = (name: string): Attestation => readAttestation(vectorOf(name));

describe("W3C WebAuthn Level 3: the vectors by the procedures of section 8", () => {
  it.each(vectors)("$name: the statement is right, and so is the sign-in", (vector) => {
    const attestation = readAttestation(vector);
    expect(attestation.fmt).toBe(vector.fmt);
    expect(attestation.credentialId.toString("hex")).toBe(vector.id);
    expect(attestation.rpIdHash).toEqual(sha256(Buffer.from("example.org")));
    expect(firstBroken(attestation)).toBeNull();
    const data = Buffer.concat([Buffer.from(vector.authenticatorData, "hex"), sha256(Buffer.from(vector.got, "hex"))]);
    const proof = { data, signature: Buffer.from(vector.signature, "hex") };
    expect(isSigned(attestation.cose.get(3), keyOf(attestation.cose), proof)).toBe(true);
    expect(isSigned(attestation.cose.get(3), keyOf(attestation.cose), { ...proof, data: data.subarray(1) })).toBe(false);
  });

  it.each(vectors.filter(({ name, fmt }) => fmt !== "none" && !name.startsWith("packed-self")))(
    "$name: chains up to the document's root",
    (vector) => {
      const attestation = readAttestation(vector);
      expect(chainsUp(attestation, authority, at)).toBe(true);
      expect(chainsUp(attestation, authority, before)).toBe(false);
      expect(chainsUp(attestation, chainOf(attestation)[0], at)).toBe(false);
    },
  );
});

const flipped = (bytes: Buffer, index: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8((index + copy.length) % copy.length) ^ 1, (index + copy.length) % copy.length);
  return copy;
};
const saying = (attestation: Attestation, field: string, value: unknown): Attestation => ({
  ...attestation,
  statement: new Map([...attestation.statement, [field, value]]),
});
const without = (attestation: Attestation, field: string): Attestation => ({
  ...attestation,
  statement: new Map([...attestation.statement].filter(([name]) => name !== field)),
});
const flip = (field: string, index: number) => (attestation: Attestation) =>
  saying(attestation, field, flipped(bytesOf(attestation.statement, field), index));

/** Changes an authenticator's certificate, which nobody signs again; both lengths around it follow. */
const certified =
  (...changes: readonly (readonly [from: string, to: string])[]) =>
  (attestation: Attestation): Attestation => {
    const old = chainOf(attestation)[0].raw.toString("hex");
    const changed = changes.reduce((hex, [from, to]) => {
      expect(hex.split(from)).toHaveLength(2);
      return hex.replace(from, to);
    }, old);
    const certificate = Buffer.from(changed, "hex");
    for (const offset of [2, 6]) certificate.writeUInt16BE(certificate.readUInt16BE(offset) + (changed.length - old.length) / 2, offset);
    return saying(attestation, "x5c", [certificate]);
  };
const byte = (value: number): string => value.toString(16).padStart(2, "0");
/** The extension that names a model, put before the others. */
const modelled = (header: string, size: number, model: Buffer) =>
  certified([header, `a381${byte(size + 38)}3081${byte(size + 35)}3021060b2b0601040182e51c01010404120410${model.toString("hex")}`]);
/** What Android's trusted environment enforces. */
const enforced = (list: string) => {
  const more = list.length / 2;
  return certified(
    ["a381a83081a5", `a381${byte(0xa8 + more)}3081${byte(0xa5 + more)}`],
    ["3045060a", `30${byte(0x45 + more)}060a`],
    ["04373035", `04${byte(0x37 + more)}30${byte(0x35 + more)}`],
    ["040030003000", `0400300030${byte(more)}${list}`],
  );
};
const notVersion3 = certified(["a003020102", "a003020101"]);
const noConstraints = certified(["0603551d13", "0603551d12"]);
const otherModel = Buffer.alloc(16, 7);
const otherKey = (attestation: Attestation): Attestation => ({ ...attestation, cose: readVector("packed.ES256").cose });

const rows: readonly (readonly [vector: string, step: string, change: (attestation: Attestation) => Attestation])[] = [
  ["none.ES256", "8.7: no statement", (attestation) => saying(attestation, "alg", -7)],
  ["packed-self.ES256", "8.2, 1: the fields", (attestation) => without(attestation, "alg")],
  ["packed-self.ES256", "8.2, 3: the algorithm", (attestation) => saying(attestation, "alg", -257)],
  ["packed-self.ES256", "8.2, 3: the signature", flip("sig", -1)],
  ["packed.ES256", "8.2, 1: the fields", (attestation) => saying(attestation, "ver", "2.0")],
  ["packed.ES256", "8.2, 2: the signature", flip("sig", -1)],
  ["packed.ES512", "8.2, 2: the signature", (attestation) => ({ ...attestation, authData: flipped(attestation.authData, 36) })],
  ["packed.ES256", "8.2.1: version 3", notVersion3],
  ["packed.ES256", "8.2.1: the subject", certified(["4174746573746174696f6e310b", "4174746573746174696f6d310b"])],
  ["packed.ES256", "8.2.1: no authority", noConstraints],
  ["packed.ES256", "8.2, 2: the model", modelled("a360305e", 0x5e, otherModel)],
  ["tpm.ES256", "8.3, 1: the fields", (attestation) => saying(attestation, "ver", "1.2")],
  ["tpm.ES256", "8.3, 2: the key of the public area", flip("pubArea", -1)],
  ["tpm.ES256", "8.3, 4: magic", flip("certInfo", 0)],
  ["tpm.ES256", "8.3, 4: type", flip("certInfo", 5)],
  ["tpm.ES256", "8.3, 4: extra data", flip("certInfo", 10)],
  ["tpm.ES256", "8.3, 4: the name", flip("certInfo", 75)],
  ["tpm.ES256", "8.3, 4: the signature", flip("sig", -1)],
  ["tpm.ES256", "8.3.1: version 3", notVersion3],
  ["tpm.ES256", "8.3.1: no subject", certified(["30003059", "300d310b30090603550406130241413059"])],
  ["tpm.ES256", "8.3.1: the alternative name", certified(["0603551d110101ff", "0603551d11010100"])],
  ["tpm.ES256", "8.3.1: the use of the key", certified(["6781050803", "6781050801"])],
  ["tpm.ES256", "8.3.1: no authority", noConstraints],
  ["tpm.ES256", "8.3, 4: the model", modelled("a381d33081d0", 0xd0, otherModel)],
  ["android-key.ES256", "8.4, 1: the fields", (attestation) => without(attestation, "alg")],
  ["android-key.ES256", "8.4, 2: the signature", flip("sig", -1)],
  ["android-key.ES256", "8.4, 3: the key", otherKey],
  ["android-key.ES256", "8.4, 4: the challenge", certified(["b435028d7b6a", "b435028d7b6b"])],
  ["android-key.ES256", "8.4, 5: not for all applications", enforced("bf8458020500")],
  ["android-key.ES256", "8.4, 5: the origin", enforced("bf853e03020102")],
  ["android-key.ES256", "8.4, 5: the purpose", enforced("a1053103020103")],
  ["apple.ES256", "8.8, 1: the fields", (attestation) => saying(attestation, "alg", -7)],
  ["apple.ES256", "8.8, 4: the nonce", (attestation) => ({ ...attestation, authData: flipped(attestation.authData, 36) })],
  ["apple.ES256", "8.8, 5: the key", otherKey],
  ["fido-u2f.ES256", "8.6, 1: the fields", (attestation) => saying(attestation, "alg", -7)],
  ["fido-u2f.ES256", "8.6, 2: one certificate", (attestation) => saying(attestation, "x5c", [chainOf(attestation)[0].raw, root])],
  ["fido-u2f.ES256", "8.6, 2: the curve", certified(["2a8648ce3d030107", "2a8648ce3d030106"])],
  [
    "fido-u2f.ES256",
    "8.6, 4: the point",
    (attestation) => ({ ...attestation, cose: new Map([...attestation.cose, [-2, bytesOf(attestation.cose, -2).subarray(1)]]) }),
  ],
  ["fido-u2f.ES256", "8.6, 6: the signature", flip("sig", -1)],
];

describe("W3C WebAuthn Level 3, section 8: every step", () => {
  it.each(rows)("%s, changed: %s", (name, step, change) => {
    expect(firstBroken(change(readVector(name)))).toBe(step);
  });

  it("each step of each procedure has a change that breaks it", () => {
    const all = vectors.flatMap((vector) => stepNames(readAttestation(vector)));
    expect(new Set(rows.map(([, step]) => step))).toEqual(new Set(all));
  });

  it("what may be said besides, and is right", () => {
    const [packed, tpm, android] = ["packed.ES256", "tpm.ES256", "android-key.ES256"].map(readVector);
    if (!packed || !tpm || !android) throw new Error("no vector");
    expect(firstBroken(modelled("a360305e", 0x5e, packed.aaguid)(packed))).toBeNull();
    expect(firstBroken(modelled("a381d33081d0", 0xd0, tpm.aaguid)(tpm))).toBeNull();
    expect(firstBroken(enforced("a1053103020102bf853e03020100")(android))).toBeNull();
    expect(firstBroken({ ...packed, fmt: "compound" })).toBe("no procedure for compound");
  });
});
