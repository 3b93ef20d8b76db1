import { auditRows, tenants, users } from "@drawbridge/storage";
import { afterAll, beforeAll, expect, it } from "vitest";
import { verifyAudit } from "../src/devices/help-desk/audit.ts";
import { printId } from "../src/ids.ts";
import { deviceOwners, plannedQuestions } from "../src/story/device-plan.ts";
import { seedDevices } from "../src/story/seed-devices.ts";
import { createOperation } from "../src/devices/approvals/create-operation.ts";
import { expireOperations } from "../src/devices/approvals/expire-operations.ts";
import { depsAt } from "../src/story/story-device.ts";
import { createDeviceStage, type DeviceStage } from "./device-stage.ts";

let stage: DeviceStage;
beforeAll(async () => {
  stage = await createDeviceStage();
});
afterAll(() => stage.close());

const stopped = (): boolean => false;

it("the story's devices were asked and answered as they would have been, once, and their audit trail is intact", async () => {
  const tenant = await tenants(stage.storage.pool).bySlug("one");
  if (!tenant) throw new Error("there is no tenant");
  const devices = await seedDevices(stage.deps, { tenant, stopped });
  expect(devices.size).toBe(deviceOwners.length);
  expect((await seedDevices(stage.deps, { tenant, stopped })).size).toBe(0);
  const { operations } = (await stage.admin("GET /v1/operations?limit=100")).body;
  const states = operations.map(({ state }: { state: string }) => state).toReversed();
  expect(states).toEqual(plannedQuestions.map(({ end }) => (end === "waits" ? "CREATED" : end)));
  const approved = operations.filter(({ state }: { state: string }) => state === "ACCEPTED");
  expect(approved.every(({ receipt }: { receipt: string | null }) => receipt !== null)).toBe(true);
  expect(operations.at(-1).createdAt < new Date(Date.now() - 85 * 86_400_000).toISOString()).toBe(true);
  const lost = devices.get(deviceOwners.find(({ lockedDaysAgo }) => lockedDaysAgo !== null)?.externalId ?? "");
  expect((await stage.admin(`GET /v1/devices/${lost?.id}/lock`)).body).toMatchObject({ lock: { reason: "Reported as lost." } });
  const rows = auditRows(stage.storage.pool);
  const head = await rows.head(tenant.id);
  expect(await verifyAudit((after) => rows.after(tenant.id, after, 100), head)).toMatchObject({ outcome: "intact" });
});

it("what nobody answered ended at its deadline, however late the server looks", async () => {
  const tenant = await tenants(stage.storage.pool).bySlug("one");
  const user = tenant && (await users(stage.storage.pool).byExternalId(tenant.id, plannedQuestions[0]?.externalId ?? ""));
  if (!user) throw new Error("the story was not told");
  const anHourAgo = depsAt(stage.deps, new Date(Date.now() - 3_600_000));
  const about = { banner: "b", text: "t", template: null, data: {}, factor: "NONE", token: null, numberMatching: false } as const;
  const { id } = await createOperation(anHourAgo, { ...about, tenant, user, device: null, externalId: null, lifeS: 60, auditMessage: null, by: "t" });
  await expireOperations(stage.deps);
  const { body } = await stage.admin(`GET /v1/operations/${printId("op", id)}`);
  expect(body).toMatchObject({ state: "TIMEOUT", decidedAt: body.deadline });
  const { rows } = (await stage.admin("GET /v1/audit?order=newest&action=operation.settled&limit=1")).body;
  expect(rows[0]).toMatchObject({ subject: printId("op", id), at: body.deadline });
});
