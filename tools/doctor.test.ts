import { afterEach, describe, expect, it } from "vitest";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const doctor = fileURLToPath(new URL("./doctor.js", import.meta.url));
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

const listen = async (): Promise<{ readonly server: Server; readonly port: number }> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return { server, port: typeof address === "object" && address ? address.port : 0 };
};

const folder = async (): Promise<string> => {
  const path = await mkdtemp(join(tmpdir(), "drawbridge-doctor-"));
  await chmod(path, 0o711);
  cleanups.push(() => rm(path, { recursive: true, force: true }));
  return path;
};

const freePort = async (): Promise<string> => {
  const { server, port } = await listen();
  server.close();
  await once(server, "close");
  return String(port);
};

const run = async (env: Readonly<Record<string, string>>, script = doctor) => {
  const ports = {
    PORT: await freePort(),
    PLAYGROUND_PORT: await freePort(),
    BANK_PORT: await freePort(),
    CONSOLE_PORT: await freePort(),
    AUTHENTICATOR_PORT: await freePort(),
  };
  const child = spawn(process.execPath, [script], { env: { PATH: process.env["PATH"], DRAWBRIDGE_CHROMIUM: process.execPath, ...ports, ...env } });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, text };
};

describe("the doctor", () => {
  it("finds nothing wrong in an installed house", async () => {
    const { code, text } = await run({ DRAWBRIDGE_DATA: await folder() });
    expect(text).not.toContain("✗");
    expect(text).toContain("Everything is in place");
    expect(code).toBe(0);
  });

  it("names a taken port's variable", async () => {
    const { server, port } = await listen();
    cleanups.push(async () => server.close());
    const { code, text } = await run({ DRAWBRIDGE_DATA: await folder(), PORT: String(port) });
    expect(code).toBe(1);
    expect(text).toMatch(new RegExp(`✗ port ${port} \\(PORT\\) is free\\n.*set PORT to another port`));
  });

  it("knocks at DATABASE_URL, and shows no password", async () => {
    const port = await freePort();
    const { code, text } = await run({ DRAWBRIDGE_DATA: await folder(), DATABASE_URL: `postgresql://me:hidden@127.0.0.1:${port}/x` });
    expect(code).toBe(1);
    expect(text).toContain(`✗ DATABASE_URL answers at 127.0.0.1:${port}`);
    expect(text).not.toContain("hidden");
  });

  it("runs before anything is installed, and says what to run", async () => {
    const root = await folder();
    await mkdir(join(root, "tools"));
    await copyFile(doctor, join(root, "tools", "doctor.js"));
    await writeFile(join(root, "package.json"), '{"type":"module"}');
    const { code, text } = await run({}, join(root, "tools", "doctor.js"));
    expect(code).toBe(1);
    expect(text).toMatch(/✗ packages are installed\n.*npm ci/);
  });

  it("says that install scripts were off", async () => {
    const root = await folder();
    await mkdir(join(root, "tools"));
    await mkdir(join(root, "node_modules", "node"), { recursive: true });
    await copyFile(doctor, join(root, "tools", "doctor.js"));
    await writeFile(join(root, "package.json"), '{"type":"module"}');
    const { text } = await run({}, join(root, "tools", "doctor.js"));
    expect(text).toMatch(/✗ the pinned Node that runs TypeScript\n.*install scripts were off/);
  });

  it("says when the data folder cannot be made", async () => {
    const root = await folder();
    await writeFile(join(root, "file"), "");
    const { code, text } = await run({ DRAWBRIDGE_DATA: join(root, "file", "data") });
    expect(code).toBe(1);
    expect(text).toMatch(/✗ data folder .* can be written\n.*DRAWBRIDGE_DATA/);
  });
});
