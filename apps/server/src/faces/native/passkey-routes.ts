import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { operatorPasskeys, type OperatorPasskey } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import { parseId, printId } from "../../ids.ts";
import { operatorOfRequest } from "../../operators/operator-session.ts";
import { completePasskeyRegistration, issuePasskeyChallenge, removePasskey, startPasskeyRegistration } from "../../operators/passkeys.ts";
import type { Deps } from "../../use-cases/deps.ts";

const closed = { additionalProperties: false } as const;
const Bytes = Type.String({ minLength: 1, maxLength: 20_000, pattern: "^[A-Za-z0-9_-]+$" });
const Attachment = Type.Enum(["platform", "cross-platform"]);
// What a browser's extensions say is not looked at.
const Extensions = Type.Object({});

const common = {
  id: Bytes,
  rawId: Bytes,
  type: Type.Literal("public-key"),
  clientExtensionResults: Extensions,
  authenticatorAttachment: Type.Optional(Attachment),
};

/** What a key signed (W3C WebAuthn 3, section 5.1.8, `AuthenticationResponseJSON`). */
export const PasskeyAssertion = Type.Object(
  {
    ...common,
    response: Type.Object({ clientDataJSON: Bytes, authenticatorData: Bytes, signature: Bytes, userHandle: Type.Optional(Bytes) }, closed),
  },
  closed,
);

const NewPasskey = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60 }),
    response: Type.Object(
      {
        ...common,
        response: Type.Object({
          clientDataJSON: Bytes,
          attestationObject: Bytes,
          transports: Type.Optional(Type.Array(Type.Enum(["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"]), { maxItems: 10 })),
        }),
      },
      closed,
    ),
  },
  closed,
);
const Nothing = Type.Optional(Type.Union([Type.Null(), Type.Object({}, closed)]));
const Params = Type.Object({ id: Type.String({ maxLength: 100 }) });

/** Routes of passkeys: an operator's own, and what a key signs to sign in. */
export const passkeyRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.post("/v1/console/sign-ins/challenges", { schema: { body: Nothing } }, () => issuePasskeyChallenge(deps));
    app.get("/v1/console/passkeys", async (request) => {
      const { id } = await operatorOfRequest(deps, request);
      return { passkeys: (await operatorPasskeys(deps.storage.pool).list(id)).map(printPasskey) };
    });
    app.post("/v1/console/passkeys/registrations", { schema: { body: Nothing } }, async (request) =>
      startPasskeyRegistration(deps, await operatorOfRequest(deps, request)),
    );
    app.post("/v1/console/passkeys", { schema: { body: NewPasskey } }, async (request, reply) => {
      const passkey = await completePasskeyRegistration(deps, await operatorOfRequest(deps, request), request.body);
      return reply.code(201).send(printPasskey(passkey));
    });
    app.delete("/v1/console/passkeys/:id", { schema: { params: Params } }, async (request, reply) => {
      await removePasskey(deps, await operatorOfRequest(deps, request), parseId("pky", request.params.id));
      return reply.code(204).send();
    });
  };

const printPasskey = ({ id, name, createdAt, lastUsedAt }: OperatorPasskey) => ({
  id: printId("pky", id),
  name,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});
