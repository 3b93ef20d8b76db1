/** An object of unknown fields, as it comes from another window. */
export type UnknownRecord = Readonly<Record<string, unknown>>;

/** Whether a value is a plain object whose fields may be read. */
export const isRecord = (value: unknown): value is UnknownRecord => typeof value === "object" && value !== null && !Array.isArray(value);

/** The record in an object or in a JSON string; null for anything else. */
export const readRecord = (value: unknown): UnknownRecord | null => {
  if (typeof value !== "string") return isRecord(value) ? value : null;
  try {
    const parsed: unknown = JSON.parse(value);
    return isRecord(parsed) ? parsed : null;
  } catch {
    return null;
  }
};
