import { randomBytes } from "node:crypto";
import { server as opaqueServer, ready } from "@serenity-kit/opaque";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { Type } from "typebox";
import { Value } from "typebox/value";

/** A key that signs with ES256. */
export const SigningKey = Type.Object({
  kty: Type.Literal("EC"),
  crv: Type.Literal("P-256"),
  x: Type.String(),
  y: Type.String(),
  d: Type.String(),
  kid: Type.String(),
  alg: Type.Literal("ES256"),
  use: Type.Literal("sig"),
});

/** Newest first. */
const History = Type.Array(SigningKey, { minItems: 1 });

/** What never changes, and the first keys of what does: these may be taken out once others sign. */
const Stored = Type.Object({
  opaqueSetup: Type.String({ minLength: 1 }),
  operations: Type.Optional(History),
  receipts: Type.Optional(History),
  tokens: Type.Optional(History),
  push: Type.Optional(History),
});

/** What a signature of the device server is for; each purpose has keys of its own. */
export type DeviceKeyPurpose = "operations" | "receipts" | "tokens" | "push";

/** Keys of the device server. The first of a purpose signs, the others only verify what they signed. */
export interface DeviceKeys extends Readonly<Record<DeviceKeyPurpose, readonly JWK[]>> {
  readonly opaqueSetup: string;
}

/** Makes a key that signs; its name begins with what it is for. */
export const newSigningKey = async (purpose: string): Promise<JWK> => {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: `${purpose}-${randomBytes(6).toString("hex")}`, alg: "ES256", use: "sig" };
};

/** Makes the keys of a new installation. */
export const newDeviceKeys = async (): Promise<object> => {
  await ready;
  return {
    opaqueSetup: opaqueServer.createSetup(),
    operations: [await newSigningKey("operations")],
    receipts: [await newSigningKey("receipts")],
    tokens: [await newSigningKey("tokens")],
    push: [await newSigningKey("push")],
  };
};

/** The keys of a new installation that are replaced together. */
export const firstDeviceKeys = (stored: unknown): readonly JWK[] => {
  const { operations = [], receipts = [], tokens = [] } = Value.Parse(Stored, stored);
  return [...operations, ...receipts, ...tokens];
};

/** The push keys of a new installation: apps subscribe anew when these are replaced, which they need not do for the others. */
export const firstPushKeys = (stored: unknown): readonly JWK[] => Value.Parse(Stored, stored).push ?? [];

/** Reads the text of a key file, and sorts the keys that are replaced by what they are for; a damaged file stops the start. */
export const readDeviceKeys = async (text: string, replaced: readonly JWK[]): Promise<DeviceKeys> => {
  await ready; // whoever holds the keys can use the library
  const { opaqueSetup } = Value.Parse(Stored, JSON.parse(text));
  const of = (purpose: DeviceKeyPurpose) => replaced.filter(({ kid = "" }) => kid.startsWith(`${purpose}-`));
  return { opaqueSetup, operations: of("operations"), receipts: of("receipts"), tokens: of("tokens"), push: of("push") };
};

/** Every key that may have signed something, public halves only (JWKS with history). */
export const publicDeviceKeys = ({ operations, receipts, tokens, push }: DeviceKeys): readonly JWK[] =>
  [operations, receipts, tokens, push].flat().map(({ d: _d, ...publicHalf }) => publicHalf);
