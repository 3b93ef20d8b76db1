import { hmac } from "@noble/hashes/hmac.js";
import { sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { utf8 } from "./bytes.ts";

/** Suite of the offline codes (contract, ruling 9): a counter and a question of 64 hexadecimal digits. */
export const OFFLINE_SUITE = "OCRA-1:HOTP-SHA256-8:C-QH64";

/** What a code is computed over (RFC 6287, section 5.1); what the suite does not name is left out. */
export interface OcraInput {
  readonly counter?: number;
  readonly question: string;
  /** Hash of the PIN, where the suite wants one. */
  readonly pinHash?: Uint8Array;
  /** Steps since the epoch. */
  readonly time?: number;
}

const QUESTION_BYTES = 128;
const hashes = { SHA1: sha1, SHA256: sha256, SHA512: sha512 } as const;

/** An OCRA code (RFC 6287). */
export const ocra = (suite: string, key: Uint8Array, input: OcraInput): string => {
  const [, algorithm, digits, parts = ""] = /^OCRA-1:HOTP-(SHA1|SHA256|SHA512)-([4-9]|10):([A-Z0-9-]+)$/.exec(suite) ?? [];
  if (algorithm !== "SHA1" && algorithm !== "SHA256" && algorithm !== "SHA512") throw new RangeError(`${suite} is no OCRA suite`);
  const message = [...utf8(`${suite}\0`), ...parts.split("-").flatMap((part) => [...partBytes(part, input)])];
  return truncate(hmac(hashes[algorithm], key, Uint8Array.from(message)), Number(digits));
};

/** A code of a message authentication code (RFC 4226, section 5.3). */
export const truncate = (mac: Uint8Array, digits: number): string => {
  const view = new DataView(mac.buffer, mac.byteOffset, mac.byteLength);
  const code = view.getUint32((mac.at(-1) ?? 0) & 0x0f) & 0x7fffffff;
  return String(code % 10 ** digits).padStart(digits, "0");
};

/** HOTP (RFC 4226). */
export const hotp = (key: Uint8Array, counter: number, digits: number): string => truncate(hmac(sha1, key, eight(counter)), digits);

const partBytes = (part: string, { counter, question, pinHash, time }: OcraInput): Uint8Array => {
  if (part === "C" && counter !== undefined) return eight(counter);
  if (part.startsWith("Q")) return questionBytes(part.charAt(1), question);
  if (part.startsWith("P") && pinHash) return pinHash;
  if (part.startsWith("T") && time !== undefined) return eight(time);
  throw new RangeError(`the suite wants ${part}`);
};

const eight = (value: number): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
};

/** A number becomes hexadecimal, left-aligned (RFC erratum 3729); text stays as it is. */
const questionBytes = (kind: string, question: string): Uint8Array => {
  const bytes = new Uint8Array(QUESTION_BYTES);
  if (kind === "A") bytes.set(utf8(question));
  else bytes.set(fromHex((kind === "N" ? BigInt(question).toString(16) : question).padEnd(QUESTION_BYTES * 2, "0")));
  return bytes;
};

const fromHex = (digits: string): Uint8Array => Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
