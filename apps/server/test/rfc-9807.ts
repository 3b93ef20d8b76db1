import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { ristretto255, ristretto255_oprf } from "@noble/curves/ed25519.js";

/**
 * OPAQUE-3DH with ristretto255, SHA-512, HKDF and HMAC, written from RFC 9807: the second implementation that the
 * library of the product is measured with. For tests only; what the RFC leaves to chance can be given.
 */

const { oprf } = ristretto255_oprf;
const [hashLength, elementLength, nonceLength] = [64, 32, 32];
const envelopeLength = nonceLength + hashLength;

const text = (value: string): Buffer => Buffer.from(value);
const sized = (length: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(length === 2 ? [bytes.length >> 8, bytes.length] : [bytes.length]), bytes]);
const hash = (...parts: readonly Uint8Array[]): Buffer => createHash("sha512").update(Buffer.concat(parts)).digest();
const mac = (key: Uint8Array, message: Uint8Array): Buffer => createHmac("sha512", key).update(message).digest();
const extract = (input: Uint8Array): Buffer => mac(new Uint8Array(0), input);

const expand = (key: Uint8Array, info: Uint8Array, length: number): Buffer => {
  let [block, all]: [Buffer, Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];
  for (let count = 1; all.length < length; count++) {
    block = mac(key, Buffer.concat([block, info, Buffer.of(count)]));
    all = Buffer.concat([all, block]);
  }
  return all.subarray(0, length);
};

const dhKeys = (seed: Uint8Array) => oprf.deriveKeyPair(seed, text("OPAQUE-DeriveDiffieHellmanKeyPair"));
const dh = (secret: Uint8Array, point: Uint8Array): Uint8Array =>
  ristretto255.Point.fromBytes(point).multiply(ristretto255.Point.Fn.fromBytes(secret)).toBytes();

/** The public half of a secret. */
export const publicOf = (secret: Uint8Array): Uint8Array => dh(secret, ristretto255.Point.BASE.toBytes());

/** Both names, and what the keys are bound to; keys name those that have no name (RFC 9807, 4). */
export interface Setting {
  readonly context?: Uint8Array;
  readonly clientIdentity?: Uint8Array;
  readonly serverIdentity?: Uint8Array;
  /** Key stretching; none in the vectors. */
  readonly stretch?: (input: Uint8Array) => Uint8Array;
}

/** What the server keeps: of itself, and for the names of its users. */
export interface ServerKeys {
  readonly oprfSeed: Uint8Array;
  readonly secretKey: Uint8Array;
}

/** Blinds a password; a blind that is given is turned into the random bytes it comes from (scalar - 1, little-endian). */
export const blindPassword = (password: Uint8Array, blind?: Uint8Array) => {
  if (!blind) return oprf.blind(password);
  const seed = Buffer.concat([ristretto255.Point.Fn.toBytes(ristretto255.Point.Fn.fromBytes(blind) - 1n), Buffer.alloc(32)]);
  return oprf.blind(password, () => new Uint8Array(seed));
};

/** 5.2.2 and 6.3.2.2: the key of a user's name, applied. */
export const evaluate = ({ oprfSeed }: ServerKeys, credentialIdentifier: Uint8Array, blinded: Uint8Array): Uint8Array => {
  const seed = expand(oprfSeed, Buffer.concat([credentialIdentifier, text("OprfKey")]), 32);
  return oprf.blindEvaluate(oprf.deriveKeyPair(seed, text("OPAQUE-DeriveKeyPair")).secretKey, blinded);
};

interface Envelope {
  readonly randomizedPassword: Uint8Array;
  readonly nonce: Uint8Array;
  readonly serverPublicKey: Uint8Array;
}

const randomize = (
  evaluated: Uint8Array,
  { password, blind }: { readonly password: Uint8Array; readonly blind: Uint8Array },
  { stretch }: Setting,
) => {
  const output = oprf.finalize(password, blind, evaluated);
  return extract(Buffer.concat([output, stretch ? stretch(output) : output]));
};

