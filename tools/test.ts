import { findChromium, findHeadlessShell, findNatsServer, impatient, installPackage } from "./find-programs.ts";
import { runStep } from "./run-step.ts";
import { runTests } from "./run-tests.ts";

if (!findChromium(process.env) && !(installPackage("chromium") && findChromium(process.env))) {
  console.error("The browser tests need Chromium: install it, or set DRAWBRIDGE_CHROMIUM to its path.");
  process.exit(1);
}
if (!findHeadlessShell(process.env) && !installPackage("chromium-headless-shell", impatient)) {
  console.error("The browser tests take longer: without chromium-headless-shell every page is drawn in a window of a whole Chromium.");
}
if (!findNatsServer(process.env) && !installPackage("nats-server", impatient)) {
  console.error("The test of the NATS sink is left out: it needs a nats-server; install one, or set NATS_SERVER to its path.");
}
const checked = runStep("check", ["node", "tools/check.ts"]);
// Once and before all, so that no test waits for it.
const pages = ["widget", "playground", "console", "authenticator-app"];
const built = pages.every((page) => runStep(page, ["node", `apps/${page}/build.ts`]));
const started = performance.now();
const tested = await runTests(process.argv.slice(2));
console.log(`${tested ? "✓" : "✗"} tests ${((performance.now() - started) / 1000).toFixed(1)} s`);
process.exitCode = checked && built && tested ? 0 : 1;
