export * from "./choose-locale.ts";
