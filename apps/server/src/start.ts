import { fileURLToPath } from "node:url";
import { startPlayground } from "@drawbridge/playground";
import { startSandboxBank } from "@drawbridge/sandbox-bank";
import { StorageError } from "@drawbridge/storage";
import { buildWidget } from "@drawbridge/widget";
import { join } from "node:path";
import { readConfig, type Config } from "./config.ts";
import { runServer } from "./run-server.ts";
import { seedDevelopment } from "./seed-development.ts";
import { openFileKms } from "./vault/kms.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const say = (line: string): void => console.log(line);

const startAll = async (config: Config): Promise<() => Promise<void>> => {
  const kms = await openFileKms(join(config.dataDir, "kms.json"));
  const widgetDist = await buildWidget();
  const bank = await startSandboxBank({
    port: config.bankPort,
    client: { jwks: { keys: [kms.client.publicKey] }, redirectUris: [`http://${config.host}:${config.port}/oauth/sandbox/redirect_from/`] },
  });
  const server = await runServer(config, { bankOrigin: bank.origin, widgetDist, say });
  const devFile = config.devFile;
  const playground = devFile && (await startPlayground({ port: config.playgroundPort, host: "localhost", serverOrigin: server.origin, bankOrigin: bank.origin, devFile }));
  if (devFile && playground) {
    await seedDevelopment(server.deps.storage, { server: server.origin, playground: playground.origin, bank: bank.origin }, devFile);
    say(`\nDrawbridge is running.\n\n  Playground   ${playground.origin}   open this first\n  Sandbox bank ${bank.origin}   users, passwords, answers\n  Server       ${server.origin}\n  Credentials  ${devFile}\n\nCtrl-C stops everything.`);
  }
  return async () => {
    await (playground || null)?.close();
    await server.close();
    await bank.close();
  };
};

try {
  const stop = await startAll(readConfig(root));
  const stopping = { begun: false };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping.begun) return;
      stopping.begun = true;
      void stop().then(() => process.exit(0));
    });
  }
} catch (error) {
  const known = error instanceof StorageError || (error instanceof Error && "code" in error && error.code === "EADDRINUSE");
  console.error(known && error instanceof Error ? `Drawbridge did not start: ${error.message}` : error);
  process.exit(1);
}
