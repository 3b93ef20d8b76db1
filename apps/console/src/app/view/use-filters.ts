import { useSearchParams } from "wouter";
import { filterNames, type FilterName } from "./filter-names.ts";

/** The filters of this page's address. */
export const useFilters = (): Readonly<Partial<Record<FilterName, string>>> => {
  const [params] = useSearchParams();
  return Object.fromEntries(filterNames.flatMap((name) => (params.get(name) ? [[name, params.get(name) ?? ""]] : [])));
};
