import { useMemo } from "react";
import { useSearchParams } from "wouter";
import { exclusive } from "./filter-names.ts";
import { keptParams, readRange, type DayRange } from "./range.ts";

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The range of this page's address. */
export const useRange = (): DayRange => {
  const [params] = useSearchParams();
  const text = params.toString();
  return useMemo(() => readRange(new URLSearchParams(text), { now: new Date(), ownZone }), [text]);
};

const valuesOf = (params: URLSearchParams, name: string): readonly (readonly [string, string])[] => {
  const value = params.get(name);
  return value === null ? [] : [[name, value]];
};

/** An address of the console that keeps the range and the filters of this one. */
export const useAddress = (): ((path: string, more?: Readonly<Record<string, string | null | undefined>>) => string) => {
  const [params] = useSearchParams();
  return (path, more = {}) => {
    const other = exclusive.some((name) => more[name]) ? exclusive : [];
    const kept = keptParams.filter((name) => !(name in more) && !other.some((one) => one === name)).flatMap((name) => valuesOf(params, name));
    const added = Object.entries(more).flatMap(([name, value]) => (value ? [[name, value]] : []));
    const query = new URLSearchParams([...kept.map(([name, value]) => [name, value]), ...added]).toString();
    return query === "" ? path : `${path}?${query}`;
  };
};

/** One parameter of the address, and a way to change it; an empty value removes it. */
export const useParam = (name: string): readonly [string, (value: string) => void] => {
  const [params, setParams] = useSearchParams();
  const change = (value: string): void =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      if (value === "") next.delete(name);
      else next.set(name, value);
      next.delete("cursor");
      return next;
    });
  return [params.get(name) ?? "", change];
};
