import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { keepFirst, readKeys } from "./key-file.ts";
import { addFile, addNumbered, fileOf, namesIn, numberOf, type KeyFolder } from "./key-folder.ts";

/** What a signature is for: tokens of the identity server, or verifiable credentials. */
export type SigningPurpose = "identity" | "credentials";

/** Keys that were made together, one for each algorithm of the purpose. */
export interface SigningVersion {
  /** 0: with the installation. */
  readonly number: number;
  readonly keys: readonly JWK[];
  /** Null: with the installation. */
  readonly madeAt: Date | null;
  /** False: it is published, and signs nothing yet. */
  readonly maySign: boolean;
}

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

const newCredentialKey = async (): Promise<JWK> => {
  const { privateKey } = await generateKeyPair("EdDSA", { extractable: true, crv: "Ed25519" });
  return { ...(await exportJWK(privateKey)), kid: `credentials-${randomBytes(4).toString("hex")}`, alg: "EdDSA", use: "sig" };
};

const newIdentityKey = async (alg: "RS256" | "PS256"): Promise<JWK> => {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 2048 });
  return { ...(await exportJWK(privateKey)), kid: `identity-${alg.toLowerCase()}-${randomBytes(4).toString("hex")}`, alg, use: "sig" };
};

interface Kind {
  readonly make: () => Promise<readonly JWK[]>;
  /** The keys in the file of a later version. */
  readonly read: (stored: unknown) => { readonly madeAt: string; readonly keys: readonly JWK[] };
  /** The keys in the first file, whose form is older. */
  readonly readFirst: (stored: unknown) => readonly JWK[];
  readonly firstOf: (keys: readonly JWK[]) => object;
}

const IdentityKeys = Type.Object({ keys: Type.Array(IdentityKey, { minItems: 1 }) });
const IdentityVersion = Type.Object({ madeAt: Type.String(), ...IdentityKeys.properties });
const CredentialVersion = Type.Object({ madeAt: Type.String(), keys: Type.Array(CredentialKey, { minItems: 1 }) });

const kinds: Readonly<Record<SigningPurpose, Kind>> = {
  identity: {
    make: () => Promise.all([newIdentityKey("RS256"), newIdentityKey("PS256")]),
    read: (stored) => Value.Parse(IdentityVersion, stored),
    readFirst: (stored) => Value.Parse(IdentityKeys, stored).keys,
    firstOf: (keys) => ({ keys }),
  },
  credentials: {
    make: async () => [await newCredentialKey()],
    read: (stored) => Value.Parse(CredentialVersion, stored),
    readFirst: (stored) => [Value.Parse(CredentialKey, stored)],
    firstOf: ([key]) => ({ ...key }),
  },
};

const besideOf = (keyFile: string, purpose: SigningPurpose): string => `${keyFile.replace(/\.json$/, "")}-${purpose}`;
const placeOf = (keyFile: string, purpose: SigningPurpose): KeyFolder => ({ folder: besideOf(keyFile, purpose), keyFile });

/** Its presence says that a version signs; the keys themselves are never touched. */
const markOf = (number: number): string => fileOf(number).replace(".json", ".signs");

const laterVersions = async (keyFile: string, purpose: SigningPurpose): Promise<readonly SigningVersion[]> => {
  const { folder } = placeOf(keyFile, purpose);
  const names = namesIn(folder);
  const numbers = names.filter((name) => /^\d{4,}\.json$/.test(name)).map(numberOf);
  return Promise.all(
    numbers.map(async (number) => {
      const { madeAt, keys } = kinds[purpose].read(JSON.parse(await readFile(join(folder, fileOf(number)), "utf8")));
      return { number, keys, madeAt: new Date(madeAt), maySign: names.includes(markOf(number)) };
    }),
  );
};

/** Made on the first start; once later keys sign, the file may be taken away for good. */
const firstVersion = async (keyFile: string, purpose: SigningPurpose, later: readonly SigningVersion[]): Promise<readonly SigningVersion[]> => {
  const path = `${besideOf(keyFile, purpose)}.json`;
  const { make, firstOf, readFirst } = kinds[purpose];
  const found = await readKeys(path);
  if (found === null && later.some(({ maySign }) => maySign)) return [];
  const text = found ?? (await keepFirst(path, JSON.stringify(firstOf(await make()), null, 2)));
  return [{ number: 0, keys: readFirst(JSON.parse(text)), madeAt: null, maySign: true }];
};

/** All versions: the one that signs first, then the others, newest first. All are to be published. */
export const openSigningVersions = async (keyFile: string, purpose: SigningPurpose): Promise<readonly SigningVersion[]> => {
  const later = await laterVersions(keyFile, purpose);
  const all = [...later, ...(await firstVersion(keyFile, purpose, later))].toSorted((a, b) => b.number - a.number);
  const signs = all.find(({ maySign }) => maySign);
  return signs ? [signs, ...all.filter((version) => version !== signs)] : all;
};

/** A new version, which servers that start from now on publish; answers its number. */
export const addSigningVersion = async (keyFile: string, purpose: SigningPurpose, now: Date): Promise<number> => {
  const place = placeOf(keyFile, purpose);
  const stored = { madeAt: now.toISOString(), keys: await kinds[purpose].make() };
  return addNumbered(place, JSON.stringify(stored, null, 2), () => namesIn(place.folder));
};

/** Lets a version sign, in servers that start from now on. */
export const letSign = async (keyFile: string, purpose: SigningPurpose, number: number): Promise<void> => {
  await addFile(placeOf(keyFile, purpose), markOf(number), "");
};
