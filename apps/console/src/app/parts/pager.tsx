/** @jsxImportSource react */
import type { JSX } from "react";
import { Link, useLocation, useSearchParams } from "wouter";

/** The way to the rest of a list, and back to its beginning. */
export const Pager = ({ next }: { readonly next: string | null }): JSX.Element | null => {
  const [path] = useLocation();
  const [params] = useSearchParams();
  const at = (cursor: string | null): string => {
    const query = new URLSearchParams(params);
    if (cursor === null) query.delete("cursor");
    else query.set("cursor", cursor);
    return `${path}?${query}`;
  };
  if (next === null && !params.has("cursor")) return null;
  return (
    <nav className="pager" aria-label="Pages">
      {params.has("cursor") && <Link href={at(null)}>Beginning</Link>}
      {next !== null && <Link href={at(next)}>More</Link>}
    </nav>
  );
};
