import { join } from "node:path";

/** How a server is set up; read from the environment once. */
export interface Config {
  readonly mode: "development" | "production";
  readonly host: string;
  readonly port: number;
  readonly playgroundPort: number;
  readonly bankPort: number;
  /** Address people and clients reach this server at; null: the address it listens on. */
  readonly publicOrigin: string | null;
  /** Null: the embedded PostgreSQL under `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  /** File that `npm start` writes so that scripts find everything; null in production. */
  readonly devFile: string | null;
  readonly logLevel: string;
}

const loopback: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "::1"]);

/** True when the development tenant, loopback origins and requests without credentials are acceptable. */
export const isLoopbackDevelopment = (config: Config): boolean =>
  config.mode === "development" && loopback.has(config.host);

const portOf = (value: string | undefined, fallback: number): number => {
  const port = Number(value ?? fallback);
  return Number.isInteger(port) && port >= 0 && port < 65_536 ? port : fallback;
};

/** Reads the configuration; `root` is the folder that holds the default data folder. */
export const readConfig = (root: string, env: NodeJS.ProcessEnv = process.env): Config => {
  const production = env["NODE_ENV"] === "production";
  const folder = env["DRAWBRIDGE_DATA"] ?? join(root, ".drawbridge");
  return {
    mode: production ? "production" : "development",
    host: env["HOST"] ?? "127.0.0.1",
    port: portOf(env["PORT"], 3000),
    playgroundPort: portOf(env["PLAYGROUND_PORT"], 3001),
    bankPort: portOf(env["BANK_PORT"], 3002),
    publicOrigin: env["DRAWBRIDGE_ORIGIN"] ?? null,
    databaseUrl: env["DATABASE_URL"] ?? null,
    dataDir: folder,
    devFile: production ? null : (env["DRAWBRIDGE_DEV_FILE"] ?? join(folder, "dev.json")),
    logLevel: env["LOG_LEVEL"] ?? "warn",
  };
};
