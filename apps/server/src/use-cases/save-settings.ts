import { tenants, type Tx } from "@drawbridge/storage";
import { recordProgramDeed } from "../operators/deed-of-request.ts";
import type { Deps } from "./deps.ts";

/** An entry among a tenant's settings, whole. */
export interface NamedSettings {
  readonly name: string;
  readonly settings: object | null;
  /** What follows from the new ones, in the same transaction. */
  readonly also?: (tx: Tx) => Promise<void>;
}

const factsOf = (settings: object | null): Readonly<Record<string, unknown>> =>
  settings === null || Array.isArray(settings) ? { value: settings } : { ...settings };

/** Keeps a tenant's settings, and writes to the trail what they are from now on, also when a program set them. */
export const saveSettings = (deps: Deps, tenantId: string, { name, settings, also }: NamedSettings): Promise<void> =>
  deps.storage.transaction(async (tx) => {
    await tenants(tx).saveSetting(tenantId, name, settings);
    await also?.(tx);
    await recordProgramDeed(tx, { tenantId, at: deps.now(), action: "tenant.settings_changed", subject: name, data: factsOf(settings) });
  });
