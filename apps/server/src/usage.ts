/** What `npm start -- --help` prints. */
export const usage = `Drawbridge: the self-hosted road between a person's banks and a product.

  npm start              starts the server, the sandbox bank, the playground and the console, and prints their links
  npm run dev            the same, and starts again when a source changes
  npm run doctor         says what this machine still lacks
  npm start -- --sources runs the sources as they are, without bundling them first
  npm start -- --help    prints this

Variables

  PORT                   port of the server                        3000
  PLAYGROUND_PORT        port of the playground                    3001
  BANK_PORT              port of the sandbox bank                  3002
  CONSOLE_PORT           port of the console                       3003
  AUTHENTICATOR_PORT     port of the authenticator app             3004
  HOST                   address the server listens on             127.0.0.1
  DRAWBRIDGE_ORIGIN      address people reach the server at        http://HOST:PORT
  DRAWBRIDGE_CONSOLE_ORIGIN  address operators reach the console at  http://HOST:CONSOLE_PORT
  DRAWBRIDGE_DATA        folder of the database and the keys       .drawbridge
  DATABASE_URL           a PostgreSQL 15 or newer of your own      (the embedded one)
  DRAWBRIDGE_DEV_FILE    file that tells scripts where things are  DRAWBRIDGE_DATA/dev.json
  TRUST_PROXY            proxies whose X-Forwarded-For is believed  (none)
  DIRECTORY_TENANTS      tenants that may change institutions, which all share  (the first one)
  RATE_LIMITS            requests a minute, as data=5000,links=2000 (see ADR 0004)
  LOG_LEVEL              fatal, error, warn, info, debug, trace    warn
  NODE_ENV               "production" makes no development tenant  development

The data folder holds the embedded PostgreSQL (a Unix socket, no port) and the keys that open what
is stored (kms.json, kms-*.json and kms-keks): back everything up together. Removing the folder starts from nothing.`;

/** Where everything runs. */
export interface RunningAt {
  readonly playground: string;
  readonly bank: string;
  readonly server: string;
  readonly console: string;
  readonly authenticator: string;
  /** The link that sets the app up for the person of the playground; null: that person has a device. */
  readonly enrolLink: string | null;
  /** The one-time link that makes the first operator; null: there is one. */
  readonly firstOperator: string | null;
}

/** The links, the first one to open on top. */
export const links = (origins: RunningAt, devFile: string): string => `
Drawbridge is running.

  Playground    ${origins.playground}   open this first
  Console       ${origins.console}${origins.firstOperator === null ? "" : `\n                the first operator, once, within a day: ${origins.firstOperator}`}
  Authenticator ${origins.authenticator}${origins.enrolLink === null ? "" : `\n                set it up for the person of the playground: ${origins.enrolLink}`}
  Sandbox bank  ${origins.bank}   users, passwords, answers
  Server        ${origins.server}   API and connect pages
  Credentials   ${devFile}

Ctrl-C stops everything.`;
