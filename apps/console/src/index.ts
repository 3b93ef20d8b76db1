export { startConsole } from "./start-console.ts";
export type { Console, ConsoleOptions } from "./start-console.ts";
