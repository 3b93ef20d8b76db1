import type { QueryConfig } from "pg";

/** A statement that each database connection parses once and plans for good; for what runs many times a second. */
export const prepared =
  (name: string, text: string) =>
  (values: readonly unknown[]): QueryConfig => ({ name, text, values: [...values] });
