import type { FlowState } from "@drawbridge/domain";
import type { Session } from "@drawbridge/storage";
import type { PendingEffect, SessionContent } from "./session-record.ts";

/**
 * Reads back what this server wrote into a session row. The columns are written by `advanceSession` only, in the
 * shapes named here, so they are trusted and not validated again on every read.
 */
export const contentOf = (session: Session): SessionContent => ({
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by us in exactly this shape
  flow: session.flow as FlowState,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by us in exactly this shape
  pending: session.pendingEffect as PendingEffect | null,
  secrets: session.secrets ?? {},
});
