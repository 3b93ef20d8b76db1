export * from "./check-list.ts";
export * from "./compare-list.ts";
export * from "./map-provider.ts";
export { listColumns, type ListEntry, type ListProvider } from "./read-entry.ts";
export * from "./refusals-csv.ts";
