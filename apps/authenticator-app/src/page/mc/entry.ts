/** What a link to the app carries in its fragment: fragments reach no server. */
export interface EnrolLink {
  readonly tenantId: string;
  readonly userId: string;
  readonly code: string;
}

/** Reads the fragment of an enrol link; null where it is none. */
export const readEnrolLink = (hash: string): EnrolLink | null => {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const [tenantId, userId, code] = ["tenant", "user", "code"].map((name) => fields.get(name) ?? "");
  return tenantId && userId && code ? { tenantId, userId, code } : null;
};

/** Reads a scanned text: the same link as a picture; null where it is none. */
export const readScannedLink = (scanned: string): EnrolLink | null => (URL.canParse(scanned) ? readEnrolLink(new URL(scanned).hash) : null);

/** Spells what was typed as activation codes are spelled: capitals, in groups of five. */
export const spellCode = (typed: string): string => {
  const plain = typed.toUpperCase().replaceAll(/[^A-Z2-7]/g, "");
  return plain.match(/.{1,5}/g)?.join("-") ?? "";
};
