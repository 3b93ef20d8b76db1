import { StorageError } from "@drawbridge/storage";
import { Type } from "typebox";
import { Value } from "typebox/value";
import type { Config } from "./config.ts";

const variableOf = (port: number, config: Config): string => {
  if (port === config.bankPort) return "BANK_PORT";
  if (port === config.consolePort) return "CONSOLE_PORT";
  if (port === config.authenticatorPort) return "AUTHENTICATOR_PORT";
  return port === config.playgroundPort ? "PLAYGROUND_PORT" : "PORT";
};

const ListenError = Type.Object({ code: Type.String(), port: Type.Number(), address: Type.Optional(Type.String()) });

/** One sentence for a start that failed for a reason people can change; null for a bug. */
export const explainStart = (error: unknown, config: Config): string | null => {
  if (error instanceof StorageError) return error.message;
  if (!Value.Check(ListenError, error)) return null;
  const { code, port, address } = error;
  if (code === "EADDRINUSE") return `port ${port} is already in use; stop what uses it, or set ${variableOf(port, config)} to another one`;
  if (code === "EACCES") return `port ${port} may not be opened by this user; set ${variableOf(port, config)} to one above 1023`;
  return code === "EADDRNOTAVAIL" ? `${address ?? config.host} is not an address of this machine; set HOST to another one` : null;
};
