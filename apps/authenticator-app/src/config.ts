import type { AuthenticatorAppOptions } from "./serve/start-authenticator-app.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads `AUTHENTICATOR_PORT`, `SERVER_ORIGIN` and `TENANT`; a bad value stops the start. */
export const readConfig = (environment: Environment = process.env): AuthenticatorAppOptions => ({
  port: readPort(environment["AUTHENTICATOR_PORT"] || "3004"),
  host: "localhost",
  serverOrigin: new URL(environment["SERVER_ORIGIN"] || "http://127.0.0.1:3000").origin,
  tenantId: environment["TENANT"] || "development",
});

const readPort = (text: string): number => {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new RangeError("AUTHENTICATOR_PORT must be a port number.");
  return port;
};
