import { createCipheriv, createDecipheriv } from "node:crypto";
import {
  AeadId,
  Aes128Gcm,
  CipherSuite,
  DhkemP256HkdfSha256,
  HkdfSha256,
  HkdfSha512,
  type AeadEncryptionContext,
  type AeadInterface,
  type RecipientContext,
  type SenderContext,
} from "@hpke/core";
import { describe, expect, it } from "vitest";
import published from "./rfc-9180.json" with { type: "json" };

/** RFC 9180, appendix A, every suite with DHKEM(P-256, HKDF-SHA256): the library that the contract names for HPKE. The product itself computes none. */

type Vector = (typeof published.cases)[number];
type Bytes = ArrayBufferLike | ArrayBufferView;
const hex = (value: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(value, "hex"));
const toHex = (value: ArrayBuffer): string => Buffer.from(value).toString("hex");
const toBuffer = (value: Bytes): Buffer =>
  ArrayBuffer.isView(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : Buffer.from(value);
const toArrayBuffer = (...parts: readonly Uint8Array[]): ArrayBuffer => new Uint8Array(Buffer.concat(parts)).buffer;

/** The library leaves this cipher to others; Node has it. */
class ChaCha20Poly1305 implements AeadInterface {
  readonly id = AeadId.Chacha20Poly1305;
  readonly keySize = 32;
  readonly nonceSize = 12;
  readonly tagSize = 16;
  createEncryptionContext(key: Bytes): AeadEncryptionContext {
    const [secret, name, length] = [Buffer.from(toBuffer(key)), "chacha20-poly1305", { authTagLength: 16 }] as const;
    return {
      seal: async (nonce, data, aad) => {
        const plain = toBuffer(data);
        const cipher = createCipheriv(name, secret, toBuffer(nonce), length).setAAD(toBuffer(aad), { plaintextLength: plain.length });
        return toArrayBuffer(cipher.update(plain), cipher.final(), cipher.getAuthTag());
      },
      open: async (nonce, data, aad) => {
        const sealed = toBuffer(data);
        const cipher = createDecipheriv(name, secret, toBuffer(nonce), length).setAAD(toBuffer(aad), { plaintextLength: sealed.length - 16 });
        cipher.setAuthTag(sealed.subarray(-16));
        return toArrayBuffer(cipher.update(sealed.subarray(0, -16)), cipher.final());
      },
    };
  }
}

const kem = new DhkemP256HkdfSha256();
const suiteOf = ({ kdf, aead }: Vector): CipherSuite =>
  new CipherSuite({
    kem: new DhkemP256HkdfSha256(),
    kdf: kdf === "HKDF-SHA512" ? new HkdfSha512() : new HkdfSha256(),
    aead: aead === "AES-128-GCM" ? new Aes128Gcm() : new ChaCha20Poly1305(),
  });

/** A published pair: what its seed gives is what is printed. */
const pairOf = async (seed: string, publicKey: string, privateKey?: string): Promise<CryptoKeyPair> => {
  const pair = await kem.deriveKeyPair(hex(seed));
  expect(toHex(await kem.serializePublicKey(pair.publicKey))).toBe(publicKey);
  if (privateKey !== undefined) expect(toHex(await kem.serializePrivateKey(pair.privateKey))).toBe(privateKey);
  return pair;
};

const psk = { id: hex(published.pskId), key: hex(published.psk) };
const contextsOf = async (vector: Vector): Promise<{ readonly sender: SenderContext; readonly recipient: RecipientContext }> => {
  const { enc, ikmE, ikmR, pkR, skR, ikmS = "", pkS = "", skS = "", mode } = vector;
  const common = { info: hex(published.info), ...(mode.endsWith("psk") && { psk }) };
  const ephemeral = await pairOf(ikmE, enc);
  const own = await pairOf(ikmR, pkR, skR);
  const signer = mode.startsWith("auth") ? await pairOf(ikmS, pkS, skS) : undefined;
  const suite = suiteOf(vector);
  const asked = { ...common, recipientPublicKey: own.publicKey, ekm: ephemeral, ...(signer && { senderKey: signer }) };
  const sender = await suite.createSenderContext(asked);
  expect(toHex(sender.enc)).toBe(enc);
  const recipientKey = await kem.deserializePrivateKey(hex(skR));
  const opened = { ...common, recipientKey, enc: hex(enc), ...(signer && { senderPublicKey: await kem.deserializePublicKey(hex(pkS)) }) };
  return { sender, recipient: await suite.createRecipientContext(opened) };
};

const aadOf = (sequenceNumber: number): Uint8Array => Buffer.from(`Count-${sequenceNumber}`);

describe("RFC 9180, appendix A, DHKEM(P-256, HKDF-SHA256)", () => {
  it.each(published.cases)("$name, $mode, $kdf, $aead", async (vector) => {
    const { sender, recipient } = await contextsOf(vector);
    const sealed = new Map<number, string>();
    for (let sequenceNumber = 0; sequenceNumber <= 256; sequenceNumber++) {
      const text = await sender.seal(hex(published.plaintext), aadOf(sequenceNumber));
      sealed.set(sequenceNumber, toHex(text));
      expect(toHex(await recipient.open(text, aadOf(sequenceNumber)))).toBe(published.plaintext);
    }
    expect(published.sequenceNumbers.map((sequenceNumber) => sealed.get(sequenceNumber))).toEqual(vector.ciphertexts);
    for (const side of [sender, recipient]) {
      const values = await Promise.all(published.exporterContexts.map((context) => side.export(hex(context), 32)));
      expect(values.map(toHex)).toEqual(vector.exported);
    }
  });

  it.each(published.cases)("$name: another text, other data and another sender are refused", async (vector) => {
    const { recipient } = await contextsOf(vector);
    const [first = ""] = vector.ciphertexts;
    const changed = `${first.slice(0, -2)}${first.endsWith("00") ? "01" : "00"}`;
    await expect(recipient.open(hex(changed), aadOf(0))).rejects.toThrow();
    await expect(recipient.open(hex(first), aadOf(1))).rejects.toThrow();
    const { recipient: other } = await contextsOf({ ...vector, mode: vector.mode === "base" ? "psk" : "base" });
    await expect(other.open(hex(first), aadOf(0))).rejects.toThrow();
    expect(toHex(await recipient.open(hex(first), aadOf(0)))).toBe(published.plaintext);
  });
});
