import { createHash, createHmac } from "node:crypto";

/** Suite of offline codes (ruling 9): counter and a 64-digit hexadecimal question. */
export const OFFLINE_SUITE = "OCRA-1:HOTP-SHA256-8:C-QH64";

/** Data an OCRA code is computed over (RFC 6287, section 5.1); what the suite does not name is left out. */
export interface OcraInput {
  readonly counter?: number | bigint;
  readonly question: string;
  readonly pin?: string;
  /** Steps since the epoch. */
  readonly time?: number | bigint;
}

const QUESTION_BYTES = 128;
const algorithms: Readonly<Record<string, string>> = { SHA1: "sha1", SHA256: "sha256", SHA512: "sha512" };

const eight = (value: number | bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
};

const questionBytes = (kind: string, question: string): Buffer => {
  const bytes = Buffer.alloc(QUESTION_BYTES);
  // A number becomes hexadecimal, left-aligned (RFC erratum 3729); text stays as it is.
  if (kind === "A") bytes.write(question, "ascii");
  else bytes.write((kind === "N" ? BigInt(question).toString(16) : question).padEnd(QUESTION_BYTES * 2, "0"), "hex");
  return bytes;
};

const partBytes = (part: string, { counter, question, pin, time }: OcraInput): Buffer => {
  if (part === "C" && counter !== undefined) return eight(counter);
  if (part.startsWith("Q")) return questionBytes(part.charAt(1), question);
  if (part.startsWith("P") && pin !== undefined)
    return createHash(algorithms[part.slice(1)] ?? "")
      .update(pin)
      .digest();
  if (part.startsWith("T") && time !== undefined) return eight(time);
  throw new TypeError(`the suite wants ${part}`);
};

/** RFC 4226, section 5.3. */
export const truncate = (mac: Buffer, digits: number): string => {
  const code = mac.readUInt32BE((mac.at(-1) ?? 0) & 0x0f) & 0x7f_ff_ff_ff;
  return String(code % 10 ** digits).padStart(digits, "0");
};

/** An OCRA code (RFC 6287); throws for a suite it cannot read or data the suite wants and was not given. */
export const ocra = (suite: string, key: Uint8Array, input: OcraInput): string => {
  const [, algorithm = "", digits = "", parts = ""] = /^OCRA-1:HOTP-(SHA1|SHA256|SHA512)-([4-9]|10):([A-Z0-9-]+)$/.exec(suite) ?? [];
  if (algorithm === "") throw new TypeError(`${suite} is no OCRA suite`);
  const data = [Buffer.from(`${suite}\0`, "ascii"), ...parts.split("-").map((part) => partBytes(part, input))];
  const mac = createHmac(algorithms[algorithm] ?? "", key)
    .update(Buffer.concat(data))
    .digest();
  return truncate(mac, Number(digits));
};
