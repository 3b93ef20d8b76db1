import type { FastifySchemaCompiler } from "fastify";
import { Compile, type Validator } from "typebox/compile";
import type { TSchema } from "typebox";
import type { TLocalizedValidationError } from "typebox/error";
import { Value } from "typebox/value";

const checks = new WeakMap<TSchema, Validator>();

/** A schema that many routes share is compiled once. */
const compiled = (schema: TSchema): Validator => {
  const check = checks.get(schema) ?? Compile(schema);
  checks.set(schema, check);
  return check;
};

/**
 * Reads requests by their schemas. Addresses and headers are text, so numbers and booleans in them are converted;
 * a body says its types itself, and nothing in it is bent until it fits.
 */
export const readInput: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = compiled(schema);
  return (input: unknown) => {
    const whole = Value.Default(schema, input);
    const value: unknown = httpPart === "body" ? whole : Value.Convert(schema, whole);
    const part = httpPart ?? "request";
    if (!check.Check(value)) return { error: new TypeError(describe(part, check.Errors(value))) };
    const problem = problemIn(value);
    return problem === null ? { value } : { error: new TypeError(`${part} ${problem}`) };
  };
};

const DEEPEST = 100; // levels; deeper ones would break whoever walks through them

/** What no schema says and no database takes: characters that are none, numbers that are not exact, things nested without an end. */
const problemIn = (value: unknown, level = 0): string | null => {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\u0000") ? null : "has a character that no text can have";
  if (typeof value === "number") return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? null : "has a number that is too large";
  if (typeof value !== "object" || value === null) return null;
  if (level === DEEPEST) return "is nested too deeply";
  for (const [name, inner] of Object.entries(value)) {
    const problem = problemIn(name) ?? problemIn(inner, level + 1);
    if (problem !== null) return problem;
  }
  return null;
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
