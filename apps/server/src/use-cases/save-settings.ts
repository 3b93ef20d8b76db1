import { tenants, type Tx } from "@drawbridge/storage";
import { recordProgramDeed } from "../operators/deed-of-request.ts";
import type { Deps } from "./deps.ts";

/** An entry among a tenant's settings, whole. */
export interface NamedSettings {
  readonly name: string;
  readonly settings: object | null;
  /** Why, and who asks, where somebody said so. */
  readonly cause?: { readonly reason?: string | undefined; readonly by?: string | undefined };
  /** What follows from the new ones, in the same transaction. */
  readonly also?: (tx: Tx) => Promise<void>;
}

const factsOf = (settings: object | null): Readonly<Record<string, unknown>> =>
  settings === null || Array.isArray(settings) ? { value: settings } : { ...settings };

/** Keeps a tenant's settings, and writes to the trail what they are from now on, also when a program set them. */
export const saveSettings = (deps: Deps, tenantId: string, { name, settings, cause = {}, also }: NamedSettings): Promise<void> =>
  deps.storage.transaction(async (tx) => {
    await tenants(tx).saveSetting(tenantId, name, settings);
    await also?.(tx);
    const { reason, by } = cause;
    const data = { ...factsOf(settings), ...(reason !== undefined && { reason }) };
    await recordProgramDeed(tx, { tenantId, by, at: deps.now(), action: "tenant.settings_changed", subject: name, data });
  });
