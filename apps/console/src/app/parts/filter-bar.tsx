/** @jsxImportSource react */
import type { JSX } from "react";
import { useSearchParams } from "wouter";
import { words } from "../view/format.ts";
import { filterNames, useFilters } from "../view/use-filters.ts";

/** The filters that are on, each with a way to take it off; nothing when there is none. */
export const FilterBar = (): JSX.Element | null => {
  const filters = useFilters();
  const [, setParams] = useSearchParams();
  const on = filterNames.filter((name) => filters[name] !== undefined);
  if (on.length === 0) return null;
  const remove = (name: string): void =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      next.delete(name);
      return next;
    });
  return (
    <ul className="filters" aria-label="Filters">
      {on.map((name) => (
        <li key={name}>
          <button type="button" className="filter" onClick={() => remove(name)}>
            {words(name)}: {filters[name]} <span aria-hidden="true">×</span>
            <span className="visually-hidden">, remove</span>
          </button>
        </li>
      ))}
    </ul>
  );
};
