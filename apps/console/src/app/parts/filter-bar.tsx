/** @jsxImportSource react */
import { Type } from "typebox";
import type { JSX } from "react";
import { useSearchParams } from "wouter";
import { useRead } from "../api/use-read.ts";
import { filterNames } from "../view/filter-names.ts";
import { moment, words } from "../view/format.ts";
import { useRange } from "../view/use-range.ts";

const Named = Type.Object({ name: Type.String() });

const titles: Readonly<Record<string, string>> = {
  startedFrom: "Began from",
  startedTo: "Began before",
  counted: "Counted as",
  unanswered: "Only attempts without an answer",
  unsupported: "Chosen, not supported",
  institutionId: "Institution",
  actor: "Who",
  subject: "To what",
};

const institutions: ReadonlySet<string> = new Set(["institution", "unsupported", "institutionId"]);

/** The filters that are on, each with a way to take it off; nothing when there is none. */
export const FilterBar = ({ also = [] }: { readonly also?: readonly string[] }): JSX.Element | null => {
  const [params, setParams] = useSearchParams();
  const on = [...filterNames, ...also].filter((name) => params.get(name));
  if (on.length === 0) return null;
  const remove = (name: string): void =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      next.delete(name);
      next.delete("cursor");
      return next;
    });
  return (
    <ul className="filters" aria-label="Filters">
      {on.map((name) => (
        <li key={name}>
          <button type="button" className="filter" onClick={() => remove(name)}>
            <FilterText name={name} value={params.get(name) ?? ""} /> <span aria-hidden="true">×</span>
            <span className="visually-hidden">, remove</span>
          </button>
        </li>
      ))}
    </ul>
  );
};

const FilterText = ({ name, value }: { readonly name: string; readonly value: string }): JSX.Element => {
  const { timeZone } = useRange();
  const known = useRead(Named, institutions.has(name) && value.startsWith("ins_") ? `/v1/institutions/${encodeURIComponent(value)}` : null, "once");
  const title = titles[name] ?? words(name);
  if (name === "unanswered") return <>{title}</>;
  if (name.startsWith("started")) return <>{`${title}: ${moment(value, timeZone)}`}</>;
  return <>{`${title}: ${known.data?.name ?? (name === "counted" || name === "failure" ? words(value) : value)}`}</>;
};
