import { dirname } from "node:path";
import { buildWidget } from "@drawbridge/widget";
import type { TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import type { Config } from "../src/config.ts";
import { runServer, type RunningServer } from "../src/run-server.ts";

/** One more server on the database and keys of a running Drawbridge, set up differently. */
export const serveBeside = async (drawbridge: TestDrawbridge, wishes: Partial<Config>): Promise<RunningServer> =>
  runServer(
    {
      mode: "development",
      host: "127.0.0.1",
      port: 0,
      playgroundPort: 0,
      bankPort: 0,
      publicOrigin: null,
      databaseUrl: null,
      dataDir: dirname(drawbridge.devFile),
      devFile: null,
      logLevel: "silent",
      ...wishes,
    },
    {
      bankOrigin: drawbridge.bank,
      widgetDist: await buildWidget(),
      say: () => undefined,
      database: Promise.resolve({ storage: drawbridge.storage, wasAlone: false }),
    },
  );
