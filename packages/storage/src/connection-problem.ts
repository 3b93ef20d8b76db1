import pg, { type PoolConfig } from "pg";
import { StorageError } from "./storage-error.ts";

/** What went wrong, by system or SQLSTATE code, in words for whoever set the address. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOENT: "there is no such socket",
  EACCES: "its socket may not be opened by this user",
  ENOTFOUND: "its host name is unknown",
  EAI_AGAIN: "its host name cannot be looked up",
  ETIMEDOUT: "it does not answer",
  EHOSTUNREACH: "its host cannot be reached",
  ENETUNREACH: "its network cannot be reached",
  ECONNRESET: "it closed the connection",
  "28P01": "the password is wrong",
  "28000": "the role may not log in",
  "3D000": "there is no such database",
  "53300": "it has no connection left",
  "57P03": "it is starting up or shutting down",
};

const codeOf = (error: unknown): string => (typeof error === "object" && error !== null && "code" in error ? String(error.code) : "");

/** The address without its password. */
const addressOf = (config: PoolConfig): string => {
  const { host, port, database, user } = new pg.Client(config);
  return `${user ?? ""}@${host}${host.startsWith("/") ? "" : `:${port}`}/${database ?? ""}`;
};

/** One sentence instead of a driver's error; never says the password. */
export const connectionProblem = (error: unknown, config: PoolConfig): StorageError => {
  if (error instanceof StorageError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const why = reasons[codeOf(error)] ?? (/timeout/i.test(text) ? "it does not answer" : text);
  return new StorageError(`the database ${addressOf(config)} cannot be used: ${why}${config.connectionString ? "; check DATABASE_URL" : ""}`, {
    cause: error,
  });
};

/** Refuses an address that is not one, before the driver throws its own error. */
export const checkAddress = (config: PoolConfig): void => {
  try {
    addressOf(config);
  } catch (cause) {
    throw new StorageError("DATABASE_URL is not an address like postgresql://user:password@host:5432/database", { cause });
  }
};
