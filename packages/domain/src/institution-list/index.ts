export * from "./check-list.ts";
export * from "./compare-list.ts";
export { listColumns, type ListEntry, type ListProvider } from "./read-entry.ts";
export * from "./refusals-csv.ts";
