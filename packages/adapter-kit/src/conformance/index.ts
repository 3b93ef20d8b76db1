export * from "./describe-adapter.ts";
export * from "./fixture.ts";
