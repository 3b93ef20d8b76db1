import { writeFile } from "node:fs/promises";
import { printPlans } from "./print-plans.ts";

await writeFile(new URL("../../../docs/conformance.md", import.meta.url), printPlans());
