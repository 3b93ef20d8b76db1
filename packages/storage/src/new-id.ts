import { v7 } from "uuid";

/** A new UUID version 7 (RFC 9562): unique, and ordered by the time it was made. */
export const newId = (): string => v7();
