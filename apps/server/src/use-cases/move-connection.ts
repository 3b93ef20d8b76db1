import type { FlowState } from "@drawbridge/domain";
import { connectionRoutes, type Session, type Tx } from "@drawbridge/storage";
import { parseId } from "../ids.ts";
import type { Deps } from "./deps.ts";

/** After another aggregator took over, the connection that is being made belongs to that one; its id stays. */
export const moveConnection = async (
  deps: Deps,
  tx: Tx,
  { session, before, after }: { readonly session: Session; readonly before: FlowState; readonly after: FlowState },
): Promise<void> => {
  const chosen = after.institution;
  const id = after.connection && before.connection && parseId("con", after.connection.id);
  if (!id || !chosen || chosen.card.id !== before.institution?.card.id || chosen.aggregator === before.institution.aggregator) return;
  const entry = deps.directory.resolve(chosen.card.id, [], chosen);
  if (!entry?.provider) return;
  const { provider, kind, bankId } = entry.provider;
  await connectionRoutes(tx).move(session.tenantId, id, { provider, kind, bankConnectionId: `${bankId}:${id}`, routing: chosen.routing ?? null });
};
