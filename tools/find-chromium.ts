import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const fixed = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

/** Path of an installed Chromium: `DRAWBRIDGE_CHROMIUM`, then the usual names; null when there is none. */
export const findChromium = (env: NodeJS.ProcessEnv): string | null => {
  const chosen = env["DRAWBRIDGE_CHROMIUM"];
  if (chosen) return existsSync(chosen) ? chosen : null;
  const folders = (env["PATH"] ?? "").split(delimiter);
  const candidates = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...fixed];
  return candidates.find((path) => existsSync(path)) ?? null;
};

/** Installs Debian's Chromium where we may; false when we may not. */
export const installChromium = (): boolean => {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return false;
  console.log("installing Chromium for the browser tests (apt-get install chromium)");
  execFileSync("apt-get", ["update", "-qq"], { stdio: "inherit" });
  execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return true;
};
