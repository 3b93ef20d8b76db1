import type { Secret } from "@drawbridge/adapter-kit";
import type { Static, TSchema } from "typebox";
import { Value } from "typebox/value";

/** What a secret of ours holds; null for one that somebody else made. */
export const readSecret = <Schema extends TSchema>(schema: Schema, secret: Secret): Static<Schema> | null => {
  try {
    const held: unknown = JSON.parse(secret.reveal());
    return Value.Check(schema, held) ? held : null;
  } catch {
    return null;
  }
};
