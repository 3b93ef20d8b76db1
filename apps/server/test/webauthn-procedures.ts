import { chainOf, bytesOf, fieldsOf, hashes, isSigned, keyOf, sha256, type Attestation } from "./webauthn-statement.ts";
import { readDer, type Der } from "./der.ts";
import { createHash } from "node:crypto";

/**
 * The verification procedures of W3C WebAuthn Level 3, section 8, written from the document as tables of its steps: a
 * second reading beside the library's. For tests only. What a site trusts is not judged here, but by chainsUp.
 */

/** One step of a procedure, named after the document's section and step. */
interface Step {
  readonly name: string;
  readonly holds: (attestation: Attestation) => boolean;
}

type Kind = "bytes" | "number" | "text" | "certificates";
const isOf: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  bytes: (value) => value instanceof Uint8Array,
  number: (value) => typeof value === "number",
  text: (value) => value === "2.0",
  certificates: (value) => Array.isArray(value) && value.length > 0 && value.every((item) => item instanceof Uint8Array),
};
const hasFields =
  (fields: Readonly<Record<string, Kind>>) =>
  ({ statement }: Attestation): boolean =>
    statement.size === Object.keys(fields).length && Object.entries(fields).every(([name, kind]) => isOf[kind](statement.get(name)));

const signedData = ({ authData, clientDataHash }: Attestation): Buffer => Buffer.concat([authData, clientDataHash]);
const signedByCertificate = (attestation: Attestation, data: Buffer): boolean => {
  const [{ publicKey }] = chainOf(attestation);
  return isSigned(attestation.statement.get("alg"), publicKey, { data, signature: bytesOf(attestation.statement, "sig") });
};
const certifiesTheKey = (attestation: Attestation): boolean => chainOf(attestation)[0].publicKey.equals(keyOf(attestation.cose));
const ownFields = (attestation: Attestation) => fieldsOf(chainOf(attestation)[0]);

const isVersion3 = (attestation: Attestation): boolean => ownFields(attestation).version === "02";
// An empty sequence, or one that says FALSE: not the certificate of an authority.
const isNoAuthority = (attestation: Attestation): boolean =>
  ["3000", "3003010100"].includes(ownFields(attestation).extension("551d13")?.value.toString("hex") ?? "");
const namesItsModel = (attestation: Attestation): boolean => {
  const extension = ownFields(attestation).extension("2b0601040182e51c010104");
  const [model] = readDer(extension?.value ?? Buffer.alloc(0));
  return !extension || (!extension.critical && model?.tag === 4 && model.body.equals(attestation.aaguid));
};

const [printable, utf8] = [0x13, 0x0c];
const hasSubject = (attestation: Attestation): boolean => {
  const { subject } = ownFields(attestation);
  const part = (oid: string): Der | undefined => subject.find(([id]) => id?.body.toString("hex") === oid)?.[1];
  const [country, organization, unit, name] = ["550406", "55040a", "55040b", "550403"].map(part);
  return (
    country?.tag === printable &&
    /^[A-Z]{2}$/.test(country.body.toString()) &&
    organization?.tag === utf8 &&
    unit?.body.toString() === "Authenticator Attestation" &&
    name?.tag === utf8
  );
};

const byCertificate: readonly Step[] = [
  { name: "8.2, 1: the fields", holds: hasFields({ alg: "number", sig: "bytes", x5c: "certificates" }) },
  { name: "8.2, 2: the signature", holds: (attestation) => signedByCertificate(attestation, signedData(attestation)) },
  { name: "8.2.1: version 3", holds: isVersion3 },
  { name: "8.2.1: the subject", holds: hasSubject },
  { name: "8.2.1: no authority", holds: isNoAuthority },
  { name: "8.2, 2: the model", holds: namesItsModel },
];
const bySelf: readonly Step[] = [
  { name: "8.2, 1: the fields", holds: hasFields({ alg: "number", sig: "bytes" }) },
  { name: "8.2, 3: the algorithm", holds: ({ statement, cose }) => statement.get("alg") === cose.get(3) },
  {
    name: "8.2, 3: the signature",
    holds: (attestation) => {
      const signature = bytesOf(attestation.statement, "sig");
      return isSigned(attestation.statement.get("alg"), keyOf(attestation.cose), { data: signedData(attestation), signature });
    },
  },
];

