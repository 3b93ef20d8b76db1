import { spawn, type ChildProcess } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../../tests/free-port.ts";

const script = fileURLToPath(new URL("../src/start.ts", import.meta.url));

/** `npm start` as its own process. */
export interface SpawnedDrawbridge {
  readonly process: ChildProcess;
  readonly origin: string;
  /** Everything it printed. */
  readonly output: () => string;
  /** Resolves once `/health` answers 200; rejects with the output when the process ends first. */
  readonly healthy: () => Promise<void>;
  /** Resolves with what it prints last: the links. */
  readonly running: () => Promise<void>;
  /** Its exit code, once it ended. */
  readonly ended: Promise<number | null>;
}

/** A folder that the database's user can reach. */
export const makeFolder = async (): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> => {
  const path = await mkdtemp(join(tmpdir(), "drawbridge-start-"));
  await chmod(path, 0o711);
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
};

/** Free ports for all services. */
export const freePorts = async () => ({
  PORT: String(await freePort()),
  PLAYGROUND_PORT: String(await freePort()),
  BANK_PORT: String(await freePort()),
  CONSOLE_PORT: String(await freePort()),
  AUTHENTICATOR_PORT: String(await freePort()),
});

/** Starts the real entry file with these variables. */
export const spawnDrawbridge = (env: Readonly<Record<string, string>>, args: readonly string[] = []): SpawnedDrawbridge => {
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env["PATH"], TMPDIR: tmpdir(), DRAWBRIDGE_STORY: "off", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  const origin = `http://127.0.0.1:${env["PORT"]}`;
  const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
    for (;;) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`ended early: ${text}`);
      if (await isSo()) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return {
    process: child,
    origin,
    output: () => text,
    healthy: () =>
      until(() =>
        fetch(`${origin}/health`).then(
          ({ ok }) => ok,
          () => false,
        ),
      ),
    running: () => until(() => text.includes("Drawbridge is running")),
    ended,
  };
};

/** True when something listens there. */
export const listens = (port: string): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );
