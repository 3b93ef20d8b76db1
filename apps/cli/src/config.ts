import { fileURLToPath } from "node:url";
import type { Surroundings } from "./run-cli.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The terminal, the environment and this checkout's folder. */
export const cliSurroundings = (): Surroundings => ({
  env: process.env,
  root,
  say: (text) => process.stdout.write(`${text}\n`),
  complain: (text) => process.stderr.write(`${text}\n`),
});
