import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId, tenants, type Storage } from "@drawbridge/storage";
import { createTestDatabase } from "@drawbridge/storage/testing";
import { runMigrations } from "graphile-worker";
import { createServer } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { identityRoutes } from "../src/faces/connections/identity/mount.ts";
import { oidcClientRoutes } from "../src/faces/native/oidc-client-routes.ts";
import { authenticatorRoutes } from "../src/faces/authenticator/routes.ts";
import { hashToken } from "../src/http/token-hash.ts";
import type { Deps } from "../src/use-cases/deps.ts";
import { wire } from "../src/wiring.ts";
import { createTestDevice, type DeviceKeys, type TestDevice } from "./device-client.ts";

/** An answer of the admin API. */
export interface AdminAnswer {
  readonly status: number;
  readonly body: any; // oxlint-disable-line typescript/no-explicit-any -- tests look into any answer
}

/** A server that listens, with the authenticator face, two tenants, and a clock that is turned by hand. */
export interface DeviceStage {
  readonly origin: string;
  readonly deps: Deps;
  readonly storage: Storage;
  readonly clock: { ahead: number };
  readonly admin: (route: string, body?: object, token?: string) => Promise<AdminAnswer>;
  readonly newUser: (externalId: string) => Promise<{ readonly id: string; readonly ref: { readonly tenantId: string; readonly userId: string } }>;
  readonly newCode: (userId: string, purpose?: string) => Promise<string>;
  readonly newDevice: (keys?: DeviceKeys) => Promise<TestDevice>;
  /** A user with an activated device. */
  readonly enrol: (
    externalId: string,
    pin?: string,
  ) => Promise<{ readonly id: string; readonly ref: { readonly tenantId: string; readonly userId: string }; readonly device: TestDevice }>;
  /** Stops the server and starts another one at the same address, on the same database and keys. */
  readonly restart: () => Promise<void>;
  /** Nobody reaches the server until what is returned is called; lines that are open stay. */
  readonly unplug: () => Promise<() => Promise<void>>;
  /** No request of a device gets an answer until what is returned is called; that the server is there can still be asked. */
  readonly silence: () => () => void;
  readonly close: () => Promise<void>;
}

/** Token of the second tenant. */
export const OTHER_TOKEN = "api-token-two";
const TOKEN = "api-token-one";

const addTenant = (storage: Storage, slug: string, token: string): Promise<void> =>
  tenants(storage.pool).upsert({
    id: newId(),
    slug,
    name: slug,
    partnerSecretHash: hashToken(`secret-${slug}`),
    appKeyHash: hashToken(`key-${slug}`),
    apiTokenHash: hashToken(token),
    policyUrl: null,
    origins: [],
  });

/** Starts it on a free port. */
export const createDeviceStage = async (): Promise<DeviceStage> => {
  const db = await createTestDatabase(process.env["DRAWBRIDGE_TEST_PG"]);
  const folder = await mkdtemp(join(tmpdir(), "drawbridge-devices-"));
  await runMigrations({ pgPool: db.storage.pool });
  const clock = { ahead: 0 };
  const address = { origin: "" };
  const devices = { answered: true };
  const serve = async (port: number) => {
    const app = createServer("silent");
    const deps = await wire({
      config: readConfig(folder, { DRAWBRIDGE_DATA: folder }),
      storage: db.storage,
      log: app.log,
      origin: () => address.origin,
      bankOrigin: "http://127.0.0.1:9",
      now: () => new Date(Date.now() + clock.ahead),
    });
    app.addHook("preHandler", (request, _reply, done) => {
      const isLook = JSON.stringify(request.body ?? null).includes('"nonce.get"');
      if (devices.answered || !request.url.startsWith("/device/v1/events") || isLook) return done();
      request.raw.socket.destroy();
    });
    await app.register(authenticatorRoutes(deps));
    await app.register(identityRoutes(deps));
    await app.register(oidcClientRoutes(deps));
    address.origin = await app.listen({ host: "127.0.0.1", port });
    return { app, deps };
  };
  await addTenant(db.storage, "one", TOKEN);
  await addTenant(db.storage, "two", OTHER_TOKEN);
  const running = { current: await serve(0) };

  const admin = async (route: string, body?: object, token = TOKEN): Promise<AdminAnswer> => {
    const [method = "GET", path = ""] = route.split(" ");
    const response = await fetch(`${address.origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "idempotency-key": newId(), ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  };
  const newUser = async (externalId: string) => {
    const { body } = await admin("POST /v1/users", { externalId });
    return { id: String(body.id), ref: { tenantId: "one", userId: externalId } };
  };
  const newCode = async (userId: string, purpose = "activation") =>
    String((await admin(`POST /v1/users/${userId}/activation-codes`, { purpose, reason: "test" })).body.activationCode);
  const newDevice = (keys?: DeviceKeys) => createTestDevice(address.origin, keys);
  const enrol = async (externalId: string, pin = "135790") => {
    const [user, device] = [await newUser(externalId), await newDevice()];
    await device.activate(user.ref, await newCode(user.id), pin);
    return { ...user, device };
  };
  return {
    origin: address.origin,
    get deps() {
      return running.current.deps;
    },
    storage: db.storage,
    clock,
    admin,
    newUser,
    newCode,
    newDevice,
    enrol,
    restart: async () => {
      await running.current.app.close();
      running.current = await serve(Number(new URL(address.origin).port));
    },
    unplug: async () => {
      const { server } = running.current.app;
      const port = Number(new URL(address.origin).port);
      server.close(); // lines that are open would never let it end
      server.closeAllConnections();
      return () => new Promise((resolve) => server.listen({ host: "127.0.0.1", port }, () => resolve()));
    },
    silence: () => {
      devices.answered = false;
      return () => {
        devices.answered = true;
      };
    },
    close: async () => {
      await running.current.app.close();
      await db.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
