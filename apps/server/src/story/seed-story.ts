import { randomBytes } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import { experiences, newIdAt, pastSessions, type Institution, type PastSession, type Tenant } from "@drawbridge/storage";
import { defaultExperience } from "@drawbridge/contract";
import { printId } from "../ids.ts";
import type { Deps } from "../use-cases/deps.ts";
import { recordEvents } from "../webhooks/record-events.ts";
import { createChance } from "./chance.ts";
import { planStory, type StoryCast } from "./plan-story.ts";
import { playVisit, type PlayedVisit } from "./play-visit.ts";
import type { StoryBank, VisitPlan } from "./visit-plan.ts";

const SEED = 20_260_301;
const AT_ONCE = 50; // sessions a transaction
const slugs = ["drawbridge-bank", "harbour-bank", "lantern-bank", "single-sync-bank", "no-history-bank"] as const;

const bankOf = ({ id, no, record }: Institution, connectable: boolean): StoryBank => ({
  id: printId("ins", id),
  no,
  slug: record.slug,
  name: record.name,
  signIn: record.providers.some(({ supportsOauth }) => supportsOauth) ? "redirect" : "form",
  provider: connectable ? "sandbox" : null,
});

const castOf = (deps: Deps, experienceId: string): StoryCast => {
  const found = slugs.flatMap((slug) => deps.directory.resolve(slug, []) ?? []);
  const banks = found.flatMap(({ uuid }) => deps.directory.byUuid(uuid) ?? []).map((bank) => bankOf(bank, true));
  const unserved = deps.directory.offered().filter(({ record }) => record.providers.length === 0 || !record.isTest);
  return { banks, unsupported: unserved.slice(0, 3).map((bank) => bankOf(bank, false)), experienceId, now: deps.now() };
};

/** The experience of the story, with the release that went wrong and the one that mended it. */
const makeExperience = (deps: Deps, tenant: Tenant): Promise<string> =>
  deps.storage.transaction(async (tx) => {
    const settings = { ...defaultExperience, name: "Onboarding" };
    const id = await experiences(tx).create(tenant.id, settings, deps.now());
    for (const brandColor of ["#0b5fff", "#0b5fff", "#7a1fa2", "#0b5fff"]) {
      await experiences(tx).revise({ tenantId: tenant.id, id }, { ...settings, brandColor }, deps.now());
    }
    return id;
  });

const pastOf = (plan: VisitPlan, sessionId: string, { rows, state }: PlayedVisit): PastSession => {
  const last = rows.at(-1)?.occurredAt ?? plan.startedAt;
  return {
    id: sessionId,
    linkId: newIdAt(plan.startedAt, 0),
    userId: plan.userId,
    hexId: randomBytes(32).toString("hex"),
    kind: plan.mode === "fix" ? "reauth" : "connect",
    options: {
      mode: plan.mode,
      journey: plan.mode === "fix" ? "reauth" : "connect",
      jobTypes: ["transactions"],
      consentStep: false,
      selection: "many",
      institutionId: plan.mode === "full" ? null : (plan.bank?.slug ?? null),
      redirectUri: null,
      targetOrigin: null,
      experience: plan.experience?.id ?? null,
      ...(plan.experience && { experienceVersion: plan.experience.version }),
      locale: plan.locale,
    },
    flow: state,
    lastSeq: rows.length,
    locale: plan.locale,
    startedAt: plan.startedAt,
    lastAt: last,
    endedAt: state.step.at === "ended" ? last : null,
    endReason: state.step.at === "ended" ? state.step.reason : null,
  };
};

/** Stores visits as the server would have, had they happened: sessions, and their events through the one way to append. */
export const storeVisits = (deps: Pick<Deps, "storage">, tenantId: string, plans: readonly VisitPlan[]): Promise<void> =>
  deps.storage.transaction(async (tx) => {
    const played = plans.map((plan) => {
      const sessionId = newIdAt(plan.startedAt, 0);
      return { plan, sessionId, visit: playVisit(plan, { tenantId, sessionId }) };
    });
    await pastSessions(tx).add(
      tenantId,
      played.map(({ plan, sessionId, visit }) => pastOf(plan, sessionId, visit)),
    );
    // One append for all: no link of the story has webhooks of its own, which are what a session would be asked for.
    await recordEvents(
      tx,
      played.flatMap(({ visit }) => visit.rows),
    );
  });

/**
 * Gives a tenant ninety days of believable traffic, once: a bank's outage, a release that went wrong on phones, pay days
 * and people who come back. Killed halfway it stays half a story. `stopped` ends it early.
 */
export const seedStory = async (deps: Deps, tenant: Tenant, stopped: () => boolean): Promise<number> => {
  if (!(await pastSessions(deps.storage.pool).begin(tenant.id, "story"))) return 0;
  const cast = castOf(deps, await makeExperience(deps, tenant));
  if (cast.banks.length === 0) return 0;
  let [stored, batch]: [number, VisitPlan[]] = [0, []];
  const flush = async (): Promise<void> => {
    await storeVisits(deps, tenant.id, batch);
    stored += batch.length;
    batch = [];
    await breathe(); // people come first
  };
  for (const plan of planStory(cast, createChance(SEED))) {
    if (stopped()) return stored;
    batch.push(plan);
    if (batch.length === AT_ONCE) await flush();
  }
  if (batch.length > 0) await flush();
  return stored;
};
