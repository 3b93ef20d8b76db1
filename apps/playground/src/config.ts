import type { PlaygroundOptions } from "./start-playground.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads `PLAYGROUND_PORT`, `SERVER_ORIGIN`, `BANK_ORIGIN` and `DRAWBRIDGE_DEV_FILE`; a bad value stops the start. */
export const readConfig = (environment: Environment = process.env): PlaygroundOptions => ({
  port: readPort(environment["PLAYGROUND_PORT"] ?? "3001"),
  host: "localhost",
  serverOrigin: new URL(environment["SERVER_ORIGIN"] ?? "http://127.0.0.1:3000").origin,
  bankOrigin: new URL(environment["BANK_ORIGIN"] ?? "http://localhost:3002").origin,
  devFile: environment["DRAWBRIDGE_DEV_FILE"] ?? ".drawbridge/dev.json",
});

const readPort = (text: string): number => {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new RangeError("PLAYGROUND_PORT must be a port number.");
  return port;
};
