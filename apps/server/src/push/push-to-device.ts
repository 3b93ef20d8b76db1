import { deviceMessages, devices, operations, type Device, type Tx } from "@drawbridge/storage";
import { Value } from "typebox/value";
import { recordDeed } from "../devices/help-desk/audit.ts";
import { adminRefusal } from "../devices/pin/device-lock.ts";
import { personOf, refOf } from "../devices/device-user.ts";
import { signPush } from "../devices/exchange/sign-push.ts";
import { AppError } from "../http/app-error.ts";
import { printId } from "../ids.ts";
import { enqueue, type JobCatalogue } from "../jobs/enqueue.ts";
import type { Deps } from "../use-cases/deps.ts";
import { clockOf } from "../use-cases/tenant-clock.ts";
import { Envelope } from "../vault/vault.ts";
import { senderFor } from "./push-gateway.ts";
import { readPushToken, type PushOutcome, type PushPrefix } from "./push-sender.ts";

/** What a device is woken for: an operation or message, by its bare id. */
type PushJob = JobCatalogue["device.push"];

const MESSAGE_LIFE_S = 86_400; // a message has no deadline; a day later the next login shows it

/** Queues a push for each device that can be woken, in the transaction that makes the thing. */
export const enqueuePushes = async (
  tx: Tx,
  told: readonly Device[],
  about: { readonly kind: PushJob["kind"]; readonly id: string },
): Promise<void> => {
  for (const { id: deviceId, tenantId, pushToken } of told) {
    if (pushToken === null) continue;
    await enqueue(tx, { name: "device.push", payload: { tenantId, deviceId, ...about } }, { key: `push:${about.id}:${deviceId}` });
  }
};

/** How long a push is worth something; null: nothing waits any more. */
const lifeOf = async (deps: Deps, { tenantId, kind, id }: PushJob): Promise<number | null> => {
  if (kind === "DISPLAY_MESSAGE") {
    const message = await deviceMessages(deps.storage.pool).byId(tenantId, id);
    return message && message.readAt === null ? MESSAGE_LIFE_S : null;
  }
  const operation = await operations(deps.storage.pool).byId(tenantId, id);
  if (!operation || operation.decidedAt || operation.state === "RETRIEVED") return null;
  const left = Math.floor((operation.deadline.getTime() - clockOf(deps, tenantId).getTime()) / 1000);
  return left > 0 ? left : null;
};

/** The work of a push job. Safe to run twice: a second push of one topic replaces the first. */
export const pushToDevice = async (deps: Deps, job: PushJob): Promise<void> => {
  const device = await devices(deps.storage.pool).byId(job.tenantId, job.deviceId);
  if (!device || (await adminRefusal(deps.storage.pool, device, deps.now()))) return;
  const lifeS = await lifeOf(deps, job);
  if (lifeS === null) return;
  const outcome = await wakeDevice(deps, device, { ...job, lifeS });
  if (outcome.outcome === "try_later") throw new AppError("PROVIDER_DOWN", { detail: `push: ${outcome.detail}` });
  if (outcome.outcome === "refused") deps.log.warn({ deviceId: device.id, detail: outcome.detail }, "a push was refused");
  if (outcome.outcome === "sent" && job.kind === "TRANSACTION") await operations(deps.storage.pool).advance(job.id, "PUSHED");
};

/** Sends one push to a device and forgets a token that is gone. */
export const wakeDevice = async (
  deps: Deps,
  device: Device,
  { kind, id, lifeS, only }: { readonly kind: PushJob["kind"]; readonly id: string; readonly lifeS: number; readonly only?: PushPrefix },
): Promise<PushOutcome> => {
  if (!Value.Check(Envelope, device.pushToken)) return { outcome: "gone", detail: "the device gave no push token" };
  const { tenantId, userId } = device;
  const stored = deps.vault.open(device.pushToken, { tenantId, userId, ownerId: device.id, purpose: "push_token" });
  const read = readPushToken(stored.reveal());
  if (read && only !== undefined && read.prefix !== only) return { outcome: "refused", detail: `the device's token is of ${read.prefix}` };
  const sender = read && (await senderFor(deps, tenantId, read.prefix));
  if (!read || !sender) return { outcome: "refused", detail: "no sender for this kind of token" };
  const content = await contentFor(deps, device, { kind, id });
  const topic = id.replaceAll("-", "");
  const outcome = await sender.send({ token: read.token, content, lifeS, topic, urgency: kind === "TRANSACTION" ? "high" : "normal" });
  if (outcome.outcome === "gone") await forgetToken(deps, device, outcome.detail);
  return outcome;
};

/** Category, recipient and id, never the text (contract, 12.14). */
const contentFor = async (deps: Deps, device: Device, { kind, id }: Pick<PushJob, "kind" | "id">): Promise<string> => {
  const person = await personOf(deps, device.tenantId, device.userId);
  const message = {
    category: kind,
    ...(person && { to: refOf(person) }),
    messageId: printId(kind === "TRANSACTION" ? "op" : "msg", id),
    titleKey: kind === "TRANSACTION" ? "push.operation" : "push.message",
  };
  return signPush(deps, device, Buffer.from(JSON.stringify(message)).toString("base64url"));
};

const forgetToken = (deps: Deps, device: Device, detail: string): Promise<void> =>
  deps.storage.transaction(async (tx) => {
    if (!(await devices(tx).forgetPushToken(device.id, device.pushToken))) return; // a new one came meanwhile
    const { tenantId, userId, id } = device;
    const subject = printId("dev", id);
    await recordDeed(tx, { tenantId, userId, at: deps.now(), actor: "server", action: "device.push_token_forgotten", subject, data: { detail } });
  });
