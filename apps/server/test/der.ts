/** One value of ASN.1 in DER; what it is made of is read by readDer of its body. */
export interface Der {
  readonly tagClass: "universal" | "application" | "context" | "private";
  readonly tag: number;
  readonly body: Buffer;
}

const classes = ["universal", "application", "context", "private"] as const;

/** A number in seven bits a byte, as long tags are written. */
const longTag = (bytes: Buffer): { readonly tag: number; readonly length: number } => {
  let [tag, length] = [0, 0];
  for (let more = true; more; length++) {
    const byte = bytes.readUInt8(1 + length);
    tag = tag * 128 + (byte & 0x7f);
    more = (byte & 0x80) !== 0;
  }
  return { tag, length };
};

/** The values that stand one after the other in these bytes. */
export const readDer = (bytes: Buffer): readonly Der[] => {
  const values: Der[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const first = rest.readUInt8(0);
    const { tag, length: more } = (first & 0x1f) === 0x1f ? longTag(rest) : { tag: first & 0x1f, length: 0 };
    const short = rest.readUInt8(1 + more);
    const lengthBytes = short < 0x80 ? 0 : short & 0x7f;
    const size = lengthBytes === 0 ? short : rest.readUIntBE(2 + more, lengthBytes);
    const begin = 2 + more + lengthBytes;
    if (begin + size > rest.length) throw new Error("DER ends too early");
    values.push({ tagClass: classes[first >> 6] ?? "universal", tag, body: rest.subarray(begin, begin + size) });
    rest = rest.subarray(begin + size);
  }
  return values;
};
