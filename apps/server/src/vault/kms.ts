import { hkdfSync, randomBytes } from "node:crypto";
import { link, mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { KekError, openKeks, type Keks } from "./keks.ts";
import { newDeviceKeys, readDeviceKeys, type DeviceKeys } from "./device-keys.ts";

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
  /** Key that signs verifiable credentials: Ed25519. */
  readonly credentials: { readonly privateKey: JWK; readonly publicKey: JWK };
  /** Keys of the identity server, RS256 first: what signs its tokens. */
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

const CredentialKey = Type.Object({
  kty: Type.Literal("OKP"),
  crv: Type.Literal("Ed25519"),
  x: Type.String(),
  d: Type.String(),
  kid: Type.String(),
  alg: Type.Literal("EdDSA"),
  use: Type.Literal("sig"),
});

const IdentityKey = Type.Object({
  kty: Type.Literal("RSA"),
  n: Type.String(),
  e: Type.String(),
  d: Type.String(),
  p: Type.String(),
  q: Type.String(),
  dp: Type.String(),
  dq: Type.String(),
  qi: Type.String(),
  kid: Type.String(),
  alg: Type.Enum(["RS256", "PS256"]),
  use: Type.Literal("sig"),
});
const IdentityKeys = Type.Object({ keys: Type.Array(IdentityKey, { minItems: 1 }) });

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

const newCredentialKey = async (): Promise<JWK> => {
  const { privateKey } = await generateKeyPair("EdDSA", { extractable: true, crv: "Ed25519" });
  return { ...(await exportJWK(privateKey)), kid: `credentials-${randomBytes(4).toString("hex")}`, alg: "EdDSA", use: "sig" };
};

const newIdentityKey = async (alg: "RS256" | "PS256"): Promise<JWK> => {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 2048 });
  return { ...(await exportJWK(privateKey)), kid: `identity-${alg.toLowerCase()}-${randomBytes(4).toString("hex")}`, alg, use: "sig" };
};

const createKeys = async () => ({
  root: randomBytes(32).toString("base64url"),
  kek: { id: `kek_${randomBytes(6).toString("hex")}`, key: randomBytes(32).toString("base64url") },
  sealing: { id: `seal_${randomBytes(6).toString("hex")}`, privateKey: await newJwk("ECDH-ES", "sealing") },
  client: { privateKey: await newJwk("ES256", `client-${randomBytes(4).toString("hex")}`) },
});

const readKeys = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error; // unreadable keys are not missing keys
  }
};

/** Writes the file unless another start was faster; answers what is in it: keys must never differ between two openers. */
const keepFirst = async (path: string, text: string): Promise<string> => {
  const beside = `${path}.new-${randomBytes(4).toString("hex")}`;
  await writeFile(beside, text, { mode: 0o600, flush: true });
  await link(beside, path).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  });
  await unlink(beside);
  return readFile(path, "utf8");
};

/** In a file of its own beside the other keys: key files made before it existed stay as they are. */
const openCredentialKey = async (path: string): Promise<Kms["credentials"]> => {
  const beside = `${path.replace(/\.json$/, "")}-credentials.json`;
  const text = (await readKeys(beside)) ?? (await keepFirst(beside, JSON.stringify(await newCredentialKey(), null, 2)));
  const privateKey = Value.Parse(CredentialKey, JSON.parse(text));
  return { privateKey, publicKey: publicOf(privateKey) };
};

/** In a file of its own, too. */
const openClientDataKey = async (path: string): Promise<Kms["clientData"]> => {
  const beside = `${path.replace(/\.json$/, "")}-client-data.json`;
  const make = async () => JSON.stringify(await newJwk("ECDH-ES", `client-data-${randomBytes(4).toString("hex")}`), null, 2);
  const privateKey = Value.Parse(ClientDataKey, JSON.parse((await readKeys(beside)) ?? (await keepFirst(beside, await make()))));
  return { privateKey, publicKey: publicOf(privateKey) };
};

/** In a file of its own, too. */
const openIdentityKeys = async (path: string): Promise<Kms["identity"]> => {
  const beside = `${path.replace(/\.json$/, "")}-identity.json`;
  const make = async () => JSON.stringify({ keys: await Promise.all([newIdentityKey("RS256"), newIdentityKey("PS256")]) }, null, 2);
  const text = (await readKeys(beside)) ?? (await keepFirst(beside, await make()));
  return { privateKeys: Value.Parse(IdentityKeys, JSON.parse(text)).keys };
};

/** In a file of its own, too. */
const openDeviceKeys = async (path: string): Promise<DeviceKeys> => {
  const beside = `${path.replace(/\.json$/, "")}-devices.json`;
  return readDeviceKeys((await readKeys(beside)) ?? (await keepFirst(beside, JSON.stringify(await newDeviceKeys(), null, 2))));
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
    credentials: await openCredentialKey(path),
    identity: await openIdentityKeys(path),
    clientData: await openClientDataKey(path),
    devices: await openDeviceKeys(path),
  };
};
