import { compactDecrypt, decodeProtectedHeader } from "jose";
import type { StoredUser } from "../key-store/key-store.ts";

/** What a JWE for this device holds; null for a bad tag or another recipient, which is part of what is authenticated. */
export const openEnvelope = async ({ deviceId, keys }: Pick<StoredUser, "deviceId" | "keys">, envelope: string): Promise<Uint8Array | null> => {
  try {
    if (decodeProtectedHeader(envelope)["recipient"] !== deviceId) return null;
    const { plaintext } = await compactDecrypt(envelope, keys.encryption.privateKey, {
      keyManagementAlgorithms: ["ECDH-ES+A256KW"],
      contentEncryptionAlgorithms: ["A256GCM"],
    });
    return plaintext;
  } catch {
    return null;
  }
};
