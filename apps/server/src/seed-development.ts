import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { newId, tenants, type Tenant } from "@drawbridge/storage";
import { seedOidcClients } from "./seed-oidc-clients.ts";
import type { Deps } from "./use-cases/deps.ts";
import { IDENTITY_PATH, RESOURCE_PATH } from "./faces/connections/identity/identity.ts";
import { AppError } from "./http/app-error.ts";
import { hashToken } from "./http/token-hash.ts";
import { DEVELOPMENT_TENANT } from "./http/tenant-of.ts";

/** Fixed credentials of the development tenant; the server refuses to make it outside development mode. */
const credentials = {
  partnerSecret: "development-secret-1",
  appKey: "development-app-key-1",
  apiToken: "development-api-token-1",
} as const;

/** Where everything is, for people and scripts. */
export interface Origins {
  readonly server: string;
  readonly playground: string;
  readonly bank: string;
  readonly console?: string;
  readonly authenticator?: string;
}

/** Makes the development tenant, writes `dev.json` and answers the tenant. */
export const seedDevelopment = async (deps: Deps, origins: Origins, devFile: string): Promise<Tenant> => {
  const { storage } = deps;
  const known = await tenants(storage.pool).bySlug(DEVELOPMENT_TENANT); // what its people changed stays
  await tenants(storage.pool).upsert({
    id: newId(),
    slug: DEVELOPMENT_TENANT,
    name: known?.name ?? "Example Budget",
    partnerSecretHash: hashToken(credentials.partnerSecret),
    appKeyHash: hashToken(credentials.appKey),
    apiTokenHash: hashToken(credentials.apiToken),
    policyUrl: null,
    origins: [...new Set([...(known?.origins ?? []), origins.playground])],
  });
  const tenant = await tenants(storage.pool).bySlug(DEVELOPMENT_TENANT);
  if (!tenant) throw new AppError("UNEXPECTED", { detail: "the development tenant was not stored" });
  const content = {
    ...origins,
    tenant: { partnerId: String(tenant.no), partnerSecret: credentials.partnerSecret, appKey: credentials.appKey },
    api: { token: credentials.apiToken },
    oidc: {
      issuer: deps.identity.issuer(),
      identity: `${origins.server}${IDENTITY_PATH}`,
      resource: `${origins.server}${RESOURCE_PATH}`,
      clients: await seedOidcClients(deps, tenant, { playground: origins.playground, devFile }),
    },
  };
  await mkdir(dirname(devFile), { recursive: true });
  await writeFile(`${devFile}.new`, `${JSON.stringify(content, null, 2)}\n`);
  await rename(`${devFile}.new`, devFile);
  return tenant;
};
