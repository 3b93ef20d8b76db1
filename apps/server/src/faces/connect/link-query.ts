import { tenants, users, type Link } from "@drawbridge/storage";
import { AppError } from "../../http/app-error.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { findLink } from "../../use-cases/open-session.ts";

/** Finds the link behind a Connect URL; a query that contradicts its record ends like a spent one (connect-events.md, 4.3). */
export const connectLinkOf = async (deps: Deps, query: Readonly<Record<string, string>>): Promise<Link> => {
  const link = await findLink(deps, query["signature"] ?? "");
  const tenant = await tenants(deps.storage.pool).byId(link.tenantId);
  const user = await users(deps.storage.pool).byId(link.tenantId, link.userId);
  const record: Readonly<Record<string, string>> = {
    partnerId: String(tenant?.no), customerId: String(user?.no), timestamp: String(link.createdAt.getTime()), ttl: String(link.expiresAt.getTime()),
  };
  const contradicts = Object.entries(record).some(([name, value]) => query[name] !== undefined && query[name] !== value);
  if (contradicts) throw new AppError("LINK_SPENT", { extra: { vocabulary: "connect", hosts: { origins: tenant?.origins ?? [], loopback: deps.loopbackDevelopment } } });
  return link;
};
