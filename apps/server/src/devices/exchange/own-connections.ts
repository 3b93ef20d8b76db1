import type { DevicePayload, DeviceResult, OwnReceipt } from "@drawbridge/contract";
import { connections, operations, type Connection, type Operation } from "@drawbridge/storage";
import { AppError } from "../../http/app-error.ts";
import { parseId, printId } from "../../ids.ts";
import { managedConnections } from "../../use-cases/manage-connections.ts";
import { clockOf } from "../../use-cases/tenant-clock.ts";
import { readApprovalSettings } from "../approvals/approval-settings.ts";
import { deviceOfSession } from "../pin/change-pin.ts";
import { askAboutConsent, consentTemplates, type ConsentQuestion } from "../approvals/consent-approval.ts";
import type { SessionCall } from "../channel/device-call.ts";
import { removedDevice } from "../pin/device-lock.ts";
import { DeviceRefusal } from "../channel/device-refusal.ts";
import { personOf } from "../device-user.ts";

const RECEIPTS_SHOWN = 100;
const RENEWED_DAYS = 90; // design.md: the usual life of a consent

/** What the person shares, and what they signed about it. */
export const listOwnConnections = async ({ deps, session }: SessionCall): Promise<DeviceResult<"connections.list">> => {
  const { tenantId, userId } = session;
  const [person, shared, signed] = await Promise.all([
    personOf(deps, tenantId, userId),
    managedConnections(deps, session),
    operations(deps.storage.pool).query({ tenantId, userId, limit: RECEIPTS_SHOWN }),
  ]);
  if (!person) throw removedDevice();
  return { tenant: person.tenant.name, connections: shared, receipts: signed.flatMap(printReceipt) };
};

const questions = { [consentTemplates.grant]: "grant", [consentTemplates.renew]: "renew", [consentTemplates.revoke]: "revoke" } as const;
const isQuestion = (template: string | null): template is keyof typeof questions => template !== null && Object.hasOwn(questions, template);

const printReceipt = ({ id, template, state, text, decidedAt, receipt }: Operation): OwnReceipt[] =>
  isQuestion(template) && (state === "ACCEPTED" || state === "REJECTED") && decidedAt && receipt !== null
    ? [{ operationId: printId("op", id), question: questions[template], decision: state, text, decidedAt: decidedAt.toISOString(), receipt }]
    : [];

/** The person asks for it themselves: the operation comes to the device they hold, and to no other. */
export const askOwnConnection = async (
  call: SessionCall,
  { connectionId, question }: DevicePayload<"connection.ask">,
): Promise<DeviceResult<"connection.ask">> => {
  const connection = await ownConnection(call, connectionId);
  const waiting = await findWaiting(call, connection, question);
  const operation = waiting ?? (await ask(call, connection, question).catch(refuse));
  return { operationId: printId("op", operation.id) };
};

const ownConnection = async ({ deps, session }: SessionCall, text: string): Promise<Connection> => {
  const id = parseId("con", text);
  const connection = id && (await connections(deps.storage.pool).byId(session.tenantId, id));
  if (!connection || connection.userId !== session.userId) throw new DeviceRefusal("kInvalidParameter", "This connection is not known.");
  return connection;
};

const findWaiting = async (
  { deps, session }: SessionCall,
  { tenantId, userId, id }: Connection,
  question: ConsentQuestion,
): Promise<Operation | undefined> => {
  const now = clockOf(deps, tenantId);
  const asked = await operations(deps.storage.pool).ofConnection(userId, printId("con", id));
  return asked.find(
    ({ deviceId, template, decidedAt, deadline }) =>
      deviceId === session.deviceId && template === consentTemplates[question] && decidedAt === null && deadline > now,
  );
};

const ask = async (call: SessionCall, connection: Connection, question: ConsentQuestion): Promise<Operation> => {
  const { deps, session } = call;
  const [device, person, settings] = await Promise.all([
    deviceOfSession(call),
    personOf(deps, session.tenantId, session.userId),
    readApprovalSettings(deps.storage.pool, session.tenantId),
  ]);
  if (!person) throw removedDevice();
  const wish = { question, days: RENEWED_DAYS, purpose: settings.purpose, lifeS: settings.answerTimeout, numberMatching: false, device };
  return askAboutConsent(deps, { tenant: person.tenant, connection }, { ...wish, by: `device:${printId("dev", device.id)}` });
};

const refuse = (error: unknown): never => {
  if (error instanceof AppError && error.code === "WRONG_STATE") throw new DeviceRefusal("kInvalidState", "There is no consent that stands.");
  if (error instanceof AppError && error.code === "TOO_MANY_OPERATIONS")
    throw new DeviceRefusal("kFailed", "Too many questions wait already.", { refusal: "RATE_LIMITED", retryDelay: 60 });
  throw error;
};
