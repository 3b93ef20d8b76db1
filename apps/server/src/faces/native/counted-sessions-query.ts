import type { CountedSessions } from "@drawbridge/storage";
import { Type, type Static } from "typebox";
import { AppError } from "../../http/app-error.ts";
import { storedExperience } from "./analytics-question.ts";

const Value = Type.Optional(Type.String({ minLength: 1, maxLength: 200 }));

/** Which sessions: those that a number of the analytics counts, told by the number's own filters. */
export const countedSessionsFields = {
  /** When the session began, as the analytics answer says in `range`. */
  startedFrom: Type.Optional(Type.String({ maxLength: 100 })),
  startedTo: Type.Optional(Type.String({ maxLength: 100 })),
  institution: Value,
  provider: Value,
  device: Value,
  locale: Value,
  experience: Value,
  mode: Value,
  /** A term searched for in vain. */
  term: Value,
  /** An institution chosen though nothing serves it. */
  unsupported: Value,
  /** What it adds to, such as `reached.signed_in` or `left_at.search`. */
  counted: Type.Optional(Type.String({ maxLength: 200, pattern: "^[a-z_]+\\.[^\\u0000]+$" })),
};

const Fields = Type.Object(countedSessionsFields);
type Asked = Static<typeof Fields>;

const parts = ["institution", "provider", "term", "unsupported"] as const;

const invalid = (detail: string): never => {
  throw new AppError("VALIDATION_FAILED", { detail });
};

const partOf = (asked: Asked): CountedSessions["part"] => {
  const named = parts.filter((name) => asked[name] !== undefined);
  if (named.length > 1) return invalid(`${named.join(" and ")} exclude each other`);
  const [name] = named;
  return name && [name, asked[name] ?? ""];
};

const momentOf = (name: string, text: string | undefined): Date | undefined => {
  if (text === undefined) return undefined;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? invalid(`${name} is not a time such as 2026-03-01T09:00:00Z`) : at;
};

/** Reads it. */
export const readCountedSessions = (asked: Asked): CountedSessions => {
  const [family, ...key] = asked.counted?.split(".") ?? [];
  return {
    from: momentOf("startedFrom", asked.startedFrom),
    to: momentOf("startedTo", asked.startedTo),
    device: asked.device,
    locale: asked.locale,
    experience: asked.experience === undefined ? undefined : storedExperience(asked.experience),
    mode: asked.mode,
    part: partOf(asked),
    counted: family === undefined ? undefined : [family, key.join(".")],
  };
};
