import { Type } from "typebox";
import { EntityNo, userEvent } from "./fields.ts";

/** A term that is told to a host: three letters or digits; the page also waits for 300 ms of rest (connect-events.md, 8.4). */
export const toldSearchTerm = String.raw`^(?:[^\p{L}\p{N}]*[\p{L}\p{N}]){3}`;

/** A person searched: total hits and the number of searches so far (R1e). */
export const searchInstitutionsShapes = {
  SearchInstitutions: userEvent("SearchInstitutions", {
    searchTerm: Type.String({ pattern: toldSearchTerm }),
    resultCount: Type.Integer({ minimum: 0 }),
    attempts: Type.Integer({ minimum: 1 }),
  }),
};

/** A person chose an institution; an unsupported choice is told too. */
export const selectInstitutionShapes = {
  SelectInstitution: userEvent("SelectInstitution", { institutionId: EntityNo, supported: Type.Boolean() }),
};
