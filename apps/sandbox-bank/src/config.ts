import { Type, type Static } from "typebox";
import { Value } from "typebox/value";

const ClientKeys = Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.String())) });

/** What the stand-alone bank reads from its environment. */
export interface BankConfig {
  readonly port: number;
  /** Public keys and return addresses of the client of the redirect institutions; without keys they refuse it. */
  readonly client: {
    readonly jwks: Static<typeof ClientKeys>;
    readonly redirectUris: readonly string[];
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

const defaultPort = 3002;

/**
 * Reads `BANK_PORT`, `BANK_CLIENT_JWKS` (a JSON Web Key Set) and `BANK_REDIRECT_URIS` (separated by commas).
 * A value that cannot be read stops the start.
 */
export function readConfig(environment: Environment = process.env): BankConfig {
  const jwks: unknown = JSON.parse(environment["BANK_CLIENT_JWKS"] ?? '{"keys":[]}');
  const uris = (environment["BANK_REDIRECT_URIS"] ?? "").split(",").map((uri) => uri.trim());
  return {
    port: readPort(environment["BANK_PORT"]),
    client: {
      jwks: Value.Parse(ClientKeys, jwks),
      redirectUris: uris.filter((uri) => URL.canParse(uri)),
    },
  };
}

function readPort(text: string | undefined): number {
  const port = Number(text ?? defaultPort);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new RangeError("BANK_PORT must be a port number.");
  return port;
}
