import { accounts, type Connection, type User } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import type { KnownHealth } from "../../use-cases/connection-health.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { clockOf } from "../../use-cases/tenant-clock.ts";
import { healthFieldsOf } from "../health-fields.ts";

/** A connection in a list. */
export const printFleetRow = (deps: Deps, connection: Connection, known: KnownHealth) => {
  const bank = known.institution;
  return {
    id: printId("con", connection.id),
    userId: printId("usr", connection.userId),
    kind: known.facts.kind,
    provider: connection.provider,
    institution: bank && { id: printId("ins", bank.id), no: bank.no, slug: bank.record.slug, name: bank.record.name },
    jobTypes: connection.jobTypes,
    createdAt: connection.createdAt.toISOString(),
    ...healthFieldsOf(connection, known, clockOf(deps, connection.tenantId)),
  };
};

/** One connection with its names on every face (design.md, section 2). */
export const printConnection = async (deps: Deps, connection: Connection, known: KnownHealth) => {
  const shared = (await accounts(deps.storage.pool).ofConnection(connection.tenantId, connection.id)).filter(({ selected }) => selected);
  const native = printId("con", connection.id);
  return {
    ...printFleetRow(deps, connection, known),
    ids: {
      native,
      connect: { institutionLoginId: connection.no },
      widget: { connectionId: native, memberGuid: native },
      connections: { connectionId: connection.bankConnectionId },
    },
    accounts: shared.map(({ id, no, name, kind, masked, status }) => ({
      id: printId("acc", id),
      name,
      kind,
      masked,
      status,
      ids: { native: printId("acc", id), connect: { id: String(no) }, connections: { accountId: id } },
    })),
  };
};

/** A person with their names on every face. */
export const printUser = ({ id, no, externalId, profile, hexId, createdAt }: User, all: readonly Connection[]) => {
  const native = printId("usr", id);
  return {
    id: native,
    externalId,
    profile,
    createdAt: createdAt.toISOString(),
    connections: all.map((connection) => printId("con", connection.id)),
    ids: {
      native,
      connect: { customerId: String(no), username: externalId },
      widget: { userId: externalId, userGuid: native },
      connections: { userId: hexId },
      authenticator: { userId: externalId ?? native },
    },
  };
};
