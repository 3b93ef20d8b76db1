import { sessionEventTypes, type LoggedEvent } from "@drawbridge/contract";
import { tenants, users, type EventRow, type Session } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { readLink } from "../../use-cases/read-link.ts";
import { projectConnect } from "../connect/projection.ts";
import { projectWidget } from "../widget/projection.ts";

const typeOf = (name: string): LoggedEvent["type"] | null => sessionEventTypes.find((type) => type === name) ?? null;

/** The messages a host may see of one logged event, in the vocabulary of the link. */
export const projectMessages = async (deps: Deps, session: Session, row: EventRow): Promise<readonly object[]> => {
  const type = typeOf(row.type);
  if (!type) return [];
  const { link, options, experience } = await readLink(deps, session);
  const event: LoggedEvent = {
    ...row, type, sessionId: printId("ses", session.id), tenantId: printId("ten", row.tenantId), occurredAt: row.occurredAt.toISOString(),
  };
  const user = await users(deps.storage.pool).byId(session.tenantId, session.userId);
  if (link.vocabulary === "widget") return projectWidget(event, { userId: printId("usr", session.userId), repairs: options.connectionId !== undefined });
  const tenant = await tenants(deps.storage.pool).byId(session.tenantId);
  return projectConnect(event, {
    mode: options.mode,
    partnerNo: tenant?.no ?? 0,
    customerNo: user?.no ?? 0,
    timestamp: link.createdAt.getTime(),
    ttl: link.expiresAt.getTime(),
    experience: options.experience,
    sessionHex: session.hexId,
    idFormat: experience.idFormat,
  });
};
