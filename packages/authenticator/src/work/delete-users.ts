import type { UserIdentifier } from "@drawbridge/contract";
import { isSameUser, type McOutcome } from "@drawbridge/domain";
import { ChannelRefusal } from "../channel/channel-refusal.ts";
import type { Removal } from "../key-store/key-store.ts";
import { changeDevice, type WorkContext } from "./work-context.ts";

/** Wipes what the device keeps of users; only the key that must tell the server of it stays until the server has heard. */
export const deleteUsers = async (context: WorkContext, gone: readonly UserIdentifier[]): Promise<McOutcome> => {
  const isGone = (user: UserIdentifier): boolean => gone.some((one) => isSameUser(one, user));
  await changeDevice(context, ({ users, removals, lastUser, ...device }) => ({
    ...device,
    users: users.filter(({ userIdentifier }) => !isGone(userIdentifier)),
    removals: [
      ...removals,
      ...users.filter(({ userIdentifier }) => isGone(userIdentifier)).map(({ deviceId, keys }) => ({ deviceId, signing: keys.signing })),
    ],
    lastUser: lastUser && isGone(lastUser) ? null : lastUser,
  }));
  await tellRemovals(context);
  return { status: "kOk", payload: { deleted: [...gone] } };
};

/** Tells the server of devices that are gone; what it cannot be told now is told the next time. */
export const tellRemovals = async (context: WorkContext): Promise<void> => {
  const { removals } = await context.keyStore.read();
  for (const removal of removals) {
    if (await isTold(context, removal)) {
      await changeDevice(context, (device) => ({ ...device, removals: device.removals.filter(({ deviceId }) => deviceId !== removal.deviceId) }));
    }
  }
};

/** A server that refuses does not know the device any more: nothing is left to tell. */
const isTold = ({ channel }: WorkContext, { deviceId, signing }: Removal): Promise<boolean> =>
  channel.request("device.remove", { deviceId }, { signing }).then(
    () => true,
    (error: unknown) => error instanceof ChannelRefusal && error.body.refusal === "REFUSED",
  );
