import { base32nopad } from "@scure/base";

const RANDOM_BYTES = 10; // 80 bits
const CODE_PATTERN = /^[A-Z2-7]{5}(?:-[A-Z2-7]{5}){3}$/;

/** What a text is when it is read as an activation code. */
export type ActivationCodeReading =
  | { readonly outcome: "valid"; readonly random: Uint8Array }
  | { readonly outcome: "malformed" }
  | { readonly outcome: "wrong_checksum" };

/** Spells ten random bytes as an activation code: checksum, Base32, four groups of five (contract, 11.2). */
export const formatActivationCode = (random: Uint8Array): string => {
  if (random.length !== RANDOM_BYTES) throw new RangeError(`an activation code has ${RANDOM_BYTES} random bytes`);
  const sum = crc16Arc(random);
  const text = base32nopad.encode(Uint8Array.of(...random, sum >> 8, sum & 0xff));
  return (text.match(/.{5}/g) ?? []).join("-");
};

/** Reads an activation code; only the one spelling of each code is accepted. */
export const readActivationCode = (text: string): ActivationCodeReading => {
  if (!CODE_PATTERN.test(text)) return { outcome: "malformed" };
  const bytes = decode(text.replaceAll("-", ""));
  if (!bytes) return { outcome: "malformed" };
  const random = bytes.subarray(0, RANDOM_BYTES);
  const [high = 0, low = 0] = bytes.subarray(RANDOM_BYTES);
  return crc16Arc(random) === high * 256 + low ? { outcome: "valid", random } : { outcome: "wrong_checksum" };
};

/** An activation code as a person gives it: where a one-time password goes with it, a dot and its digits follow. */
export const splitActivationCode = (text: string): { readonly code: string; readonly oneTimePassword: string | null } => {
  const [, code = text, oneTimePassword = null] = /^([^.]*)\.(\d{1,20})$/.exec(text) ?? [];
  return { code, oneTimePassword };
};

/** CRC-16/ARC: polynomial 0x8005 reflected, start 0. */
export const crc16Arc = (bytes: Uint8Array): number => {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >> 1) ^ 0xa001 : sum >> 1;
  }
  return sum;
};

/** Null where the bits that no byte needs are not zero: that would be a second spelling. */
const decode = (text: string): Uint8Array | null => {
  try {
    return base32nopad.decode(text);
  } catch {
    return null;
  }
};
