/** As much of JSON Schema as the routes' schemas use. */
export interface PlainSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly PlainSchema[];
  readonly properties?: Readonly<Record<string, PlainSchema>>;
  readonly required?: readonly string[];
  readonly items?: PlainSchema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly format?: string;
}

/** Values of the patterns that the routes use, so that what comes behind a pattern is reached too. */
const fitting: readonly string[] = [
  "a",
  "aaaa",
  "135790",
  "2026-01-31",
  "2026-01-31T10:00:00.000Z",
  "https://somewhere.example/x",
  "somebody@somewhere.example",
  "std:00000000-0000-4000-8000-000000000000",
  "0123456789abcdef01234567",
  "0123456789abcdef0123456789abcdef:00000000-0000-4000-8000-000000000000",
  "1.0.0",
  "#336699",
  "a.b.c",
  "a".repeat(43),
];

const textFor = ({ pattern, format, minLength = 0 }: PlainSchema): string => {
  if (format === "date-time") return "2026-01-31T10:00:00.000Z";
  const fits = fitting.find((text) => text.length >= minLength && (pattern === undefined || new RegExp(pattern).test(text)));
  return fits ?? "a".repeat(minLength);
};

const samples: Readonly<Record<string, (schema: PlainSchema) => unknown>> = {
  object: ({ required = [], properties = {} }) => Object.fromEntries(required.map((name) => [name, sampleOf(properties[name] ?? {})])),
  array: ({ minItems = 0, items = {} }) => Array.from({ length: minItems }, () => sampleOf(items)),
  integer: ({ minimum = 1 }) => Math.max(1, minimum),
  number: ({ minimum = 1 }) => Math.max(1, minimum),
  boolean: () => true,
  null: () => null,
};

/** A value that the schema takes, as small as it can be made by looking at it. */
export const sampleOf = (schema: PlainSchema): unknown => {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return sampleOf(schema.anyOf[0] ?? {});
  return (samples[schema.type ?? "string"] ?? textFor)(schema);
};

/** What has broken servers before: nothing, wrong types, edges of numbers, texts no database likes, addresses, times that are none. */
export const hostileValues: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  2 ** 63,
  [],
  [null],
  {},
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\u202e\u0007",
  "x".repeat(70_000),
  "9".repeat(40),
  "../../../etc/passwd",
  "<script>alert(1)</script>",
  "'; drop table users; --",
  "javascript:alert(1)",
  "http://169.254.169.254/latest/meta-data",
  "https://[::1",
  "0000-00-00",
  "2026-02-31T25:61:61Z",
  "9999999-01-01T00:00:00Z",
  "-1",
  "NaN",
  "%00%ff",
  "con_00000000000000000000000000000000",
];

const LEVELS = 2;
const SHARES = 3;

/** The sample with each declared field in turn replaced by hostile values: neighbours share the list, and every third field gets the same. */
export const hostileBodies = (schema: PlainSchema): readonly unknown[] => {
  const forms = schema.anyOf ?? [schema];
  return [...hostileValues, ...forms.flatMap((form) => spoilFields(form, LEVELS))];
};

const spoilFields = (schema: PlainSchema, levels: number): readonly unknown[] => {
  const sample = sampleOf(schema);
  if (levels === 0 || typeof sample !== "object" || sample === null) return [];
  const fields = Object.entries(schema.properties ?? {});
  const shares = levels === LEVELS ? SHARES : SHARES * 2;
  return [
    { ...sample, nobodyDeclared: 1 },
    sample,
    ...fields.flatMap(([name, field], turn) => {
      const forms = field.anyOf ?? [field];
      const share = hostileValues.filter((_value, at) => at % shares === turn % shares);
      const inner = forms.flatMap((form) => spoilFields(form, levels - 1));
      return [...share, ...forms.map(sampleOf), ...inner].map((value) => ({ ...sample, [name]: value }));
    }),
  ];
};

/** The ones that mean something in an address. */
export const hostileTexts: readonly string[] = hostileValues
  .filter((value, at) => typeof value !== "object" && at % 2 === 0)
  .map((value) => String(value).toWellFormed().slice(0, 1_000));