/** TPMT_PUBLIC of an elliptic key, as the document's key is one: kind, hash of the name, attributes, policy, curve, point. */
const publicAreaOf = ({ statement }: Attestation) => {
  const area = bytesOf(statement, "pubArea");
  const policy = 10 + area.readUInt16BE(8);
  const [cipher, scheme, curve, derivation] = [0, 2, 4, 6].map((offset) => area.readUInt16BE(policy + offset));
  const x = area.subarray(policy + 10, policy + 10 + area.readUInt16BE(policy + 8));
  const rest = area.subarray(policy + 10 + x.length);
  const y = rest.subarray(2, 2 + rest.readUInt16BE(0));
  return { kind: area.readUInt16BE(0), nameHash: area.readUInt16BE(2), cipher, scheme, curve, derivation, x, y };
};
/** TPMS_ATTEST up to the name that is certified. */
const certifiedOf = ({ statement }: Attestation) => {
  const info = bytesOf(statement, "certInfo");
  const signer = 8 + info.readUInt16BE(6);
  const extraData = info.subarray(signer + 2, signer + 2 + info.readUInt16BE(signer));
  const begin = signer + 2 + extraData.length + 17 + 8; // the clock and the firmware, which nobody judges
  const name = info.subarray(begin + 2, begin + 2 + info.readUInt16BE(begin));
  return { magic: info.readUInt32BE(0), type: info.readUInt16BE(4), extraData, name };
};
const [ecc, nistP256, none, tpmSha256] = [0x0023, 0x0003, 0x0010, 0x000b];
const isSameKey = (attestation: Attestation): boolean => {
  const { kind, curve, cipher, scheme, derivation, x, y } = publicAreaOf(attestation);
  const { cose } = attestation;
  const parameters = kind === ecc && curve === nistP256 && [cipher, scheme, derivation].every((value) => value === none);
  return parameters && cose.get(1) === 2 && cose.get(-1) === 1 && bytesOf(cose, -2).equals(x) && bytesOf(cose, -3).equals(y);
};
const signsThisRegistration = (attestation: Attestation): boolean => {
  const hash = hashes.get(attestation.statement.get("alg"));
  return typeof hash === "string" && createHash(hash).update(signedData(attestation)).digest().equals(certifiedOf(attestation).extraData);
};
const namesThePublicArea = (attestation: Attestation): boolean => {
  const { nameHash } = publicAreaOf(attestation);
  const name = Buffer.concat([Buffer.of(nameHash >> 8, nameHash & 0xff), sha256(bytesOf(attestation.statement, "pubArea"))]);
  return nameHash === tpmSha256 && certifiedOf(attestation).name.equals(name);
};
/** Maker, model and version of the chip stand in the alternative name, which is critical because there is no other. */
const namesTheChip = (attestation: Attestation): boolean => {
  const extension = ownFields(attestation).extension("551d11");
  const [names] = readDer(extension?.value ?? Buffer.alloc(0));
  const directory = readDer(names?.body ?? Buffer.alloc(0)).filter(({ tagClass, tag }) => tagClass === "context" && tag === 4);
  const sets = directory.flatMap(({ body }) => readDer(body)).flatMap(({ body }) => readDer(body));
  const pairs = sets.flatMap(({ body }) => readDer(body)).map(({ body }) => readDer(body));
  const said = (oid: string): string => pairs.find(([id]) => id?.body.toString("hex") === oid)?.[1]?.body.toString() ?? "";
  const [maker, model, version] = ["6781050201", "6781050202", "6781050203"].map(said);
  return extension?.critical === true && /^id:[0-9A-F]{8}$/.test(maker ?? "") && model !== "" && /^id:[0-9A-F]{8}$/.test(version ?? "");
};
const tpmFields = { ver: "text", alg: "number", x5c: "certificates", sig: "bytes", certInfo: "bytes", pubArea: "bytes" } as const;
const tpm: readonly Step[] = [
  { name: "8.3, 1: the fields", holds: hasFields(tpmFields) },
  { name: "8.3, 2: the key of the public area", holds: isSameKey },
  { name: "8.3, 4: magic", holds: (attestation) => certifiedOf(attestation).magic === 0xff_54_43_47 },
  { name: "8.3, 4: type", holds: (attestation) => certifiedOf(attestation).type === 0x80_17 },
  { name: "8.3, 4: extra data", holds: signsThisRegistration },
  { name: "8.3, 4: the name", holds: namesThePublicArea },
  { name: "8.3, 4: the signature", holds: (attestation) => signedByCertificate(attestation, bytesOf(attestation.statement, "certInfo")) },
  { name: "8.3.1: version 3", holds: isVersion3 },
  { name: "8.3.1: no subject", holds: (attestation) => ownFields(attestation).subject.length === 0 },
  { name: "8.3.1: the alternative name", holds: namesTheChip },
  { name: "8.3.1: the use of the key", holds: (attestation) => chainOf(attestation)[0].keyUsage.includes("2.23.133.8.3") },
  { name: "8.3.1: no authority", holds: isNoAuthority },
  { name: "8.3, 4: the model", holds: namesItsModel },
];

