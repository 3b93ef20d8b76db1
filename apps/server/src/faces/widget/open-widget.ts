import { jobTypes as known, type JobType } from "@drawbridge/contract";
import { connections, links, users, type Connection, type Link, type Tenant, type User } from "@drawbridge/storage";
import { parseId } from "../../ids.ts";
import { createLink } from "../../use-cases/create-link.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { repairOptions } from "../../use-cases/repair-link.ts";
import { WidgetProblem } from "./problem.ts";
import type { WidgetParams } from "./validate.ts";

/** Whose widget is opened, and with what. */
export interface Opening {
  readonly tenant: Tenant;
  readonly params: WidgetParams;
}

const selectionOf = (params: WidgetParams): "one" | "none" =>
  params.jobTypes.includes("accountNumber") && params.singleAccountSelect ? "one" : "none";

const checkInstitution = (deps: Deps, { institutionId }: WidgetParams, jobTypes: readonly JobType[]): void => {
  if (institutionId === null || deps.directory.resolve(institutionId, jobTypes)) return; // one nobody serves is shown as such
  throw new WidgetProblem(404, "INSTITUTION_NOT_FOUND", "Institution not found");
};

/** The connection to refresh: this user's, at this aggregator; null for a new one. */
const connectionOf = async (deps: Deps, { tenant, params }: Opening, user: User): Promise<Connection | null> => {
  if (params.connectionId === null) return null;
  const uuid = parseId("con", params.connectionId);
  const connection = uuid && (await connections(deps.storage.pool).byId(tenant.id, uuid));
  const mine = connection && connection.userId === user.id && connection.provider === params.aggregator && connection.status === "active";
  if (!mine) throw new WidgetProblem(404, "CONNECTION_NOT_FOUND", "Connection not found");
  return connection;
};

/** Makes the link that a widget's parameters stand for; a user is made on first use. */
export const linkFor = async (deps: Deps, opening: Opening): Promise<Link> => {
  const { tenant, params } = opening;
  const jobTypes: readonly JobType[] = known.filter((job) => params.jobTypes.includes(job));
  checkInstitution(deps, params, jobTypes);
  const user = await users(deps.storage.pool).findOrCreateByExternalId(tenant.id, params.userId);
  const connection = await connectionOf(deps, opening, user);
  const repair = connection && (await repairOptions(deps, connection, jobTypes));
  const created = await createLink(deps, {
    tenant,
    user,
    kind: repair?.journey ?? "connect",
    vocabulary: "widget",
    singleUse: false,
    options: {
      mode: "full",
      jobTypes,
      consentStep: false,
      selection: selectionOf(params),
      institutionId: params.institutionId,
      ...(params.aggregatorOverride !== null && { aggregator: params.aggregatorOverride }),
      redirectUri: null,
      targetOrigin: params.targetOrigin,
      experience: null,
      locale: "und",
      ...repair,
    },
  });
  const link = await links(deps.storage.pool).byId(tenant.id, created.id);
  if (!link) throw new WidgetProblem(503, "PROVIDER_DOWN", "Service Unavailable");
  return link;
};