/** 4.1: everything that is derived from a password and an envelope's nonce. */
const openEnvelope = ({ randomizedPassword, nonce, serverPublicKey }: Envelope, setting: Setting) => {
  const derive = (label: string, length = hashLength): Buffer => expand(randomizedPassword, Buffer.concat([nonce, text(label)]), length);
  const keys = dhKeys(derive("PrivateKey", 32));
  const serverIdentity = setting.serverIdentity ?? serverPublicKey;
  const clientIdentity = setting.clientIdentity ?? keys.publicKey;
  const tag = mac(derive("AuthKey"), Buffer.concat([nonce, serverPublicKey, sized(2, serverIdentity), sized(2, clientIdentity)]));
  return { keys, tag, exportKey: derive("ExportKey") };
};

/** What a password was blinded with. */
export interface Blinded {
  readonly password: Uint8Array;
  readonly blind: Uint8Array;
}

/** 5.2.3: the record that the server keeps, and the client's own key. */
export const finishRegistration = (response: Uint8Array, blinded: Blinded, setting: Setting & { readonly nonce?: Uint8Array }) => {
  const randomizedPassword = randomize(response.subarray(0, elementLength), blinded, setting);
  const nonce = setting.nonce ?? randomBytes(nonceLength);
  const { keys, tag, exportKey } = openEnvelope({ randomizedPassword, nonce, serverPublicKey: response.subarray(elementLength) }, setting);
  const maskingKey = expand(randomizedPassword, text("MaskingKey"), hashLength);
  return { record: Buffer.concat([keys.publicKey, maskingKey, nonce, tag]), exportKey };
};

const mask = (maskingKey: Uint8Array, nonce: Uint8Array, bytes: Uint8Array): Buffer => {
  const pad = expand(maskingKey, Buffer.concat([nonce, text("CredentialResponsePad")]), elementLength + envelopeLength);
  return Buffer.from(bytes.map((byte, at) => byte ^ (pad[at] ?? 0)));
};

interface Transcript {
  readonly ke1: Uint8Array;
  readonly credentialResponse: Uint8Array;
  readonly serverNonceAndShare: Uint8Array;
  readonly clientPublicKey: Uint8Array;
  readonly serverPublicKey: Uint8Array;
}

/** 6.4: keys of both sides from the three Diffie-Hellman results and everything said. */
const finishKeys = (shared: readonly Uint8Array[], said: Transcript, setting: Setting) => {
  const names = { client: setting.clientIdentity ?? said.clientPublicKey, server: setting.serverIdentity ?? said.serverPublicKey };
  const before = [text("OPAQUEv1-"), sized(2, setting.context ?? new Uint8Array(0)), sized(2, names.client), said.ke1];
  const preamble = Buffer.concat([...before, sized(2, names.server), said.credentialResponse, said.serverNonceAndShare]);
  const derive = (secret: Uint8Array, label: string, context: Uint8Array): Buffer =>
    expand(secret, Buffer.concat([Buffer.of(0, hashLength), sized(1, text(`OPAQUE-${label}`)), sized(1, context)]), hashLength);
  const secret = extract(Buffer.concat(shared));
  const handshake = derive(secret, "HandshakeSecret", hash(preamble));
  const serverMac = mac(derive(handshake, "ServerMAC", new Uint8Array(0)), hash(preamble));
  const clientMac = mac(derive(handshake, "ClientMAC", new Uint8Array(0)), hash(preamble, serverMac));
  return { serverMac, clientMac, sessionKey: derive(secret, "SessionKey", hash(preamble)) };
};

/** Chances of a server's answer. */
export interface ServerChances {
  readonly maskingNonce?: Uint8Array;
  readonly nonce?: Uint8Array;
  readonly keyshareSeed?: Uint8Array;
}

/** A login as the server sees it. */
export interface ServerLogin {
  readonly server: ServerKeys;
  readonly credentialIdentifier: Uint8Array;
  readonly record: Uint8Array;
  readonly ke1: Uint8Array;
}

