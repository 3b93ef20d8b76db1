import { findChromium, installChromium } from "./find-chromium.ts";
import { runStep } from "./run-step.ts";

if (!findChromium(process.env) && !(installChromium() && findChromium(process.env))) {
  console.error("The browser tests need Chromium: install it, or set DRAWBRIDGE_CHROMIUM to its path.");
  process.exit(1);
}
const checked = runStep("check", ["node", "tools/check.ts"]);
const tested = runStep("tests", ["vitest", "run"]);
process.exitCode = checked && tested ? 0 : 1;
