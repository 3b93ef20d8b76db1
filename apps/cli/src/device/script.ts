import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { CliError } from "../cli-error.ts";

const closed = { additionalProperties: false };

const Step = Type.Union([
  Type.Object({ call: Type.String(), with: Type.Optional(Type.Record(Type.String(), Type.Unknown())), status: Type.Optional(Type.String()) }, closed),
  Type.Object(
    { wait: Type.String(), status: Type.Optional(Type.String()), seconds: Type.Optional(Type.Number({ minimum: 1, maximum: 3600 })) },
    closed,
  ),
]);
const Branches = Type.Record(Type.String(), Type.Array(Step), { minProperties: 1 });

/**
 * What a simulated device does next: send an event, wait for one, or wait for one of several and go on with its steps. `status` is what
 * the answer must carry; without it, a success.
 */
export const ScriptStep = Type.Union([
  ...Step.anyOf,
  Type.Object({ either: Branches, seconds: Type.Optional(Type.Number({ minimum: 1, maximum: 3600 })) }, closed),
]);
export type ScriptStep = Static<typeof ScriptStep>;

/** Steps in their order. */
export type Script = readonly ScriptStep[];

/** Reads a script; says which step is wrong. */
export const parseScript = (text: string): Script => {
  const steps = parseJson(text);
  if (!Array.isArray(steps)) throw new CliError("usage", "A script is a JSON array of steps.");
  return steps.map((step, at) => {
    if (!Value.Check(ScriptStep, step))
      throw new CliError("usage", `Step ${at + 1} must be {"call", "with"?, "status"?}, {"wait", "status"?, "seconds"?} or {"either", "seconds"?}.`);
    return step;
  });
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError("usage", "The script is not JSON.");
  }
};

/** Finds what a name stands for: a variable, or `Event.parameter` of the last event of that name. */
export type Lookup = (name: string) => unknown;

/** Puts values in place of `${name}`; a text that is nothing but one name becomes the value itself, whatever its type. */
export const fillIn = (value: unknown, lookup: Lookup): unknown => {
  if (typeof value === "string") {
    const whole = /^\$\{([^}]+)\}$/.exec(value)?.[1];
    if (whole !== undefined) return known(whole, lookup);
    return value.replaceAll(/\$\{([^}]+)\}/g, (_match, name: string) => String(known(name, lookup)));
  }
  if (Array.isArray(value)) return value.map((one) => fillIn(one, lookup));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fillIn(one, lookup)]));
};

const known = (name: string, lookup: Lookup): unknown => {
  const value = lookup(name);
  if (value === undefined) throw new CliError("usage", `Nothing is known of \${${name}}. Give --${name}, or in a script --set ${name}=VALUE.`);
  return value;
};
