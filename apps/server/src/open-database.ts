import { joinServers, migrate, openStorage, startEmbeddedPostgres, type Storage } from "@drawbridge/storage";
import type { Config } from "./config.ts";
import type { StopList } from "./stop-list.ts";

/** The database, up to date. */
export interface Database {
  readonly storage: Storage;
  /** True when no other server used it at the start. */
  readonly wasAlone: boolean;
}

/** Opens the database of `DATABASE_URL` or the embedded one, and brings it to this release's tables. */
export const openDatabase = async (
  config: Config,
  { say, stops }: { readonly say: (line: string) => void; readonly stops: StopList },
): Promise<Database> => {
  const address = config.databaseUrl ? { connectionString: config.databaseUrl } : await startEmbedded(config, { say, stops });
  const storage = await openStorage(address);
  await stops.add(storage.close);
  await migrate(storage);
  const presence = await joinServers(address);
  await stops.add(presence.leave);
  return { storage, wasAlone: presence.wasAlone };
};

const startEmbedded = async (config: Config, { say, stops }: { readonly say: (line: string) => void; readonly stops: StopList }) => {
  const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, log: say });
  await stops.add(embedded.stop);
  return embedded.config;
};
