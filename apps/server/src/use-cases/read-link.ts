import { jobTypes as allJobTypes, type JobType } from "@drawbridge/contract";
import { links, tenants, users, type Queryable, type Session } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import type { Deps } from "./deps.ts";
import type { LinkOptions } from "./session-record.ts";

const CONSENT_DAYS = 90; // design.md section 2, "consent"

/** Keeps the known job types of a stored list. */
export const knownJobTypes = (names: readonly string[]): readonly JobType[] =>
  allJobTypes.filter((name) => names.includes(name));

/** Everything that stands behind a session: its link, tenant and user. */
export const readLink = async (deps: Deps, session: Session, db: Queryable = deps.storage.pool) => {
  const link = await links(db).byId(session.tenantId, session.linkId);
  const tenant = await tenants(db).byId(session.tenantId);
  const user = await users(db).byId(session.tenantId, session.userId);
  if (!link || !tenant || !user) throw new AppError("UNEXPECTED", { detail: `session ${session.id} has lost its link` });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by createLink in exactly this shape
  const options = link.options as LinkOptions;
  return { link, options, tenant, user, jobTypes: knownJobTypes(options.jobTypes), consentDays: CONSENT_DAYS };
};
