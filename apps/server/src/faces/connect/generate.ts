import { jobTypes } from "@drawbridge/contract";
import { experiences, type Tenant, type User } from "@drawbridge/storage";
import { createLink, type CreatedLink } from "../../use-cases/create-link.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { readExperience } from "../../use-cases/read-link.ts";
import { repairOptions } from "../../use-cases/repair-link.ts";
import type { LinkOptions } from "../../use-cases/session-record.ts";
import { clockOf } from "../../use-cases/tenant-clock.ts";
import { addConnectWebhook, pingStrictly, readWebhookWish } from "../../webhooks/connect-registration.ts";
import { checkConsumerFields, historyOf, institutionSettingsOf, languageOf, redirectUriOf } from "./generate-fields.ts";
import { numberOf } from "./partner.ts";
import { ConnectProblem, missingParameter, unknownResource } from "./problem.ts";
import { customerOf, findLogin, type Body } from "./request.ts";

/** Which generate address was called. */
export type GenerateMode = "full" | "lite" | "fix" | "manage";

/** A generate request of a partner. */
export interface GenerateRequest {
  readonly tenant: Tenant;
  readonly body: Body;
  readonly mode: GenerateMode;
}

/** Makes a Connect link (connect-events.md, 4.2 and 4.3). */
export const generate = async (deps: Deps, request: GenerateRequest): Promise<{ readonly link: string }> => {
  const { tenant, body, mode } = request;
  for (const name of required[mode]) if (body[name] === undefined || body[name] === null) throw missingParameter(name);
  if (numberOf(body["partnerId"]) !== tenant.no) throw new ConnectProblem(401, 10_021, "Not authorized for this partner");
  const user = await customerOf(deps, tenant, { id: body["customerId"], status: 400 });
  checkConsumerFields(body);
  const options = await optionsOf(deps, request, user);
  const singleUse = await spendsLink(deps, request, options);
  const wish = await readWebhookWish(deps, body);
  if (wish) await pingStrictly(deps, tenant, wish);
  const created = await deps.storage.transaction(async (tx) => {
    const kind = options.journey ?? "connect";
    const link = await createLink(deps, { tenant, user, kind, vocabulary: "connect", singleUse, options }, tx);
    if (wish) await addConnectWebhook(deps, tx, { wish, linkId: link.id, tenant, user });
    return link;
  });
  return { link: linkAddress(deps, { request, user, created, experience: options.experience }) };
};

const required: Readonly<Record<GenerateMode, readonly string[]>> = {
  full: ["partnerId", "customerId"],
  lite: ["partnerId", "customerId", "institutionId"],
  fix: ["partnerId", "customerId", "institutionLoginId"],
  manage: ["partnerId", "customerId"],
};

const optionsOf = async (deps: Deps, { tenant, body, mode }: GenerateRequest, user: User): Promise<LinkOptions> => {
  const experience = await experienceOf(deps, tenant, body);
  const redirectUri = redirectUriOf(body);
  const common = {
    jobTypes: [...jobTypes],
    consentStep: experience.consentStep,
    selection: "many" as const,
    institutionId: null,
    redirectUri,
    targetOrigin: null,
    experience: experience.id,
    ...(experience.version !== null && { experienceVersion: experience.version }),
    consumerId: consumerOf(body),
    locale: languageOf(body) ?? experience.language,
  };
  switch (mode) {
    case "full":
      return { ...common, mode, institutionSettings: institutionSettingsOf(body), ...historyOf(body, clockOf(deps, tenant.id)) };
    case "lite":
      return { ...common, mode, institutionId: institutionOf(deps, body) };
    case "fix": {
      const connection = await findLogin(deps, tenant, body["institutionLoginId"]);
      if (!connection || connection.status !== "active" || connection.userId !== user.id) throw unknownResource("institution login");
      return { ...common, mode, ...(await repairOptions(deps, connection, [])), consentStep: false };
    }
    case "manage":
      return { ...common, mode: "full", journey: "manage", consentStep: false };
  }
};

/** `singleUseUrl` beats the experience (4.2). */
const spendsLink = async (deps: Deps, { tenant, body }: GenerateRequest, options: LinkOptions): Promise<boolean> => {
  const asked = body["singleUseUrl"];
  return typeof asked === "boolean" ? asked : (await readExperience(deps.storage.pool, options, tenant.id)).singleUse;
};

interface NamedExperience {
  readonly id: string | null;
  readonly version: number | null;
  readonly consentStep: boolean;
  readonly language: string;
}

/** The experience a body names, in its latest version. A link without one has no consent step (rulings.md 23). */
const experienceOf = async (deps: Deps, tenant: Tenant, body: Body): Promise<NamedExperience> => {
  const { experience } = body;
  if (typeof experience !== "string") return { id: null, version: null, consentStep: false, language: "und" };
  if (experience === "default") return { id: "default", version: null, consentStep: true, language: "und" };
  const found = await experiences(deps.storage.pool).byId(tenant.id, experience.toLowerCase());
  if (!found) throw new ConnectProblem(400, 10_010, "The experience is unknown");
  const { consentStep, language } = found.settings;
  return { id: found.id, version: found.version, consentStep, language };
};

const institutionOf = (deps: Deps, body: Body): string => {
  const no = numberOf(body["institutionId"]);
  const found = no === null ? null : deps.directory.byNo(no);
  if (!found) throw unknownResource("institution");
  return found.record.slug;
};

const consumerOf = ({ consumerId }: Body): string | null => (typeof consumerId === "string" ? consumerId : null);

interface NewLink {
  readonly request: GenerateRequest;
  readonly user: User;
  readonly created: CreatedLink;
  readonly experience: string | null;
}

/** The link's address; its signature alone finds the record. */
const linkAddress = (deps: Deps, { request: { tenant, body, mode }, user, created, experience }: NewLink): string => {
  const consumerId = consumerOf(body);
  const query = new URLSearchParams({
    customerId: String(user.no),
    partnerId: String(tenant.no),
    ...(consumerId !== null && { consumerId }),
    ...(mode === "lite" && { institutionId: String(body["institutionId"]) }),
    ...(experience !== null && { experience }),
    origin: "url",
    signature: created.token,
    timestamp: String(created.createdAt.getTime()),
    ttl: String(created.expiresAt.getTime()),
    ...((mode === "lite" || mode === "fix") && { type: mode }),
  });
  return `${deps.origin()}/?${query}`;
};
