/** What `npm start -- --help` prints. */
export const usage = `Drawbridge: the self-hosted road between a person's banks and a product.

  npm start              starts the server, the sandbox bank and the playground, and prints their links
  npm run dev            the same, and starts again when a source changes
  npm run doctor         says what this machine still lacks
  npm start -- --help    prints this

Variables

  PORT                   port of the server                        3000
  PLAYGROUND_PORT        port of the playground                    3001
  BANK_PORT              port of the sandbox bank                  3002
  HOST                   address the server listens on             127.0.0.1
  DRAWBRIDGE_ORIGIN      address people reach the server at        http://HOST:PORT
  DRAWBRIDGE_DATA        folder of the database and the keys       .drawbridge
  DATABASE_URL           a PostgreSQL 15 or newer of your own      (the embedded one)
  DRAWBRIDGE_DEV_FILE    file that tells scripts where things are  DRAWBRIDGE_DATA/dev.json
  TRUST_PROXY            proxies whose X-Forwarded-For is believed  (none)
  RATE_LIMITS            requests a minute, as data=5000,links=2000 (see ADR 0004)
  LOG_LEVEL              fatal, error, warn, info, debug, trace    warn
  NODE_ENV               "production" makes no development tenant  development

The data folder holds the embedded PostgreSQL (a Unix socket, no port) and kms.json, the keys that
open what is stored: back both up together. Removing the folder starts from nothing.`;

/** The links, the first one to open on top. */
export const links = (origins: { readonly playground: string; readonly bank: string; readonly server: string }, devFile: string): string => `
Drawbridge is running.

  Playground    ${origins.playground}   open this first
  Sandbox bank  ${origins.bank}   users, passwords, answers
  Server        ${origins.server}   API and connect pages
  Credentials   ${devFile}

Ctrl-C stops everything.`;
