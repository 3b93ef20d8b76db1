import { randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { firstDeviceKeys, firstPushKeys, newSigningKey, SigningKey } from "./device-keys.ts";

/** What keys are for; those of one purpose are replaced together. */
export type KeyPurpose = "identity" | "credentials" | "devices" | "push" | "banks" | "sealing" | "client-data";

/** In the order in which they are told. */
export const keyPurposes: readonly KeyPurpose[] = ["identity", "credentials", "devices", "push", "banks", "sealing", "client-data"];

/** How the keys of a purpose are made and stored. */
export interface KeyKind {
  readonly make: () => Promise<readonly JWK[]>;
  /** The keys in the file of a later version. */
  readonly read: (stored: unknown) => { readonly madeAt: string; readonly keys: readonly JWK[] };
  /** What the file with the first keys has more in its name than the key file. */
  readonly firstFile: string;
  /** The first keys in that file, whose form is older; none: they were taken out of it. */
  readonly readFirst: (stored: unknown) => readonly JWK[];
  /** What that file holds when these keys are the first; null: it holds other things, too, and is made elsewhere. */
  readonly firstOf: ((keys: readonly JWK[]) => object) | null;
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

const EncryptionKey = Type.Object({ ...SigningKey.properties, alg: Type.Literal("ECDH-ES"), use: Type.Literal("enc") });

const newCredentialKey = async (): Promise<JWK> => {
  const { privateKey } = await generateKeyPair("EdDSA", { extractable: true, crv: "Ed25519" });
  return { ...(await exportJWK(privateKey)), kid: `credentials-${randomBytes(4).toString("hex")}`, alg: "EdDSA", use: "sig" };
};

const newIdentityKey = async (alg: "RS256" | "PS256"): Promise<JWK> => {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 2048 });
  return { ...(await exportJWK(privateKey)), kid: `identity-${alg.toLowerCase()}-${randomBytes(4).toString("hex")}`, alg, use: "sig" };
};

const newEncryptionKey = async (kid: string): Promise<JWK> => {
  const { privateKey } = await generateKeyPair("ECDH-ES", { extractable: true, crv: "P-256" });
  return { ...(await exportJWK(privateKey)), kid, alg: "ECDH-ES", use: "enc" };
};

/** A new key for banks. */
export const newBankKey = (): Promise<JWK> => newSigningKey("client");

/** A new key for browsers to seal to. */
export const newSealingKey = (): Promise<JWK> => newEncryptionKey(`seal_${randomBytes(6).toString("hex")}`);

const IdentityKeys = Type.Object({ keys: Type.Array(IdentityKey, { minItems: 1 }) });
const IdentityVersion = Type.Object({ madeAt: Type.String(), ...IdentityKeys.properties });
const CredentialVersion = Type.Object({ madeAt: Type.String(), keys: Type.Array(CredentialKey, { minItems: 1 }) });
const SigningVersion = Type.Object({ madeAt: Type.String(), keys: Type.Array(SigningKey, { minItems: 1 }) });
const EncryptionVersion = Type.Object({ madeAt: Type.String(), keys: Type.Array(EncryptionKey, { minItems: 1 }) });

const BanksFirst = Type.Object({ client: Type.Optional(Type.Object({ privateKey: SigningKey })) });
const SealingFirst = Type.Object({ sealing: Type.Optional(Type.Object({ id: Type.String(), privateKey: EncryptionKey })) });

/** The kinds of keys, by their purpose. */
export const keyKinds: Readonly<Record<KeyPurpose, KeyKind>> = {
  identity: {
    make: () => Promise.all([newIdentityKey("RS256"), newIdentityKey("PS256")]),
    read: (stored) => Value.Parse(IdentityVersion, stored),
    firstFile: "-identity",
    readFirst: (stored) => Value.Parse(IdentityKeys, stored).keys,
    firstOf: (keys) => ({ keys }),
  },
  credentials: {
    make: async () => [await newCredentialKey()],
    read: (stored) => Value.Parse(CredentialVersion, stored),
    firstFile: "-credentials",
    readFirst: (stored) => [Value.Parse(CredentialKey, stored)],
    firstOf: ([key]) => ({ ...key }),
  },
  devices: {
    make: () => Promise.all([newSigningKey("operations"), newSigningKey("receipts"), newSigningKey("tokens")]),
    read: (stored) => Value.Parse(SigningVersion, stored),
    firstFile: "-devices",
    readFirst: firstDeviceKeys,
    firstOf: null,
  },
  push: {
    make: async () => [await newSigningKey("push")],
    read: (stored) => Value.Parse(SigningVersion, stored),
    firstFile: "-devices",
    readFirst: firstPushKeys,
    firstOf: null,
  },
  banks: {
    make: async () => [await newBankKey()],
    read: (stored) => Value.Parse(SigningVersion, stored),
    firstFile: "",
    readFirst: (stored) => [Value.Parse(BanksFirst, stored).client?.privateKey].filter((key) => key !== undefined),
    firstOf: null,
  },
  sealing: {
    make: async () => [await newSealingKey()],
    read: (stored) => Value.Parse(EncryptionVersion, stored),
    firstFile: "",
    readFirst: (stored) => {
      const { sealing } = Value.Parse(SealingFirst, stored);
      return sealing ? [{ ...sealing.privateKey, kid: sealing.id }] : [];
    },
    firstOf: null,
  },
  "client-data": {
    make: async () => [await newEncryptionKey(`client-data-${randomBytes(4).toString("hex")}`)],
    read: (stored) => Value.Parse(EncryptionVersion, stored),
    firstFile: "-client-data",
    readFirst: (stored) => [Value.Parse(EncryptionKey, stored)],
    firstOf: ([key]) => ({ ...key }),
  },
};
