import { join, resolve } from "node:path";
import ipaddr from "ipaddr.js";
import { readAuthGroups, type AuthGroups } from "./auth-groups.ts";
import { readLimits, type LimitWishes } from "./http/limits.ts";

/** How a server is set up; read from the environment once. */
export interface Config {
  readonly mode: "development" | "production";
  readonly host: string;
  readonly port: number;
  readonly playgroundPort: number;
  readonly bankPort: number;
  /** Null or left out: no console beside this server. */
  readonly consolePort?: number | null;
  /** Left out: 3004. The app is beside this server in development only. */
  readonly authenticatorPort?: number;
  /** Address operators reach the console at; null: the address it listens on. */
  readonly consoleOrigin?: string | null;
  /** Address people and clients reach this server at; null: the address it listens on. */
  readonly publicOrigin: string | null;
  /** Null: the embedded PostgreSQL under `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  /** File that `npm start` writes so that scripts find everything; null in production. */
  readonly devFile: string | null;
  readonly logLevel: string;
  /** Whose tokens the widget, data and deletion routes accept; none set up unless given. */
  readonly authGroups?: AuthGroups;
  /** Addresses of proxies whose word on the caller's address is believed; nobody's unless given. */
  readonly trustProxy?: false | string;
  /** Limits of another size than usual. */
  readonly rateLimits?: LimitWishes;
  /** Whether the development tenant gets ninety days of made-up traffic on its first start. */
  readonly story?: boolean;
  /** Bearer that `/metrics` asks for; null: only loopback development serves it. */
  readonly metricsToken?: string | null;
  /** Where traces go; null: nobody traces. */
  readonly tracing?: TracingConfig | null;
  /** Slugs of the tenants that may change the directory, which all tenants share; null: the first tenant. */
  readonly directoryTenants?: readonly string[] | null;
  /** Whether the widget is embedded by pages of other sites, as it is unless given. */
  readonly cookieReach?: "cross-site" | "same-site";
}

const loopback: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "::1"]);

/** True when the development tenant, loopback origins and requests without credentials are acceptable. */
export const isLoopbackDevelopment = (config: Config): boolean => config.mode === "development" && loopback.has(config.host);

/** Traces over OTLP/HTTP. */
export interface TracingConfig {
  readonly url: string;
  /** Share of the traces that begin here. */
  readonly ratio: number;
}

/** A variable that cannot be used; the message says which and why. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const portOf = (env: NodeJS.ProcessEnv, name: string, fallback: number): number => {
  const value = env[name] || String(fallback);
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new ConfigError(`${name} is "${value}", which is not a port number`);
  return port;
};

/** An empty variable counts as none, as in a compose file. */
const setIn = (env: NodeJS.ProcessEnv, name: string): string | null => env[name]?.trim() || null;

const reachOf = (value: string): "cross-site" | "same-site" => {
  if (value === "cross-site" || value === "same-site") return value;
  throw new ConfigError(`DRAWBRIDGE_WIDGET_COOKIE is "${value}"; it can be cross-site or same-site`);
};

const slugsOf = (value: string | null): readonly string[] | null =>
  value
    ?.split(",")
    .map((slug) => slug.trim())
    .filter((slug) => slug !== "") ?? null;

const storyOf = (value: string): boolean => {
  if (value === "on" || value === "off") return value === "on";
  throw new ConfigError(`DRAWBRIDGE_STORY is "${value}"; it can be on or off`);
};

const networks: ReadonlySet<string> = new Set(["loopback", "linklocal", "uniquelocal"]);

const isNetwork = (text: string): boolean => networks.has(text) || ipaddr.isValid(text) || ipaddr.isValidCIDR(text);

/** Addresses, never just anybody: a caller can write that header too. */
const proxyOf = (text: string | null): false | string => {
  if (text === null) return false;
  const parts = text.split(",").map((part) => part.trim());
  if (!parts.every(isNetwork))
    throw new ConfigError(`TRUST_PROXY is "${text}", which is not a list of addresses, networks, loopback, linklocal or uniquelocal`);
  return parts.join(",");
};

const samplers: Readonly<Record<string, (arg: number) => number>> = {
  always_on: () => 1,
  always_off: () => 0,
  traceidratio: (arg) => arg,
  parentbased_always_on: () => 1,
  parentbased_always_off: () => 0,
  parentbased_traceidratio: (arg) => arg,
};

/** The standard variables of OpenTelemetry; headers, resource and batches are read from theirs by the library. */
const tracingOf = (env: NodeJS.ProcessEnv): TracingConfig | null => {
  const base = setIn(env, "OTEL_EXPORTER_OTLP_ENDPOINT");
  const url = setIn(env, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") ?? (base && `${base.replace(/\/+$/, "")}/v1/traces`);
  if (!url || setIn(env, "OTEL_SDK_DISABLED") === "true" || setIn(env, "OTEL_TRACES_EXPORTER") === "none") return null;
  if (!URL.canParse(url)) throw new ConfigError(`OTEL_EXPORTER_OTLP_ENDPOINT is "${base ?? url}", which is not a URL`);
  const name = setIn(env, "OTEL_TRACES_SAMPLER") ?? "parentbased_always_on";
  const ratio = samplers[name]?.(Number(setIn(env, "OTEL_TRACES_SAMPLER_ARG") ?? 1)) ?? Number.NaN;
  if (!(ratio >= 0 && ratio <= 1)) throw new ConfigError(`OTEL_TRACES_SAMPLER "${name}" is not known, or its _ARG is not between 0 and 1`);
  return { url, ratio };
};

/** Reads the configuration; `root` is the folder that holds the default data folder. Throws `ConfigError`. */
export const readConfig = (root: string, env: NodeJS.ProcessEnv = process.env): Config => {
  const production = env["NODE_ENV"] === "production";
  const folder = resolve(root, setIn(env, "DRAWBRIDGE_DATA") ?? ".drawbridge");
  return {
    mode: production ? "production" : "development",
    host: setIn(env, "HOST") ?? "127.0.0.1",
    port: portOf(env, "PORT", 3000),
    playgroundPort: portOf(env, "PLAYGROUND_PORT", 3001),
    bankPort: portOf(env, "BANK_PORT", 3002),
    consolePort: production && !setIn(env, "CONSOLE_PORT") ? null : portOf(env, "CONSOLE_PORT", 3003),
    authenticatorPort: portOf(env, "AUTHENTICATOR_PORT", 3004),
    consoleOrigin: setIn(env, "DRAWBRIDGE_CONSOLE_ORIGIN"),
    publicOrigin: setIn(env, "DRAWBRIDGE_ORIGIN"),
    databaseUrl: setIn(env, "DATABASE_URL"),
    dataDir: folder,
    devFile: production ? null : (setIn(env, "DRAWBRIDGE_DEV_FILE") ?? join(folder, "dev.json")),
    logLevel: setIn(env, "LOG_LEVEL") ?? "warn",
    trustProxy: proxyOf(setIn(env, "TRUST_PROXY")),
    rateLimits: readLimits(setIn(env, "RATE_LIMITS"), (sentence) => new ConfigError(sentence)),
    authGroups: readAuthGroups(env, (sentence) => new ConfigError(sentence)),
    metricsToken: setIn(env, "METRICS_TOKEN"),
    tracing: tracingOf(env),
    story: !production && storyOf(setIn(env, "DRAWBRIDGE_STORY") ?? "on"),
    directoryTenants: slugsOf(setIn(env, "DIRECTORY_TENANTS")),
    cookieReach: reachOf(setIn(env, "DRAWBRIDGE_WIDGET_COOKIE") ?? "cross-site"),
  };
};
