import type { Connection, Session } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import { approvalOf } from "./consent-approval-of.ts";
import type { Deps } from "./deps.ts";
import { extendConsent } from "./extend-consent.ts";
import { readLink } from "./read-link.ts";
import { contentOf } from "./session-content.ts";
import { clockOf } from "./tenant-clock.ts";

const DAY_MS = 86_400_000;

/** Renews what a person allowed, without the bank; where the tenant wants a device's approval, as it was signed there. */
export const renewConsent = async (
  deps: Deps,
  session: Session,
  { connection, operationId }: { readonly connection: Connection; readonly operationId: string | null },
): Promise<void> => {
  const { flow, pending } = contentOf(session);
  const wanted = flow.settings.approvals?.includes("renew") === true;
  const approval = wanted ? await approvalOf(deps, session, { operationId, connection }) : null;
  if (wanted && !approval) throw new AppError("FORBIDDEN", { detail: "there is no approval to rest on" });
  const { consentDays } = await readLink(deps, session);
  const expiresAt = approval?.expiresAt ?? new Date(clockOf(deps, session.tenantId).getTime() + consentDays * DAY_MS);
  const actor = { type: "user", face: "session" } as const;
  if (!(await extendConsent(deps, connection, { expiresAt, actor, approval, effectId: pending?.id ?? null })))
    throw new AppError("CONNECTION_NOT_FOUND");
};
