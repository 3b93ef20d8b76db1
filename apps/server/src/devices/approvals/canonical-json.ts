import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** The one spelling of a JSON value (RFC 8785): what is hashed and signed. */
export const canonicalJson = (value: unknown): string => {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("not a JSON value");
  return text;
};

/** Base64url SHA-256 of a text's UTF-8 bytes. */
export const hashText = (text: string): string => createHash("sha256").update(text, "utf8").digest("base64url");

/** Base64url SHA-256 of the canonical JSON of a value. */
export const hashJson = (value: unknown): string => hashText(canonicalJson(value));
