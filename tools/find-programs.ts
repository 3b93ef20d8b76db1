import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const find = (env: NodeJS.ProcessEnv, names: readonly string[], fixed: readonly string[] = []): string | null => {
  const folders = (env["PATH"] ?? "").split(delimiter);
  const candidates = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...fixed];
  return candidates.find((path) => existsSync(path)) ?? null;
};

/** A path that somebody chose counts alone: a wrong one is not answered with another. */
const chosenOr = (chosen: string | undefined, search: () => string | null): string | null => {
  if (!chosen) return search();
  return existsSync(chosen) ? chosen : null;
};

/** Path of an installed Chromium: `DRAWBRIDGE_CHROMIUM`, then the usual names; null when there is none. */
export const findChromium = (env: NodeJS.ProcessEnv): string | null =>
  chosenOr(env["DRAWBRIDGE_CHROMIUM"], () =>
    find(
      env,
      ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
      ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"],
    ),
  );

/** The same for a Chromium without windows, which takes half the time for each page; not with it come popup blocking, cameras and notifications. */
export const findHeadlessShell = (env: NodeJS.ProcessEnv): string | null =>
  chosenOr(env["DRAWBRIDGE_CHROMIUM"], () => find(env, ["chromium-headless-shell", "chrome-headless-shell"]));

/** Path of an installed NATS server: `NATS_SERVER`, then the usual places; null when there is none. */
export const findNatsServer = (env: NodeJS.ProcessEnv): string | null =>
  chosenOr(env["NATS_SERVER"], () => find(env, ["nats-server"], ["/usr/sbin/nats-server", "/usr/local/bin/nats-server"]));

/** For what may be missing: where nothing can be fetched, that is known soon. */
export const impatient: readonly string[] = ["-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=20", "-o", "Acquire::https::Timeout=20"];

/** Installs a package of Debian where we may; false when we may not, or it could not be had. */
export const installPackage = (name: string, options: readonly string[] = []): boolean => {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return false;
  console.log(`installing ${name} for the tests (apt-get install ${name})`);
  try {
    execFileSync("apt-get", ["update", "-qq", ...options], { stdio: "inherit" });
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...options, name], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    return true;
  } catch {
    return false; // apt-get has said why
  }
};
