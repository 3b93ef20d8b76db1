import { join } from "node:path";
import { buildConsole } from "@drawbridge/console/build.ts";
import { startPlayground } from "@drawbridge/playground";
import { startSandboxBank, type SandboxBank } from "@drawbridge/sandbox-bank";
import { buildWidget } from "@drawbridge/widget";
import type { Config } from "./config.ts";
import { inviteToAuthenticator } from "./devices/activation/invite-to-authenticator.ts";
import { DEVELOPMENT_TENANT } from "./http/tenant-of.ts";
import type { Database } from "./open-database.ts";
import { runServer } from "./run-server.ts";
import { seedDevelopment } from "./seed-development.ts";
import type { StopList } from "./stop-list.ts";
import { startStory } from "./story/start-story.ts";
import { links } from "./usage.ts";
import { inviteFirstOperator } from "./operators/invite-operator.ts";
import { invitationUrl } from "./faces/native/operator-routes.ts";
import { openFileKms } from "./vault/kms.ts";

/** What a start is given. */
export interface Start {
  readonly database: Promise<Database>;
  readonly stops: StopList;
  readonly say: (line: string) => void;
}

// Its own list is done by then; the database must not go while one of its steps still needs it.
const SERVER_STOPS_MS = 18_000;

/** The bank starts before the server that knows how far its tenants' clocks were turned. */
interface BankClock {
  aheadMs: () => number;
}

const startBank = async (config: Config, stops: StopList, clock: BankClock): Promise<SandboxBank> => {
  const kms = await openFileKms(join(config.dataDir, "kms.json"));
  const bank = await startSandboxBank({
    port: config.bankPort,
    now: () => new Date(Date.now() + clock.aheadMs()),
    stateFile: join(config.dataDir, "sandbox-bank.json"),
    client: {
      jwks: { keys: [...kms.client.publicKeys] },
      redirectUris: [`${config.publicOrigin ?? `http://${config.host}:${config.port}`}/oauth/sandbox/redirect_from/`],
    },
  });
  await stops.add(bank.close);
  return bank;
};

// A passkey belongs to a name: an address that is a number can have none.
const nameOf = (host: string): string => (host === "127.0.0.1" ? "localhost" : host);

/** Starts the console where one is wanted; answers where it is. */
const openConsole = async ({ host, consolePort = null, consoleOrigin = null }: Config, serverOrigin: string, stops: StopList): Promise<string> => {
  if (consolePort === null) return consoleOrigin ?? serverOrigin;
  const { startConsole } = await import("@drawbridge/console"); // people's pages do not wait for it
  const opened = await startConsole({ host: nameOf(host), port: consolePort, serverOrigin, publicOrigin: consoleOrigin });
  await stops.add(opened.close);
  return opened.origin;
};

/** Starts the reference app of the authenticator for the development tenant; answers where it is. */
const openAuthenticator = async ({ authenticatorPort = 3004 }: Config, serverOrigin: string, stops: StopList): Promise<string> => {
  const { startAuthenticatorApp } = await import("@drawbridge/authenticator-app");
  const opened = await startAuthenticatorApp({ port: authenticatorPort, host: "localhost", serverOrigin, tenantId: DEVELOPMENT_TENANT });
  await stops.add(opened.close);
  return opened.origin;
};

/** Starts bank, server, console, playground and authenticator app; what can go side by side does. */
export const startEverything = async (config: Config, { database, stops, say }: Start): Promise<void> => {
  await database; // its refusals come first: a second start must say that it is the second
  const clock: BankClock = { aheadMs: () => 0 };
  const sandboxBank = startBank(config, stops, clock);
  const bankOrigin = sandboxBank.then(({ origin }) => origin);
  const widgetDist = buildWidget();
  const consoleDist = config.consolePort === null || config.consolePort === undefined ? null : buildConsole();
  for (const beside of [sandboxBank, bankOrigin, widgetDist, consoleDist ?? widgetDist]) beside.catch(() => undefined); // the server awaits them
  const consoleAt = { origin: config.consoleOrigin ?? "" };
  const server = await runServer(config, {
    bankOrigin,
    sandboxBank,
    widgetDist,
    say,
    database,
    consoleOrigin: () => consoleAt.origin,
    isStopping: stops.isStopping,
  });
  clock.aheadMs = server.deps.tenantClocks.furthestMs;
  await stops.add(server.close, SERVER_STOPS_MS);
  await consoleDist;
  consoleAt.origin = await openConsole(config, server.origin, stops);
  const { devFile } = config;
  if (!devFile) return say(`Drawbridge is running at ${server.origin}`);
  const serverOrigin = server.origin;
  const playground = await startPlayground({ port: config.playgroundPort, host: "localhost", serverOrigin, bankOrigin: await bankOrigin, devFile });
  await stops.add(playground.close);
  const authenticator = await openAuthenticator(config, serverOrigin, stops);
  const origins = { server: serverOrigin, playground: playground.origin, bank: await bankOrigin, console: consoleAt.origin, authenticator };
  const tenant = await seedDevelopment(server.deps, origins, devFile);
  const first = await inviteFirstOperator(server.deps, tenant);
  const enrolLink = await inviteToAuthenticator(server.deps, tenant, authenticator);
  say(links({ ...origins, enrolLink, firstOperator: first && invitationUrl(server.deps, first.token) }, devFile));
  if (config.story) await stops.add(startStory(server.deps, { tenant, playground: playground.origin }));
};
