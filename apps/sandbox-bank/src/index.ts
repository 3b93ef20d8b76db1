export * from "./book/institutions.ts";
export * from "./start.ts";