/** KeyDescription of Android: the challenge, what software enforces, what the trusted environment enforces. */
const describedOf = (attestation: Attestation) => {
  const [description] = readDer(ownFields(attestation).extension("2b06010401d679020111")?.value ?? Buffer.alloc(0));
  const [, , , , challenge, , software, trusted] = readDer(description?.body ?? Buffer.alloc(0));
  const lists = [software, trusted].flatMap((list) => readDer(list?.body ?? Buffer.alloc(0)));
  const of = (tag: number): readonly Buffer[] => lists.filter((entry) => entry.tag === tag).map(({ body }) => body);
  return { challenge: challenge?.body, allApplications: of(600), origins: of(702), purposes: of(1) };
};
const integersOf = (body: Buffer): readonly string[] => readDer(body).map((value) => value.body.toString("hex"));
const android: readonly Step[] = [
  { name: "8.4, 1: the fields", holds: hasFields({ alg: "number", sig: "bytes", x5c: "certificates" }) },
  { name: "8.4, 2: the signature", holds: (attestation) => signedByCertificate(attestation, signedData(attestation)) },
  { name: "8.4, 3: the key", holds: certifiesTheKey },
  { name: "8.4, 4: the challenge", holds: (attestation) => describedOf(attestation).challenge?.equals(attestation.clientDataHash) === true },
  { name: "8.4, 5: not for all applications", holds: (attestation) => describedOf(attestation).allApplications.length === 0 },
  // The document's vector says neither where its key comes from nor what for; what is said must be: made there (0), to sign (2).
  {
    name: "8.4, 5: the origin",
    holds: (attestation) =>
      describedOf(attestation)
        .origins.flatMap(integersOf)
        .every((origin) => origin === "00"),
  },
  {
    name: "8.4, 5: the purpose",
    holds: (attestation) =>
      describedOf(attestation).purposes.every(
        (body) =>
          readDer(body)
            .flatMap((set) => integersOf(set.body))
            .join() === "02",
      ),
  },
];

const isP256 = (attestation: Attestation): boolean => {
  const { asymmetricKeyType, asymmetricKeyDetails } = chainOf(attestation)[0].publicKey;
  return asymmetricKeyType === "ec" && asymmetricKeyDetails?.namedCurve === "prime256v1";
};
const isPoint = ({ cose }: Attestation): boolean => [-2, -3].every((label) => bytesOf(cose, label).length === 32);
const signsAsU2f = (attestation: Attestation): boolean => {
  const { rpIdHash, clientDataHash, credentialId, cose, statement } = attestation;
  const point = Buffer.concat([Buffer.of(4), bytesOf(cose, -2), bytesOf(cose, -3)]);
  const data = Buffer.concat([Buffer.of(0), rpIdHash, clientDataHash, credentialId, point]);
  return isSigned(-7, chainOf(attestation)[0].publicKey, { data, signature: bytesOf(statement, "sig") });
};
const u2f: readonly Step[] = [
  { name: "8.6, 1: the fields", holds: hasFields({ sig: "bytes", x5c: "certificates" }) },
  { name: "8.6, 2: one certificate", holds: (attestation) => chainOf(attestation).length === 1 },
  { name: "8.6, 2: the curve", holds: isP256 },
  { name: "8.6, 4: the point", holds: isPoint },
  { name: "8.6, 6: the signature", holds: signsAsU2f },
];

const carriesTheNonce = (attestation: Attestation): boolean => {
  const value = ownFields(attestation).extension("2a864886f763640802")?.value;
  const [sequence] = readDer(value ?? Buffer.alloc(0));
  const [tagged] = readDer(sequence?.body ?? Buffer.alloc(0));
  const [nonce] = readDer(tagged?.body ?? Buffer.alloc(0));
  return nonce?.tag === 4 && nonce.body.equals(sha256(signedData(attestation)));
};
const apple: readonly Step[] = [
  { name: "8.8, 1: the fields", holds: hasFields({ x5c: "certificates" }) },
  { name: "8.8, 4: the nonce", holds: carriesTheNonce },
  { name: "8.8, 5: the key", holds: certifiesTheKey },
];

const stepsOf = ({ fmt, statement }: Attestation): readonly Step[] => {
  const procedures = new Map([
    ["tpm", tpm],
    ["android-key", android],
    ["fido-u2f", u2f],
    ["apple", apple],
  ]);
  if (fmt === "packed") return statement.has("x5c") ? byCertificate : bySelf;
  if (fmt === "none") return [{ name: "8.7: no statement", holds: hasFields({}) }];
  return procedures.get(fmt) ?? [{ name: `no procedure for ${fmt}`, holds: () => false }];
};

const orFalse = (check: () => boolean): boolean => {
  try {
    return check();
  } catch {
    return false; // What cannot be read does not hold.
  }
};

/** The names of the steps of a statement's procedure. */
export const stepNames = (attestation: Attestation): readonly string[] => stepsOf(attestation).map(({ name }) => name);

/** The first step of the procedure that does not hold; null when the statement is right. */
export const firstBroken = (attestation: Attestation): string | null =>
  stepsOf(attestation).find(({ holds }) => !orFalse(() => holds(attestation)))?.name ?? null;
