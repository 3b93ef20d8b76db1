import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64urlnopad } from "@scure/base";
import canonicalize from "canonicalize";

/** The bytes of a text. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Bytes as base64url without padding. */
export const toBase64Url = (bytes: Uint8Array): string => base64urlnopad.encode(bytes);

/** Base64url without padding as bytes. */
export const fromBase64Url = (text: string): Uint8Array => base64urlnopad.decode(text);

/** The one spelling of a JSON value (RFC 8785): what is hashed and signed. */
export const canonicalJson = (value: unknown): string => {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("not a JSON value");
  return text;
};

/** Base64url SHA-256 of a text's UTF-8 bytes. */
export const hashText = (text: string): string => toBase64Url(sha256(utf8(text)));

/** SHA-256 of the canonical JSON of a value. */
export const hashOf = (value: unknown): Uint8Array => sha256(utf8(canonicalJson(value)));

/** HMAC-SHA-256. */
export const mac = (key: Uint8Array, message: Uint8Array): Uint8Array => hmac(sha256, key, message);

/** 32 bytes of HKDF-SHA-256 without salt, for one purpose. */
export const deriveKey = (key: Uint8Array, purpose: string): Uint8Array => hkdf(sha256, key, undefined, utf8(purpose), 32);
