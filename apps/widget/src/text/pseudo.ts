// The letters of English, each with a mark that a font has to have and a line has to make room for.
const plain = "aceilnorsuyzACEILNORSUYZ";
const marked = "áçéîļñöŕšüýžÁÇÉÎĻÑÖŔŠÜÝŽ";
const growth = 0.35;

/** The pseudo-locale en-XA: a catalogue accented and grown by 35 %, so that cut, fixed and missing texts are seen. */
export const pseudoLocale = <Catalogue extends object>(catalogue: Catalogue): Catalogue =>
  // A proxy keeps the catalogue's type without copying its structure.
  new Proxy(catalogue, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      return Object.hasOwn(target, key) ? pseudoValue(value) : value;
    },
  });

const pseudoValue = (value: unknown): unknown => {
  if (typeof value === "string") return grow(accent(value));
  if (typeof value === "function") return pseudoFunction(value);
  return typeof value === "object" && value !== null ? pseudoLocale(value) : value;
};

// What is filled in is a name of somebody else's and stays as it is: a private-use letter holds its place meanwhile.
const pseudoFunction =
  (write: Function) =>
  (...args: readonly unknown[]): string => {
    const held = args.map((arg, index) => (typeof arg === "string" ? holder(index) : arg));
    const text = accent(String(Reflect.apply(write, undefined, held)));
    const filled = args.reduce<string>((line, arg, index) => line.replaceAll(holder(index), () => String(arg)), text);
    return grow(filled, text.length);
  };

const holder = (index: number): string => String.fromCodePoint(0xe000 + index);

const accent = (text: string): string => text.replaceAll(/\{\w+\}|[a-zA-Z]/g, (part) => marked[plain.indexOf(part)] ?? part);

/** A text in brackets that show where it ends, with words after it that make it longer. */
const grow = (text: string, length = text.length): string => {
  if (text === "") return "";
  const extra = Math.ceil(length * growth);
  return `[${text} ${"óñé ţŵó ţĥŕéé ƒóûŕ ƒîṽé "
    .repeat(Math.ceil(extra / 24))
    .slice(0, extra)
    .trim()}]`;
};
