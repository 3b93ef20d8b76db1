import { createPrivateKey, createPublicKey, hkdfSync, sign } from "node:crypto";
import { p256, p384, p521 } from "@noble/curves/nist.js";
import { describe, expect, it } from "vitest";
import { vectors, type Vector } from "./webauthn-stage.ts";
import { keyOf, readAttestation, sha256 } from "./webauthn-statement.ts";

/** The document derives all chances from a vector's name (HKDF) and signs without any (RFC 6979, EdDSA): our values are those, byte for byte. */

const salts = Array.from({ length: 13 }, (_, salt) => salt);
const derived = (name: string, salt: number, length: number): Buffer =>
  Buffer.from(hkdfSync("sha256", "WebAuthn test vectors", Buffer.of(salt), name, length));
const signedOf = ({ authenticatorData, got }: Vector): Buffer =>
  Buffer.concat([Buffer.from(authenticatorData, "hex"), sha256(Buffer.from(got, "hex"))]);

const elliptic = new Map([
  [-7, { curve: p256, length: 32, size: 32 }],
  [-35, { curve: p384, length: 48, size: 48 }],
  [-36, { curve: p521, length: 65, size: 66 }],
]);
const edwards = new Map([
  [-8, { wrapped: "302e020100300506032b657004220420", length: 32 }],
  [-53, { wrapped: "3047020100300506032b6571043b0439", length: 57 }],
]);
const point = (key: { readonly x?: string; readonly y?: string }): string =>
  [key.x, key.y].map((part) => Buffer.from(part ?? "", "base64url").toString("hex")).join("");

/** The public key and the signature that the derived private key of a vector gives. */
const remade = (vector: Vector, algorithm: number): { readonly point: string; readonly signature: string } | null => {
  const [ec, ed] = [elliptic.get(algorithm), edwards.get(algorithm)];
  if (ec) {
    const secret = derived(vector.name, 1, ec.length);
    const key = Buffer.concat([Buffer.alloc(ec.size - ec.length), secret]);
    const signature = ec.curve.sign(signedOf(vector), key, { lowS: false, format: "der" });
    return { point: Buffer.from(ec.curve.getPublicKey(key, false).slice(1)).toString("hex"), signature: Buffer.from(signature).toString("hex") };
  }
  if (!ed) return null;
  const wrapped = Buffer.concat([Buffer.from(ed.wrapped, "hex"), derived(vector.name, 1, ed.length)]);
  const key = createPrivateKey({ key: wrapped, format: "der", type: "pkcs8" });
  return { point: point(createPublicKey(key).export({ format: "jwk" })), signature: sign(null, signedOf(vector), key).toString("hex") };
};

describe("W3C WebAuthn Level 3: how the vectors were made", () => {
  it.each(vectors)("$name: challenges, credential id and model are derived from the name", (vector) => {
    const { id, createChallenge, getChallenge, name } = vector;
    const at = (value: string): number => salts.findIndex((salt) => derived(name, salt, value.length / 2).toString("hex") === value);
    const model = readAttestation(vector).aaguid.toString("hex");
    expect(at(createChallenge)).toBe(0);
    expect(at(id)).toBe(at(model) + 1);
    expect(at(getChallenge)).toBeGreaterThan(at(id));
    expect(at(model)).toBeGreaterThan(0);
  });

  it.each(vectors.filter(({ name }) => name !== "packed.RS256"))("$name: key and signature are made again", (vector) => {
    const { cose } = readAttestation(vector);
    const made = remade(vector, Number(cose.get(3)));
    expect(made).toEqual({ point: point(keyOf(cose).export({ format: "jwk" })), signature: vector.signature });
  });
});
