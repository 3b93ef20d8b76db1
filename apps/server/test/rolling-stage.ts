import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request as ask, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandboxBank } from "@drawbridge/sandbox-bank";
import { cloneDatabase } from "@drawbridge/storage/testing";
import { buildWidget } from "@drawbridge/widget";
import { freePort } from "../../../tests/free-port.ts";
import { runServer, type RunningServer } from "../src/run-server.ts";
import { seedDevelopment } from "../src/seed-development.ts";
import { openFileKms } from "../src/vault/kms.ts";

/** One address, and servers behind it that take requests in turn. */
const startFront = async (port: number, servers: ReadonlyMap<RunningServer, number>): Promise<Server> => {
  const turn = { count: 0 };
  const front = createServer((request, response) => {
    turn.count += 1;
    const server = [...servers.values()][turn.count % servers.size] ?? 0;
    const { url: path, method, headers } = request;
    const onward = ask({ host: "127.0.0.1", port: server, path, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((listening) => front.listen(port, "127.0.0.1", listening));
  return front;
};

/** Keys, a database, a bank that knows the keys, and no server yet: those come and go behind one address. */
export const openRolling = async (prepareKeys: (place: { readonly devFile: string; readonly databaseUrl: string }) => Promise<void>) => {
  const dataDir = await mkdtemp(join(tmpdir(), "drawbridge-rolling-"));
  const { config, drop } = await cloneDatabase(process.env["DRAWBRIDGE_TEST_PG"] ?? "", "seeded");
  const { host = "", user = "", database = "" } = config;
  const place = {
    devFile: join(dataDir, "dev.json"),
    databaseUrl: `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}`,
  };
  const keyFile = join(dataDir, "kms.json");
  await openFileKms(keyFile);
  await prepareKeys(place);
  const { client } = await openFileKms(keyFile);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const redirectUris = [`${origin}/oauth/sandbox/redirect_from/`];
  const bank = await startSandboxBank({ port: 0, client: { jwks: { keys: [...client.publicKeys] }, redirectUris } });
  const widgetDist = await buildWidget();
  const servers = new Map<RunningServer, number>();
  const front = await startFront(port, servers);
  const started: RunningServer[] = [];
  const unasked = { mode: "development", host: "127.0.0.1", playgroundPort: 0, bankPort: 0, devFile: null, logLevel: "silent" } as const;

  const start = async (): Promise<RunningServer> => {
    const own = await freePort();
    const server = await runServer(
      { ...unasked, port: own, publicOrigin: origin, databaseUrl: place.databaseUrl, dataDir },
      { bankOrigin: bank.origin, sandboxBank: bank, widgetDist, say: () => undefined },
    );
    started.push(server);
    if (started.length === 1)
      await seedDevelopment(server.deps, { server: origin, playground: "http://localhost:3001", bank: bank.origin }, place.devFile);
    servers.set(server, own);
    return server;
  };
  const headers = { authorization: "Bearer development-api-token-1", "content-type": "application/json" };
  return {
    ...place,
    server: origin,
    start,
    /** New requests go elsewhere. */
    leave: (server: RunningServer): boolean => servers.delete(server),
    api: (path: string, init?: { readonly method: string; readonly body: unknown }) =>
      fetch(`${origin}${path}`, {
        method: init?.method ?? "GET",
        headers: { ...headers, "idempotency-key": crypto.randomUUID() },
        ...(init && { body: JSON.stringify(init.body) }),
      }),
    close: async (): Promise<void> => {
      front.closeAllConnections();
      front.close();
      await Promise.all(started.map((server) => server.close()));
      await bank.close();
      await drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
