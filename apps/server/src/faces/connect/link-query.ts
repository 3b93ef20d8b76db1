import { tenants, users, type Link } from "@drawbridge/storage";
import { AppError } from "../../http/app-error.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { findLink } from "../../use-cases/open-session.ts";
import type { LinkOptions } from "../../use-cases/session-record.ts";

type Query = Readonly<Record<string, string>>;

/** Finds the link behind a Connect URL; a query that contradicts its record ends like a spent one (connect-events.md, 4.3). */
export const connectLinkOf = async (deps: Deps, query: Query): Promise<Link> => {
  const link = await findLink(deps, query["signature"] ?? "");
  const tenant = await tenants(deps.storage.pool).byId(link.tenantId);
  const user = await users(deps.storage.pool).byId(link.tenantId, link.userId);
  const record: Query = {
    partnerId: String(tenant?.no),
    customerId: String(user?.no),
    timestamp: String(link.createdAt.getTime()),
    ttl: String(link.expiresAt.getTime()),
    ...recordOf(deps, link, query),
  };
  const contradicts = Object.entries(record).some(([name, value]) => query[name] !== undefined && query[name] !== value);
  if (contradicts)
    throw new AppError("LINK_SPENT", {
      extra: { vocabulary: "connect", hosts: { origins: tenant?.origins ?? [], loopback: deps.loopbackDevelopment } },
    });
  return link;
};

/** What the link was made for; an empty text matches no key a link carries. */
const recordOf = (deps: Deps, { options }: Link, query: Query): Query => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by createLink in exactly this shape
  const { mode, experience, institutionId, consumerId } = options as LinkOptions;
  const named = deps.directory.byNo(Number(query["institutionId"]));
  return {
    type: mode,
    experience: experience ?? "",
    institutionId: named && named.record.slug === institutionId ? String(named.no) : "",
    ...(consumerId !== undefined && { consumerId: consumerId ?? "" }),
  };
};
