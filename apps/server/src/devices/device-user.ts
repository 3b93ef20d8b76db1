import { tenants, users, type Tenant, type User } from "@drawbridge/storage";
import { parseId, printId } from "../ids.ts";
import type { Deps } from "../use-cases/deps.ts";

/** A person as the authenticator names them. */
export interface UserRef {
  readonly tenantId: string;
  readonly userId: string;
}

/** A person with their tenant. */
export interface Person {
  readonly tenant: Tenant;
  readonly user: User;
}

/** The person behind a reference; null when there is none. */
export const findPerson = async (deps: Deps, { tenantId, userId }: UserRef): Promise<Person | null> => {
  const db = deps.storage.pool;
  const tenant = await tenants(db).bySlug(tenantId);
  if (!tenant) return null;
  const uuid = parseId("usr", userId);
  const named = await users(db).byExternalId(tenant.id, userId);
  const user = named ?? (uuid ? await users(db).byId(tenant.id, uuid) : null);
  return user && { tenant, user };
};

/** The person of ids known to the server; a person who was removed meanwhile is null. */
export const personOf = async (deps: Deps, tenantId: string, userId: string): Promise<Person | null> => {
  const [tenant, user] = await Promise.all([tenants(deps.storage.pool).byId(tenantId), users(deps.storage.pool).byId(tenantId, userId)]);
  return tenant && user && { tenant, user };
};

/** External id, else `usr_…` (design.md section 2). */
export const refOf = ({ tenant, user }: Person): UserRef => ({ tenantId: tenant.slug, userId: user.externalId ?? printId("usr", user.id) });

/** What to call the person on a screen; empty when nothing is known. */
export const displayNameOf = ({ profile }: User): string =>
  [profile["firstName"], profile["lastName"]].filter((part): part is string => typeof part === "string" && part !== "").join(" ");
