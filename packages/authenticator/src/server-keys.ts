import { DEVICE_KEYS_PATH } from "@drawbridge/contract";
import { compactVerify, createRemoteJWKSet, type JWTHeaderParameters } from "jose";

/** The server's public keys: offers, tokens, receipts and pushes are signed with one of them. */
export interface ServerKeys {
  /** Content of a JWS of this type that the server signed; rejects for every other. */
  verify(jws: string, type: string): Promise<Uint8Array>;
}

/** Keys are fetched once and again when one is not known. */
export const createServerKeys = (origin: string): ServerKeys => {
  const keys = createRemoteJWKSet(new URL(DEVICE_KEYS_PATH, origin));
  return {
    verify: async (jws, type) => {
      const { payload, protectedHeader } = await compactVerify(jws, (header: JWTHeaderParameters) => keys(header));
      if (protectedHeader.typ !== type) throw new TypeError(`signed for another purpose: ${String(protectedHeader.typ)}`);
      return payload;
    },
  };
};