/** 6.2.2: the second message; what the third must be, and the key of the session. */
export const answerLogin = ({ server, credentialIdentifier, record, ke1 }: ServerLogin, setting: Setting, chances: ServerChances = {}) => {
  const serverPublicKey = publicOf(server.secretKey);
  const clientPublicKey = record.subarray(0, elementLength);
  const maskingNonce = chances.maskingNonce ?? randomBytes(nonceLength);
  const hidden = Buffer.concat([serverPublicKey, record.subarray(elementLength + hashLength)]);
  const evaluated = evaluate(server, credentialIdentifier, ke1.subarray(0, elementLength));
  const masked = mask(record.subarray(elementLength, elementLength + hashLength), maskingNonce, hidden);
  const credentialResponse = Buffer.concat([evaluated, maskingNonce, masked]);
  const share = dhKeys(chances.keyshareSeed ?? randomBytes(32));
  const clientShare = ke1.subarray(-elementLength);
  const serverNonceAndShare = Buffer.concat([chances.nonce ?? randomBytes(nonceLength), share.publicKey]);
  const shared = [dh(share.secretKey, clientShare), dh(server.secretKey, clientShare), dh(share.secretKey, clientPublicKey)];
  const keys = finishKeys(shared, { ke1, credentialResponse, serverNonceAndShare, clientPublicKey, serverPublicKey }, setting);
  return { ke2: Buffer.concat([credentialResponse, serverNonceAndShare, keys.serverMac]), ke3: keys.clientMac, sessionKey: keys.sessionKey };
};

/** 6.2.1: the first message. */
export const beginLogin = (
  password: Uint8Array,
  chances: { readonly blind?: Uint8Array; readonly nonce?: Uint8Array; readonly keyshareSeed?: Uint8Array } = {},
) => {
  const { blind, blinded } = blindPassword(password, chances.blind);
  const share = dhKeys(chances.keyshareSeed ?? randomBytes(32));
  return { password, blind, share, ke1: Buffer.concat([blinded, chances.nonce ?? randomBytes(nonceLength), share.publicKey]) };
};

/** 6.2.3: the third message and the keys; null for a wrong password or a foreign server. */
export const finishLogin = (begun: ReturnType<typeof beginLogin>, ke2: Uint8Array, setting: Setting) => {
  const randomizedPassword = randomize(ke2.subarray(0, elementLength), begun, setting);
  const [responseEnd, shareEnd] = [elementLength + nonceLength + elementLength + envelopeLength, ke2.length - hashLength];
  const maskingKey = expand(randomizedPassword, text("MaskingKey"), hashLength);
  const shown = mask(maskingKey, ke2.subarray(elementLength, elementLength + nonceLength), ke2.subarray(elementLength + nonceLength, responseEnd));
  const serverPublicKey = shown.subarray(0, elementLength);
  const nonce = shown.subarray(elementLength, elementLength + nonceLength);
  const { keys, tag, exportKey } = openEnvelope({ randomizedPassword, nonce, serverPublicKey }, setting);
  if (!timingSafeEqual(tag, shown.subarray(-hashLength))) return null;
  const serverShare = ke2.subarray(shareEnd - elementLength, shareEnd);
  const shared = [dh(begun.share.secretKey, serverShare), dh(begun.share.secretKey, serverPublicKey), dh(keys.secretKey, serverShare)];
  const said = { credentialResponse: ke2.subarray(0, responseEnd), serverNonceAndShare: ke2.subarray(responseEnd, shareEnd), serverPublicKey };
  const { serverMac, clientMac, sessionKey } = finishKeys(shared, { ...said, ke1: begun.ke1, clientPublicKey: keys.publicKey }, setting);
  return timingSafeEqual(serverMac, ke2.subarray(shareEnd)) ? { ke3: clientMac, sessionKey, exportKey } : null;
};
