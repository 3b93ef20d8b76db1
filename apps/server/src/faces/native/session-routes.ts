import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { sessionList, type ListedSession, type Tenant } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { parseId, printId, type IdKind } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { countedSessionsFields, readCountedSessions } from "./counted-sessions-query.ts";
import { readTimeline } from "../../use-cases/session-timeline.ts";

const closed = { additionalProperties: false } as const;
const Params = Type.Object({ id: Type.String({ maxLength: 100 }) });
const text = Type.Optional(Type.String({ maxLength: 100 }));
const SessionsQuery = Type.Object(
  {
    userId: text,
    /** `open`, or how they ended. */
    end: Type.Optional(Type.Enum(["open", "complete", "exit", "timeout", "error", "abandoned"])),
    from: text,
    to: text,
    cursor: text,
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    ...countedSessionsFields,
  },
  closed,
);

/** Routes of the native API about sessions: the list, one, and its line of time. */
export const nativeSessionRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/sessions", { schema: { querystring: SessionsQuery } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const { userId, end, from, to, cursor, limit } = request.query;
      const found = await sessionList(deps.storage.pool).query({
        tenantId: tenant.id,
        userId: idOf("usr", userId),
        end: end ?? null,
        from: dateOf("from", from),
        to: dateOf("to", to),
        before: idOf("ses", cursor),
        limit,
        counted: readCountedSessions(request.query),
      });
      return { sessions: found.map(printSession), next: found.length === limit ? printId("ses", found.at(-1)?.id ?? "") : null };
    });
    app.get("/v1/sessions/:id", { schema: { params: Params } }, async (request) =>
      printSession(await findListed(deps, await tenantOfBearer(deps, request), request.params.id)),
    );
    app.get("/v1/sessions/:id/timeline", { schema: { params: Params } }, async (request) => {
      const session = await findListed(deps, await tenantOfBearer(deps, request), request.params.id);
      const entries = await readTimeline(deps, session);
      return { session: printSession(session), entries: entries.map(({ at, ...entry }) => ({ at: new Date(at).toISOString(), ...entry })) };
    });
  };

const findListed = async (deps: Deps, tenant: Tenant, id: string): Promise<ListedSession> => {
  const uuid = parseId("ses", id);
  const session = uuid && (await sessionList(deps.storage.pool).byId(tenant.id, uuid));
  if (!session) throw new AppError("NOT_FOUND");
  return session;
};

const idOf = (kind: IdKind, value: string | undefined): string | null => {
  if (value === undefined) return null;
  const uuid = parseId(kind, value);
  if (!uuid) throw new AppError("VALIDATION_FAILED", { detail: `not a ${kind}_… id` });
  return uuid;
};

const dateOf = (name: string, value: string | undefined): Date | null => {
  if (value === undefined) return null;
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) throw new AppError("VALIDATION_FAILED", { detail: `${name} is not a date` });
  return at;
};

const printSession = (session: ListedSession) => ({
  id: printId("ses", session.id),
  userId: printId("usr", session.userId),
  externalId: session.externalId,
  kind: session.kind,
  messages: session.vocabulary,
  locale: session.locale,
  step: session.step,
  createdAt: session.createdAt.toISOString(),
  endedAt: session.endedAt?.toISOString() ?? null,
  endReason: session.endReason,
});
