import type { Operation } from "@drawbridge/storage";

/** When nobody can answer an operation any more: until a device has taken it up, that may be sooner than its deadline. */
export const endOf = ({ state, retrieveBy, deadline }: Pick<Operation, "state" | "retrieveBy" | "deadline">): Date =>
  state !== "RETRIEVED" && retrieveBy !== null && retrieveBy < deadline ? retrieveBy : deadline;
