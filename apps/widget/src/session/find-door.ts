/** How this page was opened, as `POST /session` wants to hear it. */
export type Door =
  | { readonly door: "connect"; readonly query: Readonly<Record<string, string>> }
  | { readonly door: "native"; readonly link: string }
  | { readonly door: "resume"; readonly handle?: string };

/** What a door is read from. */
export interface Entrance {
  readonly search: string;
  readonly hash: string;
  /** Content of the server's boot element, if there is one. */
  readonly boot: string | null;
}

/** The door of an address: a signed link, a native link, a widget handle, or a reload. */
export const findDoor = ({ search, hash, boot }: Entrance): Door => {
  const query = new URLSearchParams(search);
  if (query.has("signature")) return { door: "connect", query: Object.fromEntries(query) };
  const link = new URLSearchParams(hash.replace(/^#/, "")).get("link");
  if (link) return { door: "native", link };
  const handle = boot === null ? null : readHandle(boot);
  return handle === null ? { door: "resume" } : { door: "resume", handle };
};

const readHandle = (boot: string): string | null => {
  const value: unknown = JSON.parse(boot);
  if (typeof value !== "object" || value === null || !("handle" in value)) return null;
  return typeof value.handle === "string" ? value.handle : null;
};
