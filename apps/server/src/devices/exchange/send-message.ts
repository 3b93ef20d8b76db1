import {
  deviceMessages,
  deviceSessions,
  devices,
  newId,
  type Device,
  type DeviceMessage,
  type Tenant,
  type Tx,
  type User,
} from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import { enqueuePushes } from "../../push/push-to-device.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { recordDeed } from "../help-desk/audit.ts";
import { offerOfMessage } from "../channel/offers.ts";

interface Words {
  readonly kind: DeviceMessage["kind"];
  readonly banner: string;
  readonly text: string;
}

/** A one-way message. */
export interface NewMessage extends Words {
  readonly tenant: Tenant;
  readonly user: User;
  readonly device: Device | null;
  readonly by: string;
}

/** The same, for a transaction that has other work as well. */
export interface MessageToStore extends Words {
  readonly to: { readonly tenantId: string; readonly userId: string; readonly device: Device | null };
  readonly actor: string;
}

/** Stores a message and tells the person's devices. */
export const sendMessage = (deps: Deps, { tenant, user, device, by, ...words }: NewMessage): Promise<DeviceMessage> =>
  deps.storage.transaction((tx) => storeMessage(tx, deps, { ...words, to: { tenantId: tenant.id, userId: user.id, device }, actor: `api:${by}` }));

/** The part that commits. */
export const storeMessage = async (
  tx: Tx,
  deps: Deps,
  { to: { tenantId, userId, device }, kind, banner, text, actor }: MessageToStore,
): Promise<DeviceMessage> => {
  const now = deps.now();
  const common = { tenantId, userId, deviceId: device?.id ?? null };
  const message = { ...common, id: newId(), kind, banner, text, createdAt: now, deliveredAt: null, readAt: null, readBy: null };
  await deviceMessages(tx).create(message);
  const told = device ? [device] : await devices(tx).ofUser(tenantId, userId);
  const ids = told.map(({ id }) => id);
  await deviceSessions(tx).tell(ids, { name: "offered", payload: { offer: offerOfMessage(message) } }, now);
  await enqueuePushes(tx, told, { kind: "DISPLAY_MESSAGE", id: message.id });
  await recordDeed(tx, { tenantId, userId, at: now, actor, action: "message.sent", subject: printId("msg", message.id), data: { kind } });
  return message;
};
