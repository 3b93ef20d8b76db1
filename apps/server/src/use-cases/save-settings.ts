import { tenants } from "@drawbridge/storage";
import { recordProgramDeed } from "../operators/deed-of-request.ts";
import type { Deps } from "./deps.ts";

/** An entry among a tenant's settings, whole. */
export interface NamedSettings {
  readonly name: string;
  readonly settings: object;
}

/** Keeps a tenant's settings, and writes to the trail what they are from now on, also when a program set them. */
export const saveSettings = (deps: Deps, tenantId: string, { name, settings }: NamedSettings): Promise<void> =>
  deps.storage.transaction(async (tx) => {
    await tenants(tx).saveSetting(tenantId, name, settings);
    await recordProgramDeed(tx, { tenantId, at: deps.now(), action: "tenant.settings_changed", subject: name, data: { ...settings } });
  });
