import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { auditRows, type AuditRow } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type, type Static } from "typebox";
import { verifyAudit } from "../../devices/help-desk/audit.ts";
import { signCheckpoint } from "../../devices/help-desk/audit-checkpoint.ts";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { closed } from "./admin-request.ts";
import { printAuditRow } from "./shapes.ts";

const text = Type.String({ minLength: 1, maxLength: 200 });
const AuditQuery = Type.Object(
  {
    order: Type.Enum(["oldest", "newest"], { default: "oldest" }),
    /** Of the oldest first: only rows after this one. */
    after: Type.Integer({ minimum: 0, default: 0 }),
    /** Of the newest first: only rows before this one. */
    before: Type.Optional(Type.Integer({ minimum: 1 })),
    actor: Type.Optional(text),
    action: Type.Optional(text),
    subject: Type.Optional(text),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
  },
  closed,
);

const readTrail = (deps: Deps, tenantId: string, { order, after, limit, ...filter }: Static<typeof AuditQuery>): Promise<readonly AuditRow[]> => {
  const trail = auditRows(deps.storage.pool);
  if (order === "newest") return trail.latest({ tenantId, limit, ...filter });
  const only = Object.keys(filter).join(", ");
  if (only !== "") throw new AppError("VALIDATION_FAILED", { detail: `only with order=newest: ${only}` });
  return trail.after(tenantId, after, limit);
};

/** The trail and its check. */
export const auditRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/audit", { schema: { querystring: AuditQuery } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const rows = await readTrail(deps, tenant.id, request.query);
      const { limit } = request.query;
      const { no, hash } = await auditRows(deps.storage.pool).head(tenant.id);
      return { rows: rows.map(printAuditRow), head: { no, hash }, next: rows.length === limit ? (rows.at(-1)?.no ?? null) : null };
    });
    app.get("/v1/audit/checkpoint", async (request) => signCheckpoint(deps, (await tenantOfBearer(deps, request)).id));
    app.get("/v1/audit/verification", async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const trail = auditRows(deps.storage.pool);
      return verifyAudit((after) => trail.after(tenant.id, after, 1000), await trail.head(tenant.id));
    });
  };
