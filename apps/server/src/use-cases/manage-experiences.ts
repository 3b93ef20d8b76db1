import { jobTypes, type ExperienceSettings } from "@drawbridge/contract";
import { themeOf } from "@drawbridge/domain";
import { experiences, users, type Experience, type Tenant } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import { createLink, type CreatedLink, type LinkRequest } from "./create-link.ts";
import type { Deps } from "./deps.ts";

/** Refuses settings that people could not use: unreadable colours, institutions nobody knows. */
const check = (deps: Deps, settings: ExperienceSettings): void => {
  const theme = themeOf(settings);
  if (theme.outcome === "poor_contrast") {
    const [worst] = theme.pairs;
    const detail = `${worst?.brand} on ${worst?.against} has a contrast of ${worst?.ratio}; ${worst?.needed} is needed`;
    throw new AppError("POOR_CONTRAST", { detail, extra: { pairs: theme.pairs } });
  }
  const unknown = settings.popularInstitutions.find((id) => !deps.directory.resolve(id, []));
  if (unknown !== undefined) throw new AppError("INSTITUTION_NOT_FOUND", { detail: `popularInstitutions: ${unknown} does not exist` });
};

const unknownExperience = (): AppError => new AppError("EXPERIENCE_NOT_FOUND");

/** Makes an experience; its first version. */
export const createExperience = async (deps: Deps, tenant: Tenant, settings: ExperienceSettings): Promise<Experience> => {
  check(deps, settings);
  const id = await deps.storage.transaction((tx) => experiences(tx).create(tenant.id, settings, deps.now()));
  return findExperience(deps, tenant, { id });
};

/** Adds a version. Links made before keep theirs. */
export const reviseExperience = async (
  deps: Deps,
  tenant: Tenant,
  change: { readonly id: string | null; readonly settings: ExperienceSettings },
): Promise<Experience> => {
  const { id, settings } = change;
  check(deps, settings);
  const version = id && (await deps.storage.transaction((tx) => experiences(tx).revise({ tenantId: tenant.id, id }, settings, deps.now())));
  if (!id || !version) throw unknownExperience();
  return findExperience(deps, tenant, { id });
};

/** One version of an experience, the latest unless named. */
export const findExperience = async (
  deps: Deps,
  tenant: Tenant,
  wanted: { readonly id: string | null; readonly version?: number | undefined },
): Promise<Experience> => {
  const found = wanted.id && (await experiences(deps.storage.pool).byId(tenant.id, wanted.id, wanted.version));
  if (!found) throw unknownExperience();
  return found;
};

const PREVIEW_USER = "drawbridge-preview"; // sessions of previews are this user's, so that they can be told apart

const DRAFT_LIFE_MS = 86_400_000; // longer than any link to one

/** A link that shows what somebody writes before it is saved. Refuses what could not be saved. */
export const previewDraft = async (deps: Deps, tenant: Tenant, settings: ExperienceSettings): Promise<CreatedLink> => {
  check(deps, settings);
  const at = deps.now();
  const old = new Date(at.getTime() - DRAFT_LIFE_MS);
  const id = await deps.storage.transaction((tx) => experiences(tx).createDraft(tenant.id, settings, { at, old }));
  return previewExperience(deps, tenant, await findExperience(deps, tenant, { id }));
};

/** A link that shows an experience, older versions too. */
export const previewExperience = async (deps: Deps, tenant: Tenant, { id, version, settings }: Experience): Promise<CreatedLink> => {
  const user = await users(deps.storage.pool).findOrCreateByExternalId(tenant.id, PREVIEW_USER);
  const request: LinkRequest = {
    tenant,
    user,
    kind: "connect",
    vocabulary: "connect",
    singleUse: settings.singleUse,
    options: {
      mode: "full",
      jobTypes: [...jobTypes],
      consentStep: settings.consentStep,
      selection: "many",
      institutionId: null,
      redirectUri: null,
      targetOrigin: null,
      experience: id,
      experienceVersion: version,
      locale: settings.language,
    },
  };
  return deps.storage.transaction((tx) => createLink(deps, request, tx));
};
