import { v7 } from "uuid";

/** A new UUID version 7 (RFC 9562): unique, and ordered by the time it was made. */
export const newId = (): string => v7();

/** An id as it would have been made at another time; `order` parts those of one millisecond. */
export const newIdAt = (at: Date, order: number): string => v7({ msecs: at.getTime(), seq: order });
