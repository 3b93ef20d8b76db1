import { accounts, connections, consents, type ConsentRecord, type Tenant } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { parseId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { removeConnection } from "../../use-cases/remove-connection.ts";
import { printConsent } from "./consent-shapes.ts";
import { listHead, pagingOf } from "./paging.ts";
import { numberOf, partnerOf } from "./partner.ts";
import { unknownResource } from "./problem.ts";
import { actor, customerOf, queryOf } from "./request.ts";

interface ReceiptIds {
  readonly Params: { readonly receiptId: string; readonly loginId?: string };
}

/** Receipts of what people share; revoking one ends the login it allows (connect-events.md, section 11). */
export const consentRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get("/data-sharing-consents", async (request) => listConsents(deps, await partnerOf(deps, request), queryOf(request)));
    app.get<ReceiptIds>("/data-sharing-consents/:receiptId", async (request) => {
      const tenant = await partnerOf(deps, request);
      return print(deps, await receiptOf(deps, tenant, request.params.receiptId));
    });
    for (const path of ["/data-sharing-consents/:receiptId", "/data-sharing-consents/:receiptId/institutionLogins/:loginId"]) {
      app.delete<ReceiptIds>(path, async (request, reply) => {
        const tenant = await partnerOf(deps, request);
        const { receiptId, loginId } = request.params;
        const receipt = await receiptOf(deps, tenant, receiptId);
        // A receipt covers one login, so that revoking the whole and revoking its login are the same.
        if (loginId !== undefined && numberOf(loginId) !== receipt.connectionNo) throw unknownResource("institution login");
        await revoke(deps, receipt);
        return reply.code(204).send();
      });
    }
  };

const receiptOf = async (deps: Deps, tenant: Tenant, id: string): Promise<ConsentRecord> => {
  const uuid = parseId("cns", id);
  const receipt = uuid && (await consents(deps.storage.pool).recordById(tenant.id, uuid));
  if (!receipt) throw unknownResource("consent receipt");
  return receipt;
};

/** A receipt that a newer one replaced allows nothing any more, so there is nothing to end. */
const revoke = async (deps: Deps, { tenantId, connectionId, newest }: ConsentRecord): Promise<void> => {
  const connection = newest ? await connections(deps.storage.pool).byId(tenantId, connectionId) : null;
  if (connection) await removeConnection(deps, connection, actor);
};

const print = async (deps: Deps, consent: ConsentRecord) => {
  const known = await accounts(deps.storage.pool).ofConnection(consent.tenantId, consent.connectionId);
  const institutionNo = deps.directory.byUuid(consent.institutionId)?.no ?? 0;
  return printConsent(consent, { now: deps.now(), institutionNo, accounts: known.filter(({ selected }) => selected) });
};

const listConsents = async (deps: Deps, tenant: Tenant, query: Readonly<Record<string, string>>) => {
  const paging = pagingOf(query);
  const { customerId } = query;
  const user = customerId === undefined ? null : await customerOf(deps, tenant, { id: customerId, status: 400 });
  const page = { userId: user?.id ?? null, offset: paging.start - 1, limit: paging.limit };
  const { total, consents: found } = await consents(deps.storage.pool).list(tenant.id, page);
  return { ...listHead(total, found.length, paging), consents: await Promise.all(found.map((consent) => print(deps, consent))) };
};
