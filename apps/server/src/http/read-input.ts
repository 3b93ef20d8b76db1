import type { FastifySchemaCompiler } from "fastify";
import { Compile } from "typebox/compile";
import type { TSchema } from "typebox";
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

const describe = (part: string, errors: readonly { readonly instancePath: string; readonly message: string }[]): string => {
  const [first] = errors;
  const where = (first?.instancePath ?? "").replaceAll("/", ".").slice(0, 200);
  return `${part}${where} ${first?.message ?? "is not valid"}`;
};
