import { oidcJourneys, users } from "@drawbridge/storage";
import type { Account, FindAccount } from "oidc-provider";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import type { Deps } from "../../../use-cases/deps.ts";

/** What came of a journey, as the ID token tells it. */
export const Outcome = Type.Object({
  /** `<bankId>:<uuid>` */
  connectionId: Type.String(),
  sessionId: Type.String(),
  /** ISO; null unless the request chose it. */
  consentUntil: Type.Union([Type.String(), Type.Null()]),
  /** How a consent with an end of its own is renewed; absent on what was written before there was a choice: by signing in again. */
  renewal: Type.Optional(Type.Enum(["reauth", "reconsent"])),
  syncId: Type.Union([Type.String(), Type.Null()]),
});
export type Outcome = Static<typeof Outcome>;

const Form = Type.Object({ grant_type: Type.Literal("authorization_code"), sub: Type.String() });

/** Finds the user of a code, token or finished journey; the claims name the connection the journey was about. */
export const createFindAccount =
  (deps: Deps): FindAccount =>
  async (ctx, sub, token) => {
    const { client, body } = ctx.oidc;
    const known = client && (await deps.identity.clients.find(client.clientId));
    const user = known && (await users(deps.storage.pool).byHexId(known.tenantId, sub));
    if (!user) return undefined;
    // A browser that lost its session lets the client say whose code it expects (connections.md, 3.4).
    if (Value.Check(Form, body) && body.sub !== sub) return undefined;
    const grantId = token && "grantId" in token ? token.grantId : ctx.oidc.result?.consent?.grantId;
    return { accountId: sub, claims: () => claimsOf(deps, sub, grantId) } satisfies Account;
  };

const claimsOf = async (deps: Deps, sub: string, grantId: string | undefined): Promise<{ sub: string } & Record<string, unknown>> => {
  const journey = grantId === undefined ? null : await oidcJourneys(deps.storage.pool).byGrant(grantId);
  const outcome: unknown = journey?.outcome;
  if (!Value.Check(Outcome, outcome)) return { sub };
  return {
    sub,
    sid: outcome.sessionId,
    "mh:con_id": outcome.connectionId,
    ...(outcome.syncId !== null && { "mh:sync": outcome.syncId }),
    ...(outcome.consentUntil !== null && {
      "mh:consent": { expirationDateTime: outcome.consentUntil, renewal: outcome.renewal ?? "reauth" },
    }),
  };
};
