import type { DraftEvent } from "@drawbridge/contract";
import { newId, type Session, type Tx } from "@drawbridge/storage";
import { recordEvents } from "../webhooks/record-events.ts";

/** What happened in a session, and what its events have in common. */
export interface SessionEvents {
  readonly drafts: readonly DraftEvent[];
  readonly occurredAt: Date;
  /** Of the link's experience; null: it has none. */
  readonly variant: string | null;
}

/** Appends events to a session, after its last; each names the A/B variant, so that nobody has to look it up (connect-events.md, section 12). */
export const appendSessionEvents = (tx: Tx, session: Session, { drafts, occurredAt, variant }: SessionEvents): Promise<void> =>
  recordEvents(
    tx,
    drafts.map((draft, index) => ({
      ...draft,
      data: variant === null ? draft.data : { ...draft.data, variant },
      id: newId(),
      tenantId: session.tenantId,
      sessionId: session.id,
      userId: session.userId,
      seq: session.lastSeq + index + 1,
      occurredAt,
    })),
  );
