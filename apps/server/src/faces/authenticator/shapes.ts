import type { ActivationCode, App, AppVersion, AuditRow, Device, DeviceMessage, Operation, User } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import { awaitsCommit } from "../../devices/activation/commit-activation.ts";
import { isOver } from "../../devices/pin/device-lock.ts";
import { describePinLock } from "../../devices/help-desk/manage-devices.ts";

const time = (date: Date | null): string | null => date?.toISOString() ?? null;

/** A person. */
export const printUser = ({ id, externalId, profile, createdAt }: User) => ({
  id: printId("usr", id),
  externalId,
  profile,
  createdAt: createdAt.toISOString(),
});

/** A code without its text, which was shown once. */
export const printCode = (code: ActivationCode, now: Date) => ({
  id: printId("acd", code.id),
  userId: printId("usr", code.userId),
  purpose: code.purpose,
  channel: code.channel,
  state: code.state === "CREATED" && code.expiresAt <= now ? "EXPIRED" : code.state,
  wrongTries: code.tries,
  registersApp: code.registersApp,
  oneTimePassword: code.oneTimeHash !== null,
  awaitsCommit: code.awaitsCommit,
  confirmedBy: code.confirmedBy,
  createdAt: code.createdAt.toISOString(),
  expiresAt: code.expiresAt.toISOString(),
});

const stateOf = (device: Device, now: Date): string => {
  const { removedAt, adminLock } = device;
  if (removedAt) return "REMOVED";
  if (awaitsCommit(device)) return "PENDING";
  return adminLock && !isOver(adminLock, now) ? "LOCKED" : "ACTIVE";
};

/** A device as the help desk sees it; no secret of it is shown. */
export const printDevice = (device: Device, now: Date) => ({
  id: printId("dev", device.id),
  userId: printId("usr", device.userId),
  name: device.name,
  state: stateOf(device, now),
  lock: device.adminLock,
  pinLock: describePinLock(device.lock, now),
  keyThumbprint: device.jkt,
  encryptionKey: device.encryptionKey,
  app: { name: device.appName, version: device.appVersion },
  locales: device.locales,
  push: device.pushToken !== null,
  offline: { seed: device.seedId !== null, atc: device.atc },
  createdAt: device.createdAt.toISOString(),
  lastUsedAt: time(device.lastUsedAt),
  removedAt: time(device.removedAt),
});

/** An operation; the token another party gave is never shown. */
export const printOperation = (o: Operation) => ({
  id: printId("op", o.id),
  userId: printId("usr", o.userId),
  deviceId: o.deviceId && printId("dev", o.deviceId),
  externalId: o.externalId,
  template: o.template,
  banner: o.banner,
  text: o.text,
  data: o.data,
  factor: o.factor,
  numberMatch: o.numberMatch,
  maxFailures: o.maxFailures,
  riskFlags: o.riskFlags,
  state: o.state,
  reason: o.reason,
  createdAt: o.createdAt.toISOString(),
  deadline: o.deadline.toISOString(),
  retrieveBy: time(o.retrieveBy),
  decidedAt: time(o.decidedAt),
  decidedBy: o.decidedBy && printId("dev", o.decidedBy),
});

/** A message with its delivery and read receipt. */
export const printMessage = (m: DeviceMessage) => ({
  id: printId("msg", m.id),
  userId: printId("usr", m.userId),
  deviceId: m.deviceId && printId("dev", m.deviceId),
  kind: m.kind,
  banner: m.banner,
  text: m.text,
  createdAt: m.createdAt.toISOString(),
  deliveredAt: time(m.deliveredAt),
  readAt: time(m.readAt),
  readBy: m.readBy && printId("dev", m.readBy),
});

/** An app with the number of its versions. */
export const printApp = ({ name, state, versions, newest, createdAt }: App) => ({
  name,
  state,
  versions,
  newestVersion: newest,
  createdAt: createdAt.toISOString(),
});

/** A version of an app. */
export const printAppVersion = (v: AppVersion) => ({
  id: printId("apv", v.id),
  appName: v.appName,
  version: v.version,
  state: v.state,
  mandatoryFrom: time(v.mandatoryFrom),
  updateUrl: v.updateUrl,
  infoUrl: v.infoUrl,
  digest: v.digest,
  createdAt: v.createdAt.toISOString(),
});

/** A row of the trail, complete enough to check its hash. */
export const printAuditRow = (row: AuditRow) => ({
  tenantId: row.tenantId,
  no: row.no,
  at: row.at.toISOString(),
  actor: row.actor,
  action: row.action,
  subject: row.subject,
  data: row.data,
  previousHash: row.previousHash,
  hash: row.hash,
});
