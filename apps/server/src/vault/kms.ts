import { hkdfSync, randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { JWK } from "jose";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { KekError, openKeks, type Keks } from "./keks.ts";
import { newDeviceKeys, readDeviceKeys, type DeviceKeys } from "./device-keys.ts";
import { keepFirst, readKeys } from "./key-file.ts";
import { newBankKey, newSealingKey, type KeyPurpose } from "./key-kinds.ts";
import { openKeyVersions } from "./key-versions.ts";

/** Keys of a purpose. One is used, all still read or verify what was made with them. */
export interface Keyring {
  /** The one that is used. */
  readonly privateKey: JWK;
  readonly publicKey: JWK;
  /** All, the one that is used first. */
  readonly privateKeys: readonly JWK[];
  readonly publicKeys: readonly JWK[];
}

/** Where long-lived keys live. The file one is the default; a cloud or hardware one offers the same. */
export interface Kms {
  /** Key-encryption keys, 256 bit each. */
  readonly keks: Keks;
  /** A secret of its own for a purpose, from the installation's root secret, which no rotation changes. */
  readonly derive: (label: string, length?: number) => Uint8Array;
  /** Keys that browsers seal to: ECDH P-256. */
  readonly sealing: Keyring;
  /** Keys with which this server authenticates to redirect banks: ES256. */
  readonly client: Keyring;
  /** Keys of verifiable credentials: Ed25519. */
  readonly credentials: Keyring;
  /** Keys of the identity server, published all; the first of an algorithm signs its tokens. */
  readonly identity: { readonly privateKeys: readonly JWK[] };
  /** Keys that apps encrypt their client data to: ECDH P-256. */
  readonly clientData: Keyring;
  /** What devices are served with: without the OPAQUE setup nobody can search for a PIN (rulings.md 16). */
  readonly devices: DeviceKeys;
}

const StoredKeys = Type.Object({
  /** Key files made before it existed have none: the first key-encryption key is their root. */
  root: Type.Optional(Type.String()),
  /** The first key-encryption key; those after it have files of their own. */
  kek: Type.Optional(Type.Object({ id: Type.String(), key: Type.String() })),
});

const publicOf = ({ kty, crv, x, y, kid, alg, use }: JWK): JWK => ({
  ...(kty && { kty }),
  ...(crv && { crv }),
  ...(x && { x }),
  ...(y && { y }),
  ...(kid && { kid }),
  ...(alg && { alg }),
  ...(use && { use }),
});

const createKeys = async () => ({
  root: randomBytes(32).toString("base64url"),
  kek: { id: `kek_${randomBytes(6).toString("hex")}`, key: randomBytes(32).toString("base64url") },
  ...(await newFirstKeys()),
});

/** The first keys of two purposes; those after them have files of their own. */
const newFirstKeys = async () => {
  const sealing = await newSealingKey();
  return { sealing: { id: sealing.kid, privateKey: sealing }, client: { privateKey: await newBankKey() } };
};

const openKeyring = async (path: string, purpose: KeyPurpose): Promise<Keyring> => {
  const privateKeys = (await openKeyVersions(path, purpose)).flatMap(({ keys }) => keys);
  const publicKeys = privateKeys.map(publicOf);
  const [[privateKey], [publicKey]] = [privateKeys, publicKeys];
  if (!privateKey || !publicKey) throw new KekError(`there is no key for ${purpose}`);
  return { privateKey, publicKey, privateKeys, publicKeys };
};

/** In a file of its own beside the other keys: key files made before it existed stay as they are. */
const openDeviceKeys = async (path: string): Promise<DeviceKeys> => {
  const beside = `${path.replace(/\.json$/, "")}-devices.json`;
  const text = (await readKeys(beside)) ?? (await keepFirst(beside, JSON.stringify(await newDeviceKeys(), null, 2)));
  const versions = [...(await openKeyVersions(path, "devices")), ...(await openKeyVersions(path, "push"))];
  const keys = await readDeviceKeys(
    text,
    versions.flatMap((version) => version.keys),
  );
  if (!keys.operations[0] || !keys.receipts[0] || !keys.tokens[0]) throw new KekError("there is no key for devices");
  if (!keys.push[0]) throw new KekError("there is no key for push");
  return keys;
};

const rootOf = ({ root, kek }: Static<typeof StoredKeys>): string => {
  const secret = root ?? kek?.key;
  if (secret === undefined) throw new KekError("the key file has neither a root nor a key-encryption key");
  return secret;
};

/** A folder beside the key file holds those of later rotations. */
const openFileKeks = (path: string, first: Static<typeof StoredKeys>["kek"]): Keks => {
  const folder = `${path.replace(/\.json$/, "")}-keks`;
  const kek = first ? { id: first.id, number: 0, key: Buffer.from(first.key, "base64url"), madeAt: null } : null;
  return openKeks({ folder, keyFile: path, first: kek });
};

/** Opens the key file, or makes it (mode 600) on the first start. A damaged file stops the start. */
export const openFileKms = async (path: string): Promise<Kms> => {
  let text = await readKeys(path);
  if (text === null) {
    text = JSON.stringify(await createKeys(), null, 2);
    await mkdir(dirname(path), { recursive: true });
    text = await keepFirst(path, text);
  }
  const keys = Value.Parse(StoredKeys, JSON.parse(text));
  const root = Buffer.from(rootOf(keys), "base64url");
  return {
    derive: (label, length = 32) => new Uint8Array(hkdfSync("sha256", root, new Uint8Array(0), label, length)),
    keks: openFileKeks(path, keys.kek),
    sealing: await openKeyring(path, "sealing"),
    client: await openKeyring(path, "banks"),
    credentials: await openKeyring(path, "credentials"),
    identity: { privateKeys: (await openKeyVersions(path, "identity")).flatMap(({ keys: made }) => made) },
    clientData: await openKeyring(path, "client-data"),
    devices: await openDeviceKeys(path),
  };
};
