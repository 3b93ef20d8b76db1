import { deviceMessages, deviceSessions, devices, newId, type Device, type DeviceMessage, type Tenant, type User } from "@drawbridge/storage";
import { printId } from "../ids.ts";
import { enqueuePushes } from "../push/push-to-device.ts";
import type { Deps } from "../use-cases/deps.ts";
import { recordDeed } from "./audit.ts";
import { offerOfMessage } from "./offers.ts";

/** A one-way message. */
export interface NewMessage {
  readonly tenant: Tenant;
  readonly user: User;
  readonly device: Device | null;
  readonly kind: DeviceMessage["kind"];
  readonly banner: string;
  readonly text: string;
  readonly by: string;
}

/** Stores a message and tells the person's devices. */
export const sendMessage = async (deps: Deps, { tenant, user, device, kind, banner, text, by }: NewMessage): Promise<DeviceMessage> => {
  const now = deps.now();
  const common = { tenantId: tenant.id, userId: user.id, deviceId: device?.id ?? null };
  const message = { ...common, id: newId(), kind, banner, text, createdAt: now, deliveredAt: null, readAt: null, readBy: null };
  await deps.storage.transaction(async (tx) => {
    await deviceMessages(tx).create(message);
    const told = device ? [device] : await devices(tx).ofUser(tenant.id, user.id);
    await deviceSessions(tx).tell(
      told.map(({ id }) => id),
      { name: "offered", payload: { offer: offerOfMessage(message) } },
      now,
    );
    await enqueuePushes(tx, told, { kind: "DISPLAY_MESSAGE", id: message.id });
    const subject = printId("msg", message.id);
    await recordDeed(tx, { tenantId: tenant.id, userId: user.id, at: now, actor: `api:${by}`, action: "message.sent", subject, data: { kind } });
  });
  return message;
};
