/** What the stand-alone bank reads from its environment. */
export interface BankConfig {
  readonly port: number;
}

const defaultPort = 3002;

/** Reads `BANK_PORT`; a value that is no port stops the start. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): BankConfig {
  const port = Number(environment["BANK_PORT"] ?? defaultPort);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new RangeError("BANK_PORT must be a port number.");
  return { port };
}
