import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMc, type Mc } from "@drawbridge/authenticator";
import { openFileKeyStore } from "@drawbridge/authenticator/node";
import { quantile } from "../session/measure.ts";
import type { BenchServer } from "../session/server.ts";
import { newPerson, PIN } from "./people.ts";

/** What a login with the PIN costs, for the real client core. */
export interface LoginFigures {
  readonly logins: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Requests and their answers from the proof's first message to the session. */
  readonly roundTrips: number;
  readonly clientCpuMs: number;
  readonly serverCpuMs: number;
}

const nextOf = (mc: Mc, name: string): Promise<void> =>
  new Promise((resolve) => {
    const stop = mc.on((event) => {
      if (event.name !== name) return;
      stop();
      resolve();
    });
  });

/** Counts requests while work is done. */
const countRequests = async (work: () => Promise<void>): Promise<number> => {
  const real = globalThis.fetch;
  const seen = { logins: 0 };
  globalThis.fetch = (input, init) => {
    if (typeof init?.body === "string" && init.body.includes('"name":"login.')) seen.logins += 1;
    return real(input, init);
  };
  try {
    await work();
  } finally {
    globalThis.fetch = real;
  }
  return seen.logins;
};

/** Logs in again and again with one app; each login is the whole of OPAQUE with the PIN stretched by Argon2id. */
export const measureLogins = async (server: BenchServer, logins: number): Promise<LoginFigures> => {
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-bench-mc-"));
  const person = await newPerson(server, "bench-logins");
  const keyStore = await openFileKeyStore({ path: join(folder, "device"), secret: crypto.getRandomValues(new Uint8Array(32)) });
  const mc = await createMc({ server: server.origin, keyStore, tenantId: "development", platform: "Desktop", road: "post" });
  const app = { locale: "en", appName: "bench", version: { major: 1, minor: 0, build: 0 } };
  try {
    await mc.call("Start", app);
    await mc.call("Activate", { userIdentifier: person.ref, activationCode: person.code, pin: PIN, autoLogin: false });
    const logIn = async (): Promise<void> => {
      const done = nextOf(mc, "LoginResult");
      await mc.call("Login", { userIdentifier: person.ref, pin: PIN });
      await done;
    };
    const restart = async (): Promise<void> => void (await mc.call("Restart", app));
    const roundTrips = await countRequests(logIn);
    const figures = { times: [] as number[], clientMs: 0, serverMs: 0 };
    for (let nth = 0; nth < logins; nth += 1) {
      await restart();
      const [cpu, serverCpu, begun] = [process.cpuUsage(), server.cpuMs(), performance.now()];
      await logIn();
      figures.times.push(performance.now() - begun);
      const used = process.cpuUsage(cpu);
      figures.clientMs += (used.user + used.system) / 1000;
      figures.serverMs += server.cpuMs() - serverCpu;
    }
    const { times, clientMs, serverMs } = figures;
    return {
      logins,
      p50Ms: quantile(times, 0.5),
      p95Ms: quantile(times, 0.95),
      roundTrips,
      clientCpuMs: clientMs / logins,
      serverCpuMs: serverMs / logins,
    };
  } finally {
    await mc.close();
    await rm(folder, { recursive: true, force: true });
  }
};
