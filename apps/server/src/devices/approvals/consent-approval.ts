import {
  accounts,
  connections,
  consents,
  newId,
  users,
  type Connection,
  type Device,
  type Operation,
  type Tenant,
  type Tx,
} from "@drawbridge/storage";
import { AppError } from "../../http/app-error.ts";
import { parseId, printId } from "../../ids.ts";
import { appendRemovals } from "../../use-cases/removal-events.ts";
import { endConsent } from "../../use-cases/revoke-consent.ts";
import { clockOf } from "../../use-cases/tenant-clock.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { consentText } from "./consent-text.ts";
import { createOperation } from "./create-operation.ts";

/** What a person may be asked about a consent that stands. */
export type ConsentQuestion = "renew" | "revoke";

/** Templates of operations that change a consent; only this module makes them. */
export const consentTemplates = { grant: "consent.grant", renew: "consent.renew", revoke: "consent.revoke" } as const;

/** How the question is put. */
export interface ConsentWish {
  readonly question: ConsentQuestion;
  readonly days: number;
  readonly purpose: string | null;
  readonly lifeS: number;
  readonly numberMatching: boolean;
  /** The one device that is asked; none: all of them. */
  readonly device?: Device;
  readonly by: string;
}

const DAY_MS = 24 * 3_600_000;

/** Asks the person on their device to renew or revoke the consent of a connection. */
export const askAboutConsent = async (
  deps: Deps,
  { tenant, connection }: { readonly tenant: Tenant; readonly connection: Connection },
  wish: ConsentWish,
): Promise<Operation> => {
  const db = deps.storage.pool;
  const [user, consent, known] = await Promise.all([
    users(db).byId(tenant.id, connection.userId),
    consents(db).latest(tenant.id, connection.id),
    accounts(db).ofConnection(tenant.id, connection.id),
  ]);
  if (!user || connection.status !== "active" || !consent || consent.revokedAt)
    throw new AppError("WRONG_STATE", { detail: "the connection has no consent that stands" });
  const until = new Date(clockOf(deps, tenant.id).getTime() + wish.days * DAY_MS);
  const bank = deps.directory.byUuid(connection.institutionId)?.record.name ?? "your bank";
  return createOperation(deps, {
    tenant,
    user,
    device: wish.device ?? null,
    externalId: null,
    template: consentTemplates[wish.question],
    banner: `A question about ${bank}`,
    text: consentText({
      question: wish.question,
      tenant: tenant.name,
      bank,
      accounts: known.filter(({ selected }) => selected),
      jobTypes: consent.jobTypes,
      until,
      purpose: wish.purpose,
    }),
    data: {
      connectionId: printId("con", connection.id),
      consentId: printId("cns", consent.id),
      jobTypes: consent.jobTypes,
      accounts: known.filter(({ selected }) => selected).map(({ id }) => printId("acc", id)),
      expiresAt: wish.question === "renew" ? until.toISOString() : null,
    },
    factor: "PIN",
    token: null,
    lifeS: wish.lifeS,
    numberMatching: wish.numberMatching,
    auditMessage: null,
    by: wish.by,
  });
};

/** The connection an accepted operation is about; null for every other operation. */
export const connectionOfApproval = async (tx: Tx, { tenantId, userId, template, data }: Operation): Promise<Connection | null> => {
  if (template !== consentTemplates.renew && template !== consentTemplates.revoke) return null;
  if (data["sessionId"] !== undefined) return null; // the session that asked does what was approved
  const id = parseId("con", String(data["connectionId"]));
  const connection = id && (await connections(tx).lock(tenantId, id));
  return connection && connection.userId === userId && connection.status === "active" ? connection : null;
};

const thePerson = { type: "user", face: "native" } as const;

/** Does what the person approved, in the transaction that stores the receipt. A refusal leaves the connection as it was (J6). */
export const applyConsentApproval = async (
  tx: Tx,
  deps: Deps,
  { operation, connection }: { readonly operation: Operation; readonly connection: Connection },
): Promise<void> => {
  // The text said that the reading stops: what came stays, as it does on the manage page.
  if (operation.template === consentTemplates.revoke) return endConsent(deps, tx, { connection, actor: thePerson });
  const { tenantId, id } = connection;
  const expiresAt = new Date(String(operation.data["expiresAt"]));
  const consentId = await consents(tx).renew(tenantId, id, {
    id: newId(),
    givenAt: clockOf(deps, tenantId),
    expiresAt,
    operationId: operation.id,
  });
  if (consentId === null) return;
  const data = { consent: printId("cns", consentId), expiresAt: expiresAt.toISOString(), receiptOf: printId("op", operation.id) };
  await appendRemovals(deps, tx, { connection, actor: thePerson, removals: [{ type: "consent.renewed", data }] });
};
