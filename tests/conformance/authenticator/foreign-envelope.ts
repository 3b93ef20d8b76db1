import { createCipheriv, createHash, createPublicKey, diffieHellman, generateKeyPairSync, randomBytes, type JsonWebKey } from "node:crypto";

const ALG = "ECDH-ES+A256KW";
const base64Url = (bytes: Buffer | string): string => Buffer.from(bytes).toString("base64url");

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** RFC 7518, 4.6.2: one round of the Concat KDF. */
const deriveKey = (secret: Buffer): Buffer =>
  createHash("sha256")
    .update(Buffer.concat([uint32(1), secret, uint32(ALG.length), Buffer.from(ALG), uint32(0), uint32(0), uint32(256)]))
    .digest();

/** A JWE (ECDH-ES+A256KW, A256GCM) written with node:crypto alone, so that the MC opens what its own JOSE library did not make. */
export const sealByHand = (plain: string, { key, recipient }: { readonly key: JsonWebKey; readonly recipient: string }): string => {
  const ephemeral = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const secret = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: createPublicKey({ key, format: "jwk" }) });
  const contentKey = randomBytes(32);
  const wrap = createCipheriv("id-aes256-wrap", deriveKey(secret), Buffer.alloc(8, 0xa6));
  const wrapped = Buffer.concat([wrap.update(contentKey), wrap.final()]);
  const header = base64Url(JSON.stringify({ alg: ALG, enc: "A256GCM", epk: ephemeral.publicKey.export({ format: "jwk" }), recipient }));
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", contentKey, nonce).setAAD(Buffer.from(header));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return [header, ...[wrapped, nonce, sealed, cipher.getAuthTag()].map(base64Url)].join(".");
};
