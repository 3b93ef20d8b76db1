import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { operatorSessions, tenants, type Operator } from "@drawbridge/storage";
import type { FastifyInstance, FastifyReply } from "fastify";
import { Type, type Static } from "typebox";
import { AppError } from "../../http/app-error.ts";
import { hashToken } from "../../http/token-hash.ts";
import { printId } from "../../ids.ts";
import { acceptInvitation, readInvitation } from "../../operators/accept-invitation.ts";
import { recordOperatorDeed } from "../../operators/operator-deed.ts";
import {
  clearOperatorCookie,
  operatorOfRequest,
  operatorTokenOf,
  refuseForeignConsole,
  setOperatorCookie,
} from "../../operators/operator-session.ts";
import { signInOperator, type Presented } from "../../operators/sign-in.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { PasskeyAssertion, passkeyRoutes } from "./passkey-routes.ts";

const closed = { additionalProperties: false } as const;
const Email = Type.String({ maxLength: 200, pattern: "^\\s*[^\\s@]+@[^\\s@]+\\s*$" });
const Code = Type.String({ pattern: "^[0-9]{6}$" });
const Token = Type.String({ minLength: 1, maxLength: 100 });
const named = { email: Email, password: Type.String({ minLength: 1, maxLength: 200 }) };
const SignIn = Type.Union([Type.Object({ ...named, code: Code }, closed), Type.Object({ ...named, passkey: PasskeyAssertion }, closed)]);
type SignIn = Static<typeof SignIn>;
// Length is what makes a password hard to guess; 12 is above the 8 of ASVS 6.2.1.
const Acceptance = Type.Object({ token: Token, email: Email, password: Type.String({ minLength: 12, maxLength: 200 }), code: Code }, closed);

/** Routes of the console itself: one-time links, signing in and out, passkeys, who is signed in. */
export const consoleRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.addHook("onRequest", async (request) => refuseForeignConsole(request));
    // A POST, so that the token is in no address and no log.
    app.post("/v1/console/invitations", { schema: { body: Type.Object({ token: Token }, closed) } }, (request) =>
      readInvitation(deps, request.body.token),
    );
    app.post("/v1/console/invitations/acceptances", { schema: { body: Acceptance } }, async (request, reply) => {
      const { operator, token } = await acceptInvitation(deps, request.body);
      return setOperatorCookie(reply, token)
        .code(201)
        .send(await printSession(deps, operator));
    });
    app.post("/v1/console/sign-ins", { schema: { body: SignIn } }, async (request, reply) => {
      const { operator, token } = await signInOperator(deps, presentedIn(request.body));
      return setOperatorCookie(reply, token)
        .code(201)
        .send(await printSession(deps, operator));
    });
    await app.register(passkeyRoutes(deps));
    app.get("/v1/console/session", async (request) => printSession(deps, await operatorOfRequest(deps, request)));
    app.delete("/v1/console/session", async (request, reply) => {
      const token = operatorTokenOf(request);
      if (token !== null) await signOut(deps, await operatorOfRequest(deps, request), token);
      return clearOperatorCookie(reply).code(204).send() satisfies FastifyReply;
    });
  };

const presentedIn = (body: SignIn): Presented => ({
  email: body.email,
  password: body.password,
  second: "code" in body ? { kind: "code", code: body.code } : { kind: "passkey", response: body.passkey },
});

const signOut = (deps: Deps, { id, tenantId }: Operator, token: string): Promise<void> =>
  deps.storage.transaction(async (tx) => {
    await operatorSessions(tx).end(hashToken(token));
    await recordOperatorDeed(tx, { tenantId, operatorId: id, at: deps.now(), action: "operator.signed_out", subject: printId("opr", id) });
  });

const printSession = async (deps: Deps, { id, tenantId, email, role }: Operator) => {
  const tenant = await tenants(deps.storage.pool).byId(tenantId);
  if (!tenant) throw new AppError("UNAUTHENTICATED");
  return {
    operator: { id: printId("opr", id), email, role },
    tenant: { id: printId("ten", tenant.id), name: tenant.name, slug: tenant.slug, origins: tenant.origins, policyUrl: tenant.policyUrl },
  };
};
