import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { newId, tenants, type Storage } from "@drawbridge/storage";
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
}

/** Makes the development tenant and writes `dev.json`. */
export const seedDevelopment = async (storage: Storage, origins: Origins, devFile: string): Promise<void> => {
  await tenants(storage.pool).upsert({
    id: newId(), slug: DEVELOPMENT_TENANT, name: "Example Budget", partnerSecretHash: hashToken(credentials.partnerSecret),
    appKeyHash: hashToken(credentials.appKey), apiTokenHash: hashToken(credentials.apiToken), policyUrl: null, origins: [origins.playground],
  });
  const tenant = await tenants(storage.pool).bySlug(DEVELOPMENT_TENANT);
  const content = {
    ...origins,
    tenant: { partnerId: String(tenant?.no), partnerSecret: credentials.partnerSecret, appKey: credentials.appKey },
    api: { token: credentials.apiToken },
  };
  await mkdir(dirname(devFile), { recursive: true });
  await writeFile(`${devFile}.new`, `${JSON.stringify(content, null, 2)}\n`);
  await rename(`${devFile}.new`, devFile);
};
