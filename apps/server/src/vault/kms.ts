import { hkdfSync, randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { KekError, openKeks, type Keks } from "./keks.ts";
import { newDeviceKeys, readDeviceKeys, type DeviceKeys } from "./device-keys.ts";
import { keepFirst, readKeys } from "./key-file.ts";
import { openSigningVersions } from "./signing-keys.ts";

/** Where long-lived keys live. The file one is the default; a cloud or hardware one offers the same. */
export interface Kms {
  /** Key-encryption keys, 256 bit each. */
  readonly keks: Keks;
  /** A secret of its own for a purpose, from the installation's root secret, which no rotation changes. */
  readonly derive: (label: string, length?: number) => Uint8Array;
  /** Key that browsers seal to: ECDH P-256. */
  readonly sealing: { readonly id: string; readonly privateKey: JWK; readonly publicKey: JWK };
  /** Key with which this server authenticates to redirect banks: ES256. */
  readonly client: { readonly privateKey: JWK; readonly publicKey: JWK };
  /** Keys of verifiable credentials: Ed25519. One signs, all are published. */
  readonly credentials: { readonly privateKey: JWK; readonly publicKeys: readonly JWK[] };
  /** Keys of the identity server, published all; the first of an algorithm signs its tokens. */
  readonly identity: { readonly privateKeys: readonly JWK[] };
  /** Key that apps encrypt their client data to: ECDH P-256. */
  readonly clientData: { readonly privateKey: JWK; readonly publicKey: JWK };
  /** What devices are served with: without the OPAQUE setup nobody can search for a PIN (rulings.md 16). */
  readonly devices: DeviceKeys;
}

const StoredKeys = Type.Object({
  /** Key files made before it existed have none: the first key-encryption key is their root. */
  root: Type.Optional(Type.String()),
  /** The first key-encryption key; those after it have files of their own. */
  kek: Type.Optional(Type.Object({ id: Type.String(), key: Type.String() })),
  sealing: Type.Object({ id: Type.String(), privateKey: Type.Record(Type.String(), Type.Any()) }),
  client: Type.Object({ privateKey: Type.Record(Type.String(), Type.Any()) }),
});

const ClientDataKey = Type.Object({
  kty: Type.Literal("EC"),
  crv: Type.Literal("P-256"),
  x: Type.String(),
  y: Type.String(),
  d: Type.String(),
  kid: Type.String(),
  alg: Type.Literal("ECDH-ES"),
  use: Type.Literal("enc"),
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

const newJwk = async (alg: "ES256" | "ECDH-ES", kid: string): Promise<JWK> => {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, crv: "P-256" });
  return { ...(await exportJWK(privateKey)), kid, alg, use: alg === "ES256" ? "sig" : "enc" };
};

const createKeys = async () => ({
  root: randomBytes(32).toString("base64url"),
  kek: { id: `kek_${randomBytes(6).toString("hex")}`, key: randomBytes(32).toString("base64url") },
  sealing: { id: `seal_${randomBytes(6).toString("hex")}`, privateKey: await newJwk("ECDH-ES", "sealing") },
  client: { privateKey: await newJwk("ES256", `client-${randomBytes(4).toString("hex")}`) },
});

/** In a file of its own beside the other keys: key files made before it existed stay as they are. */
const openClientDataKey = async (path: string): Promise<Kms["clientData"]> => {
  const beside = `${path.replace(/\.json$/, "")}-client-data.json`;
  const make = async () => JSON.stringify(await newJwk("ECDH-ES", `client-data-${randomBytes(4).toString("hex")}`), null, 2);
  const privateKey = Value.Parse(ClientDataKey, JSON.parse((await readKeys(beside)) ?? (await keepFirst(beside, await make()))));
  return { privateKey, publicKey: publicOf(privateKey) };
};

/** In a file of its own, too. */
const openDeviceKeys = async (path: string): Promise<DeviceKeys> => {
  const beside = `${path.replace(/\.json$/, "")}-devices.json`;
  return readDeviceKeys((await readKeys(beside)) ?? (await keepFirst(beside, JSON.stringify(await newDeviceKeys(), null, 2))));
};

const openCredentialKeys = async (path: string): Promise<Kms["credentials"]> => {
  const all = (await openSigningVersions(path, "credentials")).flatMap(({ keys }) => keys);
  const [privateKey] = all;
  if (!privateKey) throw new KekError("there is no key that signs credentials");
  return { privateKey, publicKeys: all.map(publicOf) };
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
    sealing: { ...keys.sealing, publicKey: publicOf(keys.sealing.privateKey) },
    client: { ...keys.client, publicKey: publicOf(keys.client.privateKey) },
    credentials: await openCredentialKeys(path),
    identity: { privateKeys: (await openSigningVersions(path, "identity")).flatMap(({ keys: made }) => made) },
    clientData: await openClientDataKey(path),
    devices: await openDeviceKeys(path),
  };
};
