import type { TSchema } from "typebox";

type Words = Readonly<Record<string, unknown>>;

const isWords = (value: unknown): value is Words => typeof value === "object" && value !== null;

const arrayType = (schema: Words): string => {
  if (schema["maxItems"] === 0) return "`[]`";
  return `${isWords(schema["items"]) ? fieldWords(schema["items"]) : "any"}[]`;
};

const kindOf = ({ type }: Words): string => (type === "null" ? "`null`" : typeof type === "string" ? type : "any");

const fieldWords = (schema: Words): string => {
  const { title, anyOf } = schema;
  if (typeof title === "string") return title;
  if ("const" in schema) return `\`${JSON.stringify(schema["const"])}\``;
  if (Array.isArray(schema["enum"])) return schema["enum"].map((value) => `\`${JSON.stringify(value)}\``).join(" or ");
  if (Array.isArray(anyOf)) return anyOf.filter(isWords).map(fieldWords).join(" or ");
  return schema["type"] === "array" ? arrayType(schema) : kindOf(schema);
};

/** A schema in a few words, for a cell of a table. */
export const fieldType = (schema: TSchema): string => fieldWords({ ...schema });

/** Keys of an object schema with their words; an optional key ends in a question mark. */
export const fieldsOf = (schema: TSchema): readonly (readonly [name: string, type: string])[] => {
  const { properties, required } = { properties: {}, required: [], ...schema };
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(properties).flatMap(([name, field]) =>
    isWords(field) ? [[needed.includes(name) ? name : `${name}?`, fieldWords(field)] as const] : [],
  );
};
