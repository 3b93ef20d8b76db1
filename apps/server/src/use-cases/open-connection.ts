import type { FlowState, Ref } from "@drawbridge/domain";
import { connectionRoutes, connections, newId, type Session, type Tx } from "@drawbridge/storage";
import { AppError } from "../http/app-error.ts";
import { printId } from "../ids.ts";
import { clockOf } from "./tenant-clock.ts";
import type { Deps } from "./deps.ts";

/** Makes the pending connection an attempt works on, so that every event of it can name the same id. */
export const openConnection = async (
  deps: Deps,
  tx: Tx,
  { session, flow, jobTypes }: { readonly session: Session; readonly flow: FlowState; readonly jobTypes: readonly string[] },
): Promise<Ref> => {
  const chosen = flow.institution?.card;
  const entry = chosen && deps.directory.resolve(chosen.id, [], flow.institution ?? {});
  if (!entry?.provider) throw new AppError("UNEXPECTED", { detail: "sign-in without a provider" });
  const id = newId();
  const connection = await connections(tx).create({
    id,
    tenantId: session.tenantId,
    userId: session.userId,
    institutionId: entry.uuid,
    provider: entry.provider.provider,
    kind: entry.provider.kind,
    bankConnectionId: `${entry.provider.bankId}:${id}`,
    sessionId: session.id,
    jobTypes,
    createdAt: clockOf(deps, session.tenantId),
  });
  if (flow.institution?.routing) await connectionRoutes(tx).save(session.tenantId, connection.id, flow.institution.routing);
  return { id: printId("con", connection.id), no: connection.no };
};
