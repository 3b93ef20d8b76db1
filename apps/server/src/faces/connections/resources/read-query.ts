import type { FastifyRequest } from "fastify";
import { ConnectionsProblem } from "../problem.ts";

/** Query of a request; keys nobody knows are ignored, also bare ones (connections.md, T1). */
export class Query {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor({ query }: Pick<FastifyRequest, "query">) {
    this.#values = typeof query === "object" && query !== null ? { ...query } : {};
  }

  /** Every value of a key, repeated or separated by commas; null: the key is absent or empty. */
  list(name: string): readonly string[] | null {
    const value = this.#values[name] ?? this.#values[`${name}[]`];
    const parts = (Array.isArray(value) ? value : [value]).filter((part): part is string => typeof part === "string");
    const found = parts.flatMap((part) => part.split(",")).filter((part) => part !== "");
    return found.length === 0 ? null : found;
  }

  /** The first value; null: absent or empty. */
  text(name: string): string | null {
    const value = this.#values[name];
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === "string" && first !== "" ? first : null;
  }

  flag(name: string): boolean | null {
    const text = this.text(name);
    if (text === null) return null;
    if (text !== "true" && text !== "false") throw wrong(name, "true or false");
    return text === "true";
  }

  /** One of some words; undefined: absent or empty. */
  choice<const Word extends string>(name: string, words: readonly Word[]): NoInfer<Word> | undefined {
    const text = this.text(name);
    const word = words.find((one) => one === text);
    if (text !== null && word === undefined) throw wrong(name, `one of ${words.join(", ")}`);
    return word;
  }

  /** A whole number within bounds. */
  number(name: string, { least, most, usual }: { readonly least: number; readonly most: number; readonly usual: number }): number {
    const text = this.text(name);
    if (text === null) return usual;
    const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : -1;
    if (value < least || value > most) throw wrong(name, `a number from ${least} to ${most}`);
    return value;
  }

  /** An instant; of a day without a time its first or last moment. */
  moment(name: string, edge: "start" | "end"): Date | null {
    const text = this.text(name);
    if (text === null) return null;
    const day = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text);
    const at = new Date(day ? `${text}T${edge === "start" ? "00:00:00.000" : "23:59:59.999"}Z` : text);
    if (Number.isNaN(at.getTime()) || !/^[0-9]{4}-/.test(text)) throw wrong(name, "a date");
    return at;
  }
}

const wrong = (name: string, what: string): ConnectionsProblem => new ConnectionsProblem(400, "BadRequest", `${name} must be ${what}`);

/** Which part of a list is asked for. */
export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** Reads `limit` and `offset`. */
export const pageOf = (query: Query, { usual, most }: { readonly usual: number; readonly most: number }): Page => ({
  offset: query.number("offset", { least: 0, most: 999_999_999, usual: 0 }),
  limit: query.number("limit", { least: 1, most, usual }),
});
