import type { FastifySchemaCompiler } from "fastify";
import { Compile } from "typebox/compile";
import type { TSchema } from "typebox";
import type { TLocalizedValidationError } from "typebox/error";
import { Value } from "typebox/value";

/**
 * Reads requests by their schemas. Addresses and headers are text, so numbers and booleans in them are converted;
 * a body says its types itself, and nothing in it is bent until it fits.
 */
export const readInput: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema);
  return (input: unknown) => {
    const whole = Value.Default(schema, input);
    const value: unknown = httpPart === "body" ? whole : Value.Convert(schema, whole);
    if (check.Check(value)) return { value };
    return { error: new TypeError(describe(httpPart ?? "request", check.Errors(value))) };
  };
};

const UNKNOWN = "boolean"; // the keyword of a schema that lets nothing through: a field nobody declared

const describe = (part: string, errors: readonly TLocalizedValidationError[]): string => {
  const [first] = errors;
  if (!first) return `${part} is not valid`;
  const where = first.instancePath.replaceAll("/", ".").slice(0, 200);
  if (first.keyword === UNKNOWN) return `${part}${where} is not known`;
  const allowed = first.keyword === "enum" ? `: ${first.params.allowedValues.join(", ").slice(0, 300)}` : "";
  return `${part}${where} ${first.message}${allowed}`;
};
