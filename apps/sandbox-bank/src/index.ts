export * from "./book/institutions.ts";
