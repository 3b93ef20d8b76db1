import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import { deviceSessions, devices, newId, type AdminLock, type Device } from "@drawbridge/storage";
import type { FastifyInstance, FastifyReply } from "fastify";
import { Type, type Static } from "typebox";
import { commitActivation } from "../../devices/activation/commit-activation.ts";
import { encryptToDevice } from "../../devices/exchange/encrypt-to-device.ts";
import {
  describePinLock,
  findTenantDevice,
  findTenantUser,
  lockDevice,
  lockUser,
  removeTenantDevice,
  renameDevice,
  resetPin,
  unlockDevice,
  unlockUser,
  type Cause,
  type Unlocked,
} from "../../devices/help-desk/manage-devices.ts";
import { verifyOfflineCode, type OfflineVerdict } from "../../devices/offline/offline-codes.ts";
import { signPush, signSecretPush } from "../../devices/exchange/sign-push.ts";
import { AppError } from "../../http/app-error.ts";
import { tenantOfBearer } from "../../http/tenant-of.ts";
import { hashToken } from "../../http/token-hash.ts";
import { parseId, printId } from "../../ids.ts";
import { wakeDevice } from "../../push/push-to-device.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { idempotent } from "../native/idempotent.ts";
import { CauseQuery, causeFields, closed, IdParams, targetOf } from "./admin-request.ts";
import { printDevice } from "./shapes.ts";

const Rename = Type.Object({ name: Type.String({ minLength: 1, maxLength: 64 }), ...causeFields }, closed);
const NewLock = Type.Object(
  {
    liftableBy: Type.Optional(Type.Enum(["helpdesk", "security"])),
    until: Type.Optional(Type.String({ format: "date-time" })),
    ...causeFields,
  },
  closed,
);
const Bytes = Type.String({ pattern: "^[A-Za-z0-9_-]*$", maxLength: 60_000 });
const Check = Type.Object(
  { kind: Type.Enum(["otp", "sequence"]), code: Type.String({ minLength: 1, maxLength: 100 }), data: Type.Optional(Bytes) },
  closed,
);

const PUSH_TEST_LIFE_S = 60;

const lockOf = ({ by, reason }: Cause, { liftableBy, until }: Static<typeof NewLock>): AdminLock => ({
  by,
  reason,
  liftableBy: liftableBy ?? "helpdesk",
  until: until === undefined ? null : new Date(until).toISOString(),
});

const dev = (text: string): string | null => parseId("dev", text);
const usr = (text: string): string | null => parseId("usr", text);

/** Devices at the help desk: list, rename, remove, lock, unlock, PIN, offline codes, envelopes. */
export const deviceRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    await fastify.register(listRoutes(deps));
    await fastify.register(lockRoutes(deps));
    await fastify.register(checkRoutes(deps));
  };

const listRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/users/:id/devices", { schema: { params: IdParams } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      const user = await findTenantUser(deps, tenant, usr(request.params.id));
      const found = await devices(deps.storage.pool).ofUser(tenant.id, user.id, { removed: true });
      return { devices: found.map((device) => printDevice(device, deps.now())) };
    });
    app.get("/v1/devices/:id", { schema: { params: IdParams } }, async (request) => {
      const tenant = await tenantOfBearer(deps, request);
      return printDevice(await findTenantDevice(deps, tenant, dev(request.params.id)), deps.now());
    });
    app.patch("/v1/devices/:id", { schema: { params: IdParams, body: Rename } }, async (request) => {
      const target = await targetOf(deps, request, { id: dev(request.params.id), cause: request.body });
      return printDevice(await renameDevice(deps, target, request.body.name), deps.now());
    });
    app.delete("/v1/devices/:id", { schema: { params: IdParams, querystring: CauseQuery } }, async (request, reply) => {
      await removeTenantDevice(deps, await targetOf(deps, request, { id: dev(request.params.id), cause: request.query }));
      return reply.code(204).send();
    });
  };

const lockRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    const print = (device: Device) => printDevice(device, deps.now());
    const changing = { schema: { params: IdParams, body: NewLock } };
    const lifting = { schema: { params: IdParams, querystring: CauseQuery } };
    app.get("/v1/users/:id/lock", { schema: { params: IdParams } }, async (request) => {
      const user = await findTenantUser(deps, await tenantOfBearer(deps, request), usr(request.params.id));
      return { lock: await devices(deps.storage.pool).userLock(user.id) };
    });
    app.put("/v1/users/:id/lock", changing, async (request) => {
      const target = await targetOf(deps, request, { id: usr(request.params.id), cause: request.body });
      const lock = lockOf(target.cause, request.body);
      await lockUser(deps, target, lock);
      return { lock };
    });
    app.delete("/v1/users/:id/lock", lifting, async (request, reply) => {
      const outcome = await unlockUser(deps, await targetOf(deps, request, { id: usr(request.params.id), cause: request.query }));
      return outcome.outcome === "unlocked" ? reply.code(204).send() : reply.code(202).send(outcome);
    });
    app.get("/v1/devices/:id/lock", { schema: { params: IdParams } }, async (request) => {
      const { adminLock } = await findTenantDevice(deps, await tenantOfBearer(deps, request), dev(request.params.id));
      return { lock: adminLock };
    });
    app.put("/v1/devices/:id/lock", changing, async (request) => {
      const target = await targetOf(deps, request, { id: dev(request.params.id), cause: request.body });
      return print(await lockDevice(deps, target, lockOf(target.cause, request.body)));
    });
    const answer = (reply: FastifyReply, { device, unlock }: Unlocked) =>
      unlock.outcome === "unlocked" ? print(device) : reply.code(202).send({ ...unlock, device: print(device) });
    app.delete("/v1/devices/:id/lock", lifting, async (request, reply) =>
      answer(reply, await unlockDevice(deps, await targetOf(deps, request, { id: dev(request.params.id), cause: request.query }))),
    );
    app.post("/v1/devices/:id/commit", { schema: { params: IdParams, body: Type.Object(causeFields, closed) } }, async (request, reply) => {
      const target = await targetOf(deps, request, { id: dev(request.params.id), cause: request.body });
      return idempotent(deps, { tenant: target.tenant, request, reply }, async () => print(await commitActivation(deps, target)));
    });
    app.get("/v1/devices/:id/pin-lock", { schema: { params: IdParams } }, async (request) => {
      const device = await findTenantDevice(deps, await tenantOfBearer(deps, request), dev(request.params.id));
      return describePinLock(device.lock, deps.now());
    });
    app.delete("/v1/devices/:id/pin-lock", lifting, async (request, reply) =>
      answer(reply, await resetPin(deps, await targetOf(deps, request, { id: dev(request.params.id), cause: request.query }))),
    );
  };

const checkRoutes =
  (deps: Deps) =>
  async (fastify: FastifyInstance): Promise<void> => {
    const app = fastify.withTypeProvider<TypeBoxTypeProvider>();
    app.get("/v1/devices/:id/atc", { schema: { params: IdParams } }, async (request) => {
      const { atc, seedId } = await findTenantDevice(deps, await tenantOfBearer(deps, request), dev(request.params.id));
      return { atc, seed: seedId !== null, window: 20, resynchronisationWindow: 200 };
    });
    app.post("/v1/devices/:id/offline-verifications", { schema: { params: IdParams, body: Check } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const device = await findTenantDevice(deps, tenant, dev(request.params.id));
      const { kind, code, data } = request.body;
      const read = { kind, code, data: Buffer.from(data ?? "", "base64url") };
      return idempotent(deps, { tenant, request, reply }, async () => printVerdict(await verifyOfflineCode(deps, device, read)));
    });
    app.post("/v1/devices/:id/envelopes", { schema: { params: IdParams, body: Type.Object({ data: Bytes }, closed) } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const device = await findTenantDevice(deps, tenant, dev(request.params.id));
      const plain = Buffer.from(request.body.data, "base64url");
      return idempotent(deps, { tenant, request, reply }, async () => ({ envelope: await encryptToDevice(deps, device, plain) }));
    });
    app.post(
      "/v1/devices/:id/push-contents",
      { schema: { params: IdParams, body: Type.Object({ data: Bytes, secret: Type.Optional(Type.Boolean()) }, closed) } },
      async (request, reply) => {
        const tenant = await tenantOfBearer(deps, request);
        const device = await findTenantDevice(deps, tenant, dev(request.params.id));
        const sign = request.body.secret === true ? signSecretPush : signPush;
        return idempotent(deps, { tenant, request, reply }, async () => ({ content: await sign(deps, device, request.body.data) }));
      },
    );
    app.post("/v1/devices/:id/push-tests", { schema: { params: IdParams } }, async (request, reply) => {
      const tenant = await tenantOfBearer(deps, request);
      const device = await findTenantDevice(deps, tenant, dev(request.params.id));
      const test = { kind: "DISPLAY_MESSAGE", id: newId(), lifeS: PUSH_TEST_LIFE_S } as const;
      return idempotent(deps, { tenant, request, reply }, () => wakeDevice(deps, device, test));
    });
    app.post(
      "/v1/otp-verifications",
      { schema: { body: Type.Object({ otp: Type.String({ minLength: 1, maxLength: 200 }) }, closed) } },
      async (request, reply) => {
        const tenant = await tenantOfBearer(deps, request);
        return idempotent(deps, { tenant, request, reply }, async () => {
          const session = await deviceSessions(deps.storage.pool).useOtp(tenant.id, hashToken(request.body.otp), deps.now());
          if (!session) throw new AppError("NOT_FOUND", { detail: "unknown, used or late" });
          return { userId: printId("usr", session.userId), deviceId: printId("dev", session.deviceId), factor: session.factor };
        });
      },
    );
  };

const printVerdict = (verdict: OfflineVerdict) => {
  switch (verdict.outcome) {
    case "accepted":
    case "second_code_needed":
      return verdict;
    case "refused":
      return { outcome: verdict.outcome, ...verdict.answer };
    case "not_possible": {
      const { status, description } = verdict.refusal.body;
      return { outcome: verdict.outcome, status, description };
    }
  }
};
