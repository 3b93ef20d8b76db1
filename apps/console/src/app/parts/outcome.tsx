/** @jsxImportSource react */
import type { JSX } from "react";
import { Failed } from "./states.tsx";
import type { Doing } from "./use-deed.ts";

/** What came of the last change. */
export const Outcome = ({ doing: { problem, done } }: { readonly doing: Doing }): JSX.Element | null => {
  if (problem) return <Failed problem={problem} />;
  return done === null ? null : <p className="notice notice-ok">{done}</p>;
};
