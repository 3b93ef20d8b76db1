import { operations, pastSessions, users, type Operation, type Tenant } from "@drawbridge/storage";
import { cancelOperation, createOperation } from "../devices/approvals/create-operation.ts";
import { expireOfTenant } from "../devices/approvals/expire-operations.ts";
import { DeviceRefusal } from "../devices/channel/device-refusal.ts";
import type { Person } from "../devices/device-user.ts";
import { lockDevice } from "../devices/help-desk/manage-devices.ts";
import { parseId } from "../ids.ts";
import type { Deps } from "../use-cases/deps.ts";
import { deviceOwners, plannedQuestions, type DevicePerson, type PlannedQuestion } from "./device-plan.ts";
import { depsAt, enrolStoryDevice, type StoryDevice } from "./story-device.ts";

/** Devices that are played, by the external ids of their people. */
export type StoryDevices = ReadonlyMap<string, StoryDevice>;

/** For whom, and whether there is still time. */
export interface DeviceStage {
  readonly tenant: Tenant;
  readonly stopped: () => boolean;
}

const DAY_MS = 86_400_000;
const ANSWER_S = 300;
const LONG_ANSWER_S = 7 * 24 * 3_600; // the longest there is, so that it still waits when somebody looks
const READ_MS = 21_000; // how long people take to read a question
const helpDesk = { by: "help desk", reason: "reported as lost" } as const;

interface Told {
  readonly deps: Deps;
  readonly tenant: Tenant;
  readonly now: Date;
  readonly devices: Map<string, StoryDevice>;
}

/** Something of the story, and when it happened. */
interface Moment {
  readonly daysAgo: number;
  readonly happen: (told: Told, at: Date) => Promise<void>;
}

const MOST_TRIES = 5;

/**
 * What happens in the past is old already while it happens: the server's own sweep may take a session, a code or a question away in
 * between. Then it is done again.
 */
const again = async (work: () => Promise<void>, tries = MOST_TRIES): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DeviceRefusal) || tries <= 1) throw error;
    await again(work, tries - 1);
  }
};

const personOf = async ({ deps, tenant }: Told, externalId: string): Promise<Person> => ({
  tenant,
  user: await users(deps.storage.pool).findOrCreateByExternalId(tenant.id, externalId),
});

const enrolment = ({ externalId, deviceName, daysAgo }: DevicePerson): Moment => ({
  daysAgo,
  happen: async (told, at) => {
    const person = await personOf(told, externalId);
    await again(async () => void told.devices.set(externalId, await enrolStoryDevice(told.deps, person, { name: deviceName, at })));
  },
});

const loss = ({ externalId, lockedDaysAgo }: DevicePerson): readonly Moment[] =>
  lockedDaysAgo === null
    ? []
    : [
        {
          daysAgo: lockedDaysAgo,
          happen: async ({ deps, tenant, devices }, at) => {
            const id = parseId("dev", devices.get(externalId)?.id ?? "");
            const lock = { by: helpDesk.by, reason: "Reported as lost.", liftableBy: "helpdesk", until: null } as const;
            await lockDevice(depsAt(deps, at), { tenant, id, cause: helpDesk }, lock);
          },
        },
      ];

interface Asked {
  readonly planned: PlannedQuestion;
  readonly operation: Operation;
  readonly at: Date;
}

/** A question that the sweep ended first was not answered in time. */
const answerIfOpen = async (
  { storage }: Deps,
  { operation, answer }: { readonly operation: Operation; readonly answer: () => Promise<void> },
): Promise<void> => {
  const isOpen = async (): Promise<boolean> => (await operations(storage.pool).byId(operation.tenantId, operation.id))?.decidedAt === null;
  try {
    await answer();
  } catch (error) {
    if (await isOpen()) throw error;
  }
};

const settle = async ({ deps, tenant, devices }: Told, { planned, operation, at }: Asked): Promise<void> => {
  const { end, externalId } = planned;
  const later = (ms: number): Date => new Date(at.getTime() + ms);
  switch (end) {
    case "ACCEPTED":
    case "REJECTED":
      return again(() => answerIfOpen(deps, { operation, answer: async () => devices.get(externalId)?.answer(operation, end, later(READ_MS)) }));
    case "TIMEOUT":
      return expireOfTenant(depsAt(deps, later(ANSWER_S * 1000)), tenant.id);
    case "CANCELLED":
      return answerIfOpen(deps, {
        operation,
        answer: () => cancelOperation(depsAt(deps, later(READ_MS)), operation, { by: "back end", reason: "no longer needed" }),
      });
    case "waits":
      return undefined;
  }
};

const asking = (planned: PlannedQuestion): Moment => ({
  daysAgo: planned.daysAgo,
  happen: async (told, at) => {
    const { user, tenant } = await personOf(told, planned.externalId);
    const lifeS = planned.end === "waits" ? LONG_ANSWER_S : ANSWER_S;
    const usual = { device: null, externalId: null, token: null, numberMatching: false, auditMessage: null, by: "back end" };
    const operation = await createOperation(depsAt(told.deps, at), { ...usual, ...planned.about, tenant, user, lifeS });
    await settle(told, { planned, operation, at });
  },
});

const moments: readonly Moment[] = [...deviceOwners.map(enrolment), ...deviceOwners.flatMap(loss), ...plannedQuestions.map(asking)].toSorted(
  (a, b) => b.daysAgo - a.daysAgo,
);

/**
 * Gives a tenant people with devices and ninety days of questions that were answered on them, once; the answer is those devices,
 * which are gone with the process. Killed halfway it stays half a story.
 */
export const seedDevices = async (deps: Deps, { tenant, stopped }: DeviceStage): Promise<StoryDevices> => {
  const devices = new Map<string, StoryDevice>();
  if (!(await pastSessions(deps.storage.pool).begin(tenant.id, "devices"))) return devices;
  const told: Told = { deps, tenant, devices, now: deps.now() };
  for (const { daysAgo, happen } of moments) {
    if (stopped()) return devices;
    await happen(told, new Date(told.now.getTime() - daysAgo * DAY_MS));
  }
  return devices;
};
