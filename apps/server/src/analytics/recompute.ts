import { bucketAfter, bucketAt, grains, keptDimensions } from "@drawbridge/domain";
import { analyticsReader, sessionFacts } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import type { Deps } from "../use-cases/deps.ts";
import { keepFacts } from "./keep-facts.ts";
import { rebuildDay, rebuildWeek } from "./rebuild-sums.ts";

/** What a piece of a recomputation found; both changes zero: the numbers were what the log says. */
export interface Recomputed {
  readonly sessions: number;
  readonly changedSessions: number;
  readonly changedSums: number;
  /** Where the next piece begins; null: this was the last. */
  readonly next: string | null;
}

/** Which piece to do: from where the last one ended, for about so long. */
export interface Piece {
  readonly after?: string | undefined;
  readonly forMs?: number;
}

/** Sessions first, after the event that began the last one; then sums, day by day. */
type Place = { readonly at: "sessions"; readonly after: string | null } | { readonly at: "sums"; readonly day: number };

interface Step extends Omit<Recomputed, "next"> {
  readonly next: Place | null;
}

type Means = Pick<Deps, "storage">;

const CHUNK = 1_000; // sessions
const PIECE_MS = 10_000; // of work in one request: any client waits so long, whatever the size of the log
const kept = { dimensions: keptDimensions, grains };
const nothing = { sessions: 0, changedSessions: 0, changedSums: 0 } as const;

const printPlace = (place: Place): string =>
  place.at === "sums" ? `sums:${new Date(place.day).toISOString().slice(0, 10)}` : `sessions:${place.after ?? ""}`;

const sessionsPlace = /^sessions:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const sumsPlace = /^sums:(\d{4}-\d{2}-\d{2})$/;

const readPlace = (text: string | undefined): Place => {
  if (text === undefined) return { at: "sessions", after: null };
  const after = sessionsPlace.exec(text)?.[1];
  if (after !== undefined) return { at: "sessions", after };
  const day = Date.parse(sumsPlace.exec(text)?.[1] ?? "");
  if (Number.isNaN(day)) throw new AppError("VALIDATION_FAILED", { detail: "after is not what the last answer called next" });
  return { at: "sums", day };
};

const firstSums = async ({ storage }: Means, tenantId: string): Promise<Place | null> => {
  const span = await sessionFacts(storage.pool).span(tenantId, kept);
  return span && { at: "sums", day: bucketAt("day", span.from.getTime()) };
};

const refoldPage = async (deps: Means, tenantId: string, after: string | null): Promise<Step> => {
  const page = await sessionFacts(deps.storage.pool).logged(tenantId, after, CHUNK);
  const last = page.at(-1);
  if (!last) return { ...nothing, next: await firstSums(deps, tenantId) };
  const changedSessions = await deps.storage.transaction(async (tx) => {
    await analyticsReader(tx).lock();
    return keepFacts(
      tx,
      page.map(({ sessionId }) => sessionId),
    );
  });
  return { ...nothing, sessions: page.length, changedSessions, next: { at: "sessions", after: last.eventId } };
};

const rebuild = async (deps: Means, tenantId: string, day: number): Promise<Step> => {
  const span = await sessionFacts(deps.storage.pool).span(tenantId, kept);
  const next = bucketAfter("day", day);
  const isLast = span === null || next > span.to.getTime();
  const daily = await rebuildDay(deps, tenantId, day);
  const weekly = isLast || bucketAt("week", next) === next ? await rebuildWeek(deps, tenantId, day) : 0;
  return { ...nothing, changedSums: daily + weekly, next: isLast ? null : { at: "sums", day: next } };
};

const takeStep = (deps: Means, tenantId: string, place: Place): Promise<Step> =>
  place.at === "sessions" ? refoldPage(deps, tenantId, place.after) : rebuild(deps, tenantId, place.day);

/**
 * Works a tenant's numbers out anew: the facts of every session the log still knows, then every sum from the facts.
 * Sessions whose events were forgotten keep their facts. It does so in pieces, each from where the last one ended, and
 * says what it changed; after the last nothing differs.
 */
export const recompute = async (deps: Means, tenantId: string, { after, forMs = PIECE_MS }: Piece): Promise<Recomputed> => {
  const until = performance.now() + forMs;
  let place: Place | null = readPlace(after);
  let found: Omit<Recomputed, "next"> = nothing;
  do {
    const step = await takeStep(deps, tenantId, place);
    found = {
      sessions: found.sessions + step.sessions,
      changedSessions: found.changedSessions + step.changedSessions,
      changedSums: found.changedSums + step.changedSums,
    };
    place = step.next;
  } while (place && performance.now() < until);
  return { ...found, next: place && printPlace(place) };
};
