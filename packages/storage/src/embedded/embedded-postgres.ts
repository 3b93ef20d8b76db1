import pg, { type PoolConfig } from "pg";
import { StorageError } from "../storage-error.ts";
import { completeBinaries, findBinaries } from "./binaries.ts";
import { initialise } from "./initialise.ts";
import { choosePlace, makePrivate, type Place } from "./place.ts";
import { findPostmaster, isAlive, launch, stopPostmaster, type Launched, type Postmaster } from "./postmaster.ts";

/** A running PostgreSQL of our own. */
export interface EmbeddedPostgres {
  /** How to connect: the socket folder as host. */
  readonly config: PoolConfig;
  /** Postmaster's process id. */
  readonly pid: number;
  /** Stops the database and everything it started. */
  readonly stop: () => Promise<void>;
}

/** Where to keep it, and who hears about unusual decisions. */
export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly log?: (line: string) => void;
}

const OWNER_LOCK = 715_500; // held by the one server process that owns the embedded database
const LONGEST_START_MS = 60_000; // recovery after a crash may replay a lot
const LONGEST_HANDOVER_MS = 1_000; // the lock of a killed process is free as soon as its connection is noticed gone
const MOST_ATTEMPTS = 200;
const TURN_MS = 25;

/**
 * Starts the PostgreSQL that comes with the npm package, or adopts one whose server process was killed. Only a Unix
 * socket, no TCP port. Throws `StorageError` when another Drawbridge is using the same data folder.
 */
export const startEmbeddedPostgres = async ({ dataDir, log = () => undefined }: EmbeddedOptions): Promise<EmbeddedPostgres> => {
  const native = findBinaries();
  await completeBinaries(native);
  const place = await choosePlace(dataDir, { native, log });
  await makePrivate(place.socket, place.asRoot);
  for (let attempt = 1; ; attempt += 1) {
    const postmaster = await serve(place);
    const owned = await own(postmaster, place).catch((error: unknown) => {
      if (error instanceof StorageError || attempt === MOST_ATTEMPTS) throw error;
      return null; // it went away in this moment: its owner was stopping it
    });
    if (owned) return owned;
    await pause();
  }
};

/** How to connect to the embedded PostgreSQL that a server runs on this folder; null: none runs. Starts and owns nothing. */
export const findEmbeddedPostgres = async (dataDir: string): Promise<PoolConfig | null> => {
  const place = await choosePlace(dataDir, { native: findBinaries(), log: () => undefined });
  const running = await findPostmaster(place);
  return running && (await answers(configOf(running))) ? configOf(running) : null;
};

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, TURN_MS));

const configOf = ({ socket }: Postmaster): PoolConfig => ({ host: socket, user: "drawbridge", database: "postgres" });

/** A database that answers: one that runs, or one that we start. Two starts at once may both try; one of them wins. */
const serve = async (place: Place): Promise<Postmaster> => {
  const deadline = Date.now() + LONGEST_START_MS;
  let said = "";
  while (Date.now() < deadline) {
    const running = await findPostmaster(place);
    if (running) {
      if (await untilReady(running, { deadline, isGone: () => !isAlive(running.pid) })) return running;
      continue;
    }
    await initialise(place);
    const child = launch(place);
    if (await untilReady(child, { deadline, isGone: child.hasExited })) return child;
    said = child.said();
    if (!isPassing(child)) throw new StorageError(`PostgreSQL did not start: ${said}`);
    await pause();
  }
  throw new StorageError(`PostgreSQL did not answer within ${LONGEST_START_MS / 1000} s: ${said}`);
};

/** Another start was faster, or what a killed database left behind is still going away. */
const isPassing = (child: Launched): boolean => /lock file "postmaster\.pid"|lock file ".*\.lock"|shared memory block/.test(child.said());

const untilReady = async (
  postmaster: Postmaster,
  { deadline, isGone }: { readonly deadline: number; readonly isGone: () => boolean },
): Promise<boolean> => {
  while (Date.now() < deadline && !isGone()) {
    if (await answers(configOf(postmaster))) return !isGone();
    await pause();
  }
  return false;
};

const answers = async (config: PoolConfig): Promise<boolean> => {
  const client = new pg.Client(config);
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
};

/** Takes the owner's lock: free on an orphan, held when a second server starts. */
const own = async (postmaster: Postmaster, place: Place): Promise<EmbeddedPostgres> => {
  const config = configOf(postmaster);
  const owner = new pg.Client(config);
  owner.on("error", () => undefined);
  await owner.connect();
  if (!(await takeLock(owner))) {
    await owner.end();
    throw new StorageError(`another Drawbridge already runs on the data folder ${place.data}; stop it, or set DRAWBRIDGE_DATA to another folder`);
  }
  return {
    config,
    pid: postmaster.pid,
    stop: async () => {
      // The lock is held to the end: a start in this moment waits for the database to go instead of adopting it.
      await stopPostmaster(postmaster.pid);
      await owner.end().catch(() => undefined);
    },
  };
};

const takeLock = async (owner: pg.Client): Promise<boolean> => {
  const deadline = Date.now() + LONGEST_HANDOVER_MS;
  for (;;) {
    const { rows } = await owner.query<{ taken: boolean }>("select pg_try_advisory_lock($1) as taken", [OWNER_LOCK]);
    if (rows[0]?.taken) return true;
    if (Date.now() > deadline) return false;
    await pause();
  }
};
