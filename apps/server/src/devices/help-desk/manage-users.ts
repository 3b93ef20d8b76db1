import { connections, devices, users, type User } from "@drawbridge/storage";
import { AppError } from "../../http/app-error.ts";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { removeUserWith } from "../../use-cases/remove-user.ts";
import { appendDeed } from "./audit.ts";
import type { Cause } from "./manage-devices.ts";

/** What the help desk changes of a person; what is left out stays. */
export interface UserChange {
  readonly externalId?: string | null;
  readonly profile?: Readonly<Record<string, unknown>>;
}

interface Wish {
  readonly user: User;
  readonly cause: Cause;
}

/** Names what changed, never the values: those are the person's, and go with them. */
const deed = (
  deps: Deps,
  { user, cause }: Wish,
  { action, data }: { readonly action: string; readonly data: Readonly<Record<string, unknown>> },
) => ({
  tenantId: user.tenantId,
  at: deps.now(),
  actor: `api:${cause.by}`,
  action,
  subject: printId("usr", user.id),
  data: { reason: cause.reason, ...data },
});

/** Changes a person's name or profile. Devices know their person by name, so that one with a device keeps it. */
export const changeUser = (deps: Deps, wish: Wish, change: UserChange): Promise<User> =>
  deps.storage.transaction(async (tx) => {
    const { user } = wish;
    const renames = change.externalId !== undefined && change.externalId !== user.externalId;
    if (renames && (await devices(tx).ofUser(user.tenantId, user.id)).length > 0)
      throw new AppError("WRONG_STATE", { detail: "this user has devices, which know them by their externalId: remove them first" });
    const changed = await users(tx).change(user, change);
    if (!changed) throw new AppError("ALREADY_EXISTS", { detail: "externalId is taken" });
    await appendDeed(tx, deed(deps, wish, { action: "user.changed", data: { changed: Object.keys(change) } }));
    return changed;
  });

/** Erases a person, as every face does; the trail keeps that it was done, and why. */
export const eraseUser = async (deps: Deps, wish: Wish): Promise<void> => {
  const { user } = wish;
  const held = await connections(deps.storage.pool).ofUser(user.tenantId, user.id);
  await removeUserWith(deps, user, {
    actor: { type: "tenant", face: "native" },
    alongside: (tx) => appendDeed(tx, deed(deps, wish, { action: "user.removed", data: { connections: held.length } })),
  });
};
