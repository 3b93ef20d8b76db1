import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { createMc } from "@drawbridge/authenticator";
import { FileInUse, openFileKeyStore } from "@drawbridge/authenticator/node";
import type { AstEnvelope } from "@drawbridge/contract";
import { CliError } from "../cli-error.ts";

/** Where a simulated device lives, and how it sees the world. */
export interface DeviceOptions {
  readonly server: string;
  readonly tenantId: string;
  /** The sealed key store; the key that opens it lies beside it, for the owner alone. */
  readonly file: string;
  readonly clockSkew: number;
}

/** A device without a screen: the real MC, and what it said that nobody waited for yet. */
export interface SimulatedDevice {
  readonly send: (name: string, payload: unknown) => Promise<AstEnvelope>;
  /** The next event of one of these names; null when none comes in time. */
  readonly next: (names: readonly string[], seconds: number) => Promise<AstEnvelope | null>;
  /** The last event of this name. */
  readonly last: (name: string) => AstEnvelope | undefined;
  readonly on: (listener: (event: AstEnvelope) => void) => () => void;
  readonly close: () => Promise<void>;
}

const SECRET_BYTES = 32;

/** The key of the file; made the first time. */
const secretOf = async (file: string): Promise<Uint8Array<ArrayBuffer>> => {
  await mkdir(dirname(file), { recursive: true });
  const path = `${file}.key`;
  await writeFile(path, randomBytes(SECRET_BYTES), { flag: "wx", mode: 0o600 }).catch(() => undefined);
  return new Uint8Array(await readFile(path));
};

const openKeys = async (file: string): Promise<Awaited<ReturnType<typeof openFileKeyStore>>> => {
  const secret = await secretOf(file);
  try {
    return await openFileKeyStore({ path: file, secret });
  } catch (error) {
    if (error instanceof FileInUse) throw new CliError("refused", error.message);
    throw error;
  }
};

/** Opens the device on its file. */
export const openDevice = async ({ server, tenantId, file, clockSkew }: DeviceOptions): Promise<SimulatedDevice> => {
  const keyStore = await openKeys(file);
  const now = (): Date => new Date(Date.now() + clockSkew * 1000);
  const mc = await createMc({ server, keyStore, tenantId, platform: "Desktop", now });
  const fresh: AstEnvelope[] = [];
  const last = new Map<string, AstEnvelope>();
  const waiting = new Set<{ readonly names: readonly string[]; readonly take: (event: AstEnvelope) => void }>();
  mc.on((event) => {
    last.set(event.name, event);
    const waiter = [...waiting].find(({ names }) => names.includes(event.name));
    if (waiter) waiter.take(event);
    else fresh.push(event);
  });
  const wait = (names: readonly string[], seconds: number): Promise<AstEnvelope | null> =>
    new Promise((resolve) => {
      const waiter = { names, take: (event: AstEnvelope) => settle(event) };
      const timer = setTimeout(() => settle(null), seconds * 1000);
      const settle = (event: AstEnvelope | null): void => {
        clearTimeout(timer);
        waiting.delete(waiter);
        resolve(event);
      };
      waiting.add(waiter);
    });
  return {
    send: (name, payload) => mc.send(name, payload),
    next: async (names, seconds) => {
      const at = fresh.findIndex((event) => names.includes(event.name));
      return at === -1 ? wait(names, seconds) : (fresh.splice(at, 1)[0] ?? null);
    },
    last: (name) => last.get(name),
    on: (listener) => mc.on(listener),
    close: () => mc.close(),
  };
};
