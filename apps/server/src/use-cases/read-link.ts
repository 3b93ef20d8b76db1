import { defaultExperience, jobTypes as allJobTypes, type ExperienceSettings, type JobType } from "@drawbridge/contract";
import { experiences, linkContexts, type Queryable, type Session } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import type { Deps } from "./deps.ts";
import type { LinkOptions } from "./session-record.ts";

const CONSENT_DAYS = 90; // design.md section 2, "consent"

/** Keeps the known job types of a stored list. */
export const knownJobTypes = (names: readonly string[]): readonly JobType[] => allJobTypes.filter((name) => names.includes(name));

/** The experience a link was made with; without one the default applies. */
export const readExperience = async (db: Queryable, options: LinkOptions, tenantId: string): Promise<ExperienceSettings> => {
  const { experience: id, experienceVersion } = options;
  if (id === null || id === "default" || experienceVersion === undefined) return defaultExperience;
  const found = await experiences(db).byId(tenantId, id, experienceVersion);
  return found?.settings ?? defaultExperience;
};

/** Everything that stands behind a session: its link, tenant, user and experience. */
export const readLink = async (deps: Deps, session: Pick<Session, "id" | "tenantId" | "linkId">, db: Queryable = deps.storage.pool) => {
  const context = await linkContexts(db).byLink(session.tenantId, session.linkId);
  if (!context) throw new AppError("UNEXPECTED", { detail: `session ${session.id} has lost its link` });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by createLink in exactly this shape
  const options = context.link.options as LinkOptions;
  return {
    ...context,
    options,
    experience: context.experience ?? defaultExperience,
    jobTypes: knownJobTypes(options.jobTypes),
    consentDays: CONSENT_DAYS,
  };
};

/** What `readLink` gives. */
export type LinkFacts = Awaited<ReturnType<typeof readLink>>;
