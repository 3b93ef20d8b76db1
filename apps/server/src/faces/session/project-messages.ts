import { sessionEventTypes, type LoggedEvent } from "@drawbridge/contract";
import type { EventRow, Session } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import type { LinkFacts } from "../../use-cases/read-link.ts";
import { projectConnect } from "../connect/projection.ts";
import { projectWidget } from "../widget/projection.ts";

const types: ReadonlyMap<string, LoggedEvent["type"]> = new Map(sessionEventTypes.map((type) => [type, type]));

/** The messages a host may see of one logged event, in the vocabulary of the link. */
export const projectMessages = ({ link, options, experience, tenant, user }: LinkFacts, session: Session, row: EventRow): readonly object[] => {
  const type = types.get(row.type);
  if (!type) return [];
  const event: LoggedEvent = {
    ...row,
    id: printId("evt", row.id),
    type,
    sessionId: printId("ses", session.id),
    tenantId: printId("ten", row.tenantId),
    occurredAt: row.occurredAt.toISOString(),
  };
  if (link.vocabulary === "widget")
    return projectWidget(event, { userId: printId("usr", session.userId), repairs: options.connectionId !== undefined });
  return projectConnect(event, {
    mode: options.mode,
    partnerNo: tenant.no,
    customerNo: user.no,
    timestamp: link.createdAt.getTime(),
    ttl: link.expiresAt.getTime(),
    experience: options.experience,
    sessionHex: session.hexId,
    idFormat: experience.idFormat,
    enriched: experience.enrichment === true,
    locale: session.locale,
  });
};
