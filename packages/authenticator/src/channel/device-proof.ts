import { DEVICE_CHANNEL_PATH, type DeviceRequest } from "@drawbridge/contract";
import { calculateJwkThumbprint, exportJWK, SignJWT, type JWK } from "jose";
import { hashOf, hashText, toBase64Url } from "../bytes.ts";

/** What a proof is made for. */
export interface ProofRequest {
  readonly origin: string;
  readonly nonce: string;
  readonly request: Omit<DeviceRequest, "v" | "proof">;
  /** Seconds, by the server's clock. */
  readonly iat: number;
}

/** The public half of a key, in the members a thumbprint is made of. */
export const publicJwk = async ({ publicKey }: CryptoKeyPair): Promise<{ kty: "EC"; crv: "P-256"; x: string; y: string }> => {
  const { x = "", y = "" } = await exportJWK(publicKey);
  return { kty: "EC", crv: "P-256", x, y };
};

/** Thumbprint (RFC 7638) of a key. */
export const thumbprintOf = async (pair: CryptoKeyPair): Promise<string> => calculateJwkThumbprint(await publicJwk(pair));

/** A DPoP proof (RFC 9449) that fits one request and no other. */
export const proveDevice = async (signing: CryptoKeyPair, { origin, nonce, request, iat }: ProofRequest): Promise<string> => {
  const { id, name, payload, session } = request;
  const jwk: JWK = await publicJwk(signing);
  const claims = {
    htm: "POST",
    htu: `${origin}${DEVICE_CHANNEL_PATH}`,
    nonce,
    req: toBase64Url(hashOf({ id, name, payload })),
    ...(session === undefined ? {} : { ath: hashText(session) }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ typ: "dpop+jwt", alg: "ES256", jwk })
    .setIssuedAt(iat)
    .setJti(crypto.randomUUID())
    .sign(signing.privateKey);
};
