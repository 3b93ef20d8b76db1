import type { ConsentHistory } from "@drawbridge/contract";
import { accounts, connections, consents, type ConsentRecord, type User } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import type { Deps } from "../../../use-cases/deps.ts";
import { healthOf } from "../../../use-cases/connection-health.ts";
import { clockOf } from "../../../use-cases/tenant-clock.ts";
import { listed } from "./envelope.ts";
import { askedOfToken } from "./asked.ts";
import { numbersOf } from "./account-numbers.ts";
import { unknownThing } from "./ids.ts";
import { permissionsOf } from "./permissions.ts";
import { pageOf, Query } from "./read-query.ts";

/** What a person allowed, when, and what became of it (connections.md, 10.2). */
export const consentHistoryRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    app.get("/consent-history", async (request, reply) => {
      const { user } = await askedOfToken(deps, { request, reply }, [["consent_history:read"]]);
      const query = new Query(request);
      const userId = query.text("userId");
      if (userId !== null && userId !== user.hexId) throw unknownThing("user");
      const page = pageOf(query, { usual: 100, most: 1000 });
      const { total, consents: found } = await consents(deps.storage.pool).list(user.tenantId, { userId: user.id, ...page });
      const all = await connections(deps.storage.pool).ofUser(user.tenantId, user.id);
      const health = await healthOf(deps, deps.storage.pool, all);
      const renewable = new Set(all.filter(({ id }) => health.get(id)?.facts.tppConsent).map(({ id }) => id));
      return listed({ data: await Promise.all(found.map((consent) => printEntry(deps, { user, renewable }, consent))), total, page });
    });
  };

const statusOf = ({ revokedAt, newest, expiresAt }: ConsentRecord, now: Date): ConsentHistory["consentStatus"] => {
  if (revokedAt) return "Revoked";
  if (!newest) return "Replaced";
  return expiresAt <= now ? "Expired" : "Authorised";
};

/** Whose consents they are, and which connections renew theirs without the bank. */
interface Whose {
  readonly user: User;
  readonly renewable: ReadonlySet<string>;
}

const printEntry = async (deps: Deps, { user, renewable }: Whose, consent: ConsentRecord): Promise<ConsentHistory> => {
  const { id, bankConnectionId, authRequestId, givenAt, expiresAt, revokedAt, jobTypes } = consent;
  const shared = (await accounts(deps.storage.pool).ofConnection(user.tenantId, consent.connectionId)).filter(({ selected }) => selected);
  const accountDetails = shared.flatMap((account) => numbersOf(deps, user, account).schemes);
  return {
    authorizationRequestId: authRequestId,
    consentId: id,
    consentType: "ACCOUNT_INFORMATION",
    consentStatus: statusOf(consent, clockOf(deps, user.tenantId)),
    consentFrom: givenAt.toISOString(),
    consentTo: expiresAt.toISOString(),
    permissions: permissionsOf(jobTypes),
    cancelledAt: revokedAt && revokedAt.toISOString(),
    erroredAt: null,
    createdAt: givenAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    renewal: consent.newest && renewable.has(consent.connectionId) ? "reconsent" : "reauth",
    ...(accountDetails.length > 0 && { accountDetails }),
    userId: user.hexId,
    provider: bankConnectionId.split(":")[0] ?? "",
  };
};
