import { jobTypes as allJobTypes, type JobType, type PersonPresent } from "@drawbridge/contract";
import { connections, tenants, users, type User } from "@drawbridge/storage";
import type { LinkRequest } from "../../../use-cases/create-link.ts";
import type { Deps } from "../../../use-cases/deps.ts";
import { knownJobTypes } from "../../../use-cases/read-link.ts";
import { repairOptions } from "../../../use-cases/repair-link.ts";
import type { LinkOptions } from "../../../use-cases/session-record.ts";
import type { KnownClient } from "./client-book.ts";
import { jobsNamed, jobsOf } from "./consent-jobs.ts";
import type { Intent } from "./intent.ts";

/** Without `sub` the flow makes the user, for one use. */
export const personOf = (deps: Deps, { id, tenantId }: KnownClient, { userId }: Intent): Promise<User | null> => {
  const people = users(deps.storage.pool);
  return userId === null ? people.create(tenantId, { externalId: null, managedBy: "user", oidcClientId: id }) : people.byHexId(tenantId, userId);
};

/** Who asks for a journey, whose it is, and where it ends. */
export interface AskedJourney {
  readonly client: KnownClient;
  readonly intent: Intent;
  readonly user: User;
  /** Where our page sends the browser at the end. */
  readonly redirectUri: string | null;
  readonly consentStep: boolean;
  /** Who is there, where the client says so. */
  readonly person?: PersonPresent | undefined;
}

/** What a link for it is made with; null: the bank or connection is gone. */
export const linkFor = async (deps: Deps, asked: AskedJourney): Promise<LinkRequest | null> => {
  const { client, intent, user, redirectUri, consentStep, person } = asked;
  const tenant = await tenants(deps.storage.pool).byId(client.tenantId);
  const special = intent.kind === "connect" ? connectOptions(deps, intent) : await repairOf(deps, user, intent);
  if (!tenant || !special) return null;
  const options: LinkOptions = {
    mode: "full",
    journey: intent.kind,
    jobTypes: ["transactions"],
    consentStep,
    selection: "many",
    institutionId: null,
    redirectUri,
    targetOrigin: null,
    experience: null,
    locale: "und",
    ...(intent.consent.transactionFromDateTime !== null && { historyFrom: intent.consent.transactionFromDateTime }),
    ...(person && { person }),
    ...special,
  };
  return { tenant, user, kind: intent.kind, vocabulary: "widget", singleUse: true, options };
};

const connectOptions = (deps: Deps, intent: Extract<Intent, { readonly kind: "connect" }>): Partial<LinkOptions> | null => {
  if (intent.bankId === null) return intent.group === "all" ? {} : { institutionSettings: hideOthers(deps, intent.group) };
  const institution = deps.directory.byBankId(intent.bankId);
  if (!institution) return null;
  // The bank id names one provider's way to the institution.
  const aggregator = institution.record.providers.find(({ bankId }) => bankId === intent.bankId)?.provider;
  const offers = (job: JobType) => deps.directory.offers(institution.id, [job])?.offers ?? [];
  const able = (job: JobType): boolean => offers(job).some(({ provider, support }) => provider.provider === aggregator && support === "full");
  return {
    institutionId: institution.record.slug,
    ...(aggregator !== undefined && { aggregator }),
    jobTypes: jobsOf(intent.consent, allJobTypes.filter(able)),
  };
};

const hideOthers = (deps: Deps, group: string): Record<string, "hidden"> => {
  const belongs = (kind: string, isTest: boolean): boolean => (group === "test" ? isTest : kind === group);
  const others = deps.directory.served().filter(({ institution, provider }) => !belongs(provider.kind, institution.record.isTest));
  return Object.fromEntries(others.map(({ institution }) => [String(institution.no), "hidden"]));
};

const repairOf = async (deps: Deps, user: User, intent: Exclude<Intent, { readonly kind: "connect" }>): Promise<Partial<LinkOptions> | null> => {
  const connection = await connections(deps.storage.pool).byBankConnectionId(user.tenantId, intent.connectionId);
  if (!connection || connection.userId !== user.id || connection.status !== "active") return null;
  const options = await repairOptions(deps, connection, jobsNamed(intent.consent));
  return { ...options, jobTypes: jobsOf(intent.consent, knownJobTypes(options.jobTypes)), journey: intent.kind };
};
