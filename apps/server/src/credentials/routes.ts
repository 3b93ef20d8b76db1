import { Verification, VerificationRequest } from "@drawbridge/contract";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyInstance } from "fastify";
import { tenantOfBearer } from "../http/tenant-of.ts";
import type { Deps } from "../use-cases/deps.ts";
import { verifyCredential } from "./verify-credential.ts";

const LARGEST_CREDENTIAL = 16 * 1024 * 1024; // ten thousand transactions are about six

/** The published keys, and the check for those who cannot do it themselves. */
export const credentialRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/.well-known/jwks.json", async (_request, reply) =>
      reply
        .header("cache-control", "public, max-age=300")
        .header("access-control-allow-origin", "*")
        .type("application/jwk-set+json")
        .send(JSON.stringify({ keys: deps.kms.credentials.publicKeys })),
    );
    // It changes nothing, so a repetition needs no Idempotency-Key to be safe.
    app.post(
      "/v1/credentials/verifications",
      { bodyLimit: LARGEST_CREDENTIAL, schema: { body: VerificationRequest, response: { 200: Verification } } },
      async (request, reply) => {
        await tenantOfBearer(deps, request);
        const verdict = await verifyCredential(deps, request.body.jwt);
        return reply.header("cache-control", "no-store").send(verdict);
      },
    );
  };
