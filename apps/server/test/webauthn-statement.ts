import { createHash, createPublicKey, verify, X509Certificate, type KeyObject } from "node:crypto";
import { isoCBOR, parseAuthenticatorData } from "@simplewebauthn/server/helpers";
import { readDer, type Der } from "./der.ts";

/** What an authenticator said of itself and of its new key, taken apart. */
export interface Attestation {
  readonly fmt: string;
  readonly statement: ReadonlyMap<string, unknown>;
  readonly authData: Buffer;
  readonly clientDataHash: Buffer;
  readonly rpIdHash: Buffer;
  readonly aaguid: Buffer;
  readonly credentialId: Buffer;
  readonly cose: ReadonlyMap<number, unknown>;
}

/** SHA-256 of bytes. */
export const sha256 = (...parts: readonly Uint8Array[]): Buffer => createHash("sha256").update(Buffer.concat(parts)).digest();

const asBytes = (value: unknown): Buffer => {
  if (!(value instanceof Uint8Array)) throw new Error("no bytes");
  return Buffer.from(value);
};

/** Takes apart what a browser sent, given in hex. */
export const readAttestation = ({ attestationObject, created }: { readonly attestationObject: string; readonly created: string }): Attestation => {
  const read = isoCBOR.decodeFirst<ReadonlyMap<string, unknown>>(new Uint8Array(Buffer.from(attestationObject, "hex")));
  const [fmt, statement, authData] = [read.get("fmt"), read.get("attStmt"), asBytes(read.get("authData"))];
  if (typeof fmt !== "string" || !(statement instanceof Map)) throw new Error("no attestation");
  const { rpIdHash, aaguid, credentialID, credentialPublicKey } = parseAuthenticatorData(new Uint8Array(authData));
  const cose = isoCBOR.decodeFirst<ReadonlyMap<number, unknown>>(new Uint8Array(asBytes(credentialPublicKey)));
  const clientDataHash = sha256(Buffer.from(created, "hex"));
  const hashes = { rpIdHash: asBytes(rpIdHash), clientDataHash };
  return { fmt, statement, authData, ...hashes, aaguid: asBytes(aaguid), credentialId: asBytes(credentialID), cose };
};

/** The bytes of a field of a statement, or of a key. */
export const bytesOf = <K>(map: ReadonlyMap<K, unknown>, field: K): Buffer => asBytes(map.get(field));

/** The certificates of a statement, the authenticator's own first. */
export const chainOf = ({ statement }: Attestation): readonly [X509Certificate, ...X509Certificate[]] => {
  const x5c: unknown = statement.get("x5c");
  const [first, ...others] = Array.isArray(x5c) ? x5c.map((bytes) => new X509Certificate(asBytes(bytes))) : [];
  if (!first) throw new Error("no certificate");
  return [first, ...others];
};

const curves = new Map<unknown, string>([
  [1, "P-256"],
  [2, "P-384"],
  [3, "P-521"],
  [6, "Ed25519"],
  [7, "Ed448"],
]);

/** A key as COSE writes it (RFC 9053): elliptic, Edwards or RSA. */
export const keyOf = (cose: ReadonlyMap<number, unknown>): KeyObject => {
  const text = (label: number): string => bytesOf(cose, label).toString("base64url");
  const crv = curves.get(cose.get(-1));
  const shapes = new Map<unknown, () => Record<string, string | undefined>>([
    [1, () => ({ kty: "OKP", crv, x: text(-2) })],
    [2, () => ({ kty: "EC", crv, x: text(-2), y: text(-3) })],
    [3, () => ({ kty: "RSA", n: text(-1), e: text(-2) })],
  ]);
  const shape = shapes.get(cose.get(1));
  if (!shape) throw new Error("no kind of key");
  return createPublicKey({ key: shape(), format: "jwk" });
};

/** The hash of an algorithm of COSE, null where the algorithm hashes by itself. */
export const hashes = new Map<unknown, string | null>([
  [-7, "sha256"],
  [-8, null],
  [-35, "sha384"],
  [-36, "sha512"],
  [-53, null],
  [-257, "sha256"],
]);

/** Whether these bytes carry a signature by this key with an algorithm of COSE. */
export const isSigned = (alg: unknown, key: KeyObject, { data, signature }: { readonly data: Buffer; readonly signature: Buffer }): boolean => {
  const hash = hashes.get(alg);
  return hash !== undefined && verify(hash, data, key, signature);
};

/** One extension of a certificate. */
interface Extension {
  readonly critical: boolean;
  readonly value: Buffer;
}

/** The fields of a certificate that Node does not show. */
export const fieldsOf = ({ raw }: X509Certificate) => {
  const [certificate] = readDer(raw);
  const [signed] = readDer(certificate?.body ?? Buffer.alloc(0));
  const fields = readDer(signed?.body ?? Buffer.alloc(0));
  const explicit = (tag: number): readonly Der[] =>
    readDer(fields.find((field) => field.tagClass === "context" && field.tag === tag)?.body ?? Buffer.alloc(0));
  const [version] = explicit(0);
  // After version, number, algorithm, issuer and validity.
  const subject = readDer(fields[5]?.body ?? Buffer.alloc(0)).flatMap(({ body }) => readDer(body).map((pair) => readDer(pair.body)));
  const extensions = explicit(3).flatMap(({ body }) => readDer(body).map((extension) => readDer(extension.body)));
  const extension = (oid: string): Extension | undefined => {
    const found = extensions.find(([id]) => id?.body.toString("hex") === oid);
    return found && { critical: found.length === 3 && found[1]?.body.readUInt8(0) === 0xff, value: found.at(-1)?.body ?? Buffer.alloc(0) };
  };
  return { version: version?.body.toString("hex"), subject, extension };
};

/** Whether each certificate was signed by the next, and the last by the root, and all hold at this time. */
export const chainsUp = (attestation: Attestation, root: X509Certificate, at: Date): boolean => {
  const chain = [...chainOf(attestation), root];
  const holds = ({ validFrom, validTo }: X509Certificate): boolean => new Date(validFrom) <= at && at <= new Date(validTo);
  return chain.every((certificate, index) => {
    const issuer = chain[index + 1] ?? root;
    return holds(certificate) && issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  });
};
