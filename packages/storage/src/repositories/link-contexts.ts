import type { ExperienceSettings, RoutingPreferences } from "@drawbridge/contract";
import type { Queryable } from "../storage.ts";
import type { Link } from "./links.ts";
import type { Tenant } from "./tenants.ts";
import type { User } from "./users.ts";

/** Everything that stands behind a session. */
export interface LinkContext {
  readonly link: Link;
  readonly tenant: Pick<Tenant, "id" | "no" | "name" | "policyUrl" | "origins">;
  readonly user: Pick<User, "id" | "no">;
  /** Settings of the version the link names; null: it names none. */
  readonly experience: ExperienceSettings | null;
  /** What the tenant set of its aggregators; null: nothing. */
  readonly routing: RoutingPreferences | null;
}

interface Row extends Link {
  readonly tenantNo: number;
  readonly tenantName: string;
  readonly policyUrl: string | null;
  readonly origins: readonly string[];
  readonly userNo: number;
  readonly experience: ExperienceSettings | null;
  readonly routing: RoutingPreferences | null;
}

// Read with every input and every event, so it is one statement and prepared once for each connection.
const name = "link_context";
const text = `select l.id, l.tenant_id as "tenantId", l.user_id as "userId", l.kind, l.vocabulary, l.single_use as "singleUse", l.options,
    l.created_at as "createdAt", l.expires_at as "expiresAt", l.spent_at as "spentAt",
    t.no as "tenantNo", t.name as "tenantName", t.policy_url as "policyUrl", t.origins, u.no as "userNo", v.settings as experience,
    t.settings -> 'routing' as routing
  from links l
  join tenants t on t.id = l.tenant_id
  join users u on u.id = l.user_id
  left join experience_versions v on v.experience_id::text = l.options ->> 'experience' and v.version = (l.options ->> 'experienceVersion')::integer
  where l.tenant_id = $1 and l.id = $2`;

/** Links with what stands behind them. */
export const linkContexts = (db: Queryable) => ({
  byLink: async (tenantId: string, linkId: string): Promise<LinkContext | null> => {
    const { rows } = await db.query<Row>({ name, text, values: [tenantId, linkId] });
    const [row] = rows;
    if (!row) return null;
    const { tenantNo, tenantName, policyUrl, origins, userNo, experience, routing, ...link } = row;
    return {
      link,
      tenant: { id: link.tenantId, no: tenantNo, name: tenantName, policyUrl, origins },
      user: { id: link.userId, no: userNo },
      experience,
      routing,
    };
  },
});
