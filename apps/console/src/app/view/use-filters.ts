import { useSearchParams } from "wouter";

/** What the numbers can be told apart by, as parameters of an address. */
export const filterNames = ["institution", "provider", "device", "locale", "experience", "mode"] as const;
export type FilterName = (typeof filterNames)[number];

/** The filters of this page's address. */
export const useFilters = (): Readonly<Partial<Record<FilterName, string>>> => {
  const [params] = useSearchParams();
  return Object.fromEntries(filterNames.flatMap((name) => (params.get(name) ? [[name, params.get(name) ?? ""]] : [])));
};
