import { randomBytes } from "node:crypto";
import { server as opaqueServer, ready } from "@serenity-kit/opaque";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";

const SigningKey = Type.Object({
  kty: Type.Literal("EC"),
  crv: Type.Literal("P-256"),
  x: Type.String(),
  y: Type.String(),
  d: Type.String(),
  kid: Type.String(),
  alg: Type.Literal("ES256"),
  use: Type.Literal("sig"),
});

/** Newest first: it signs, the ones before it only verify what they signed. */
const History = Type.Array(SigningKey, { minItems: 1 });

const Stored = Type.Object({
  opaqueSetup: Type.String({ minLength: 1 }),
  operations: History,
  receipts: History,
  tokens: History,
  push: History,
});

/** What a signature of the device server is for; each purpose has keys of its own. */
export type DeviceKeyPurpose = "operations" | "receipts" | "tokens" | "push";

/** Keys of the device server. */
export type DeviceKeys = Static<typeof Stored>;

const newSigningKey = async (purpose: DeviceKeyPurpose): Promise<JWK> => {
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

/** Reads the text of a key file; a damaged one stops the start. */
export const readDeviceKeys = async (text: string): Promise<DeviceKeys> => {
  await ready; // whoever holds the keys can use the library
  return Value.Parse(Stored, JSON.parse(text));
};

/** Every key that may have signed something, public halves only (JWKS with history). */
export const publicDeviceKeys = ({ operations, receipts, tokens, push }: DeviceKeys): readonly JWK[] =>
  [operations, receipts, tokens, push].flat().map(({ d: _d, ...publicHalf }) => publicHalf);
