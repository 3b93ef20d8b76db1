import type { PrintedEvent } from "@drawbridge/domain";
import type { Egress } from "../egress/webhook-egress.ts";

/** What a sink was set up with, opened for sending. */
export interface SinkTarget {
  readonly tenantId: string;
  readonly url: string;
  readonly subject: string | null;
  readonly secrets: Readonly<Record<string, string>>;
}

/** What came of a batch; `retryAfter` is the receiver's header. */
export type SinkSent = { readonly outcome: "accepted" } | { readonly outcome: "failed"; readonly detail: string; readonly retryAfter: string | null };

/** The ways out a plug-in may use. */
export interface SinkRoads {
  readonly egress: Egress;
  readonly now: () => Date;
}

/** One kind of receiver. A batch is accepted as a whole or sent again as a whole; ids of events stay, so receivers can tell. */
export interface SinkPlugIn {
  readonly send: (roads: SinkRoads, target: SinkTarget, events: readonly PrintedEvent[]) => Promise<SinkSent>;
  /** Why an address is refused; null when it may be used. */
  readonly check: (roads: Pick<SinkRoads, "egress">, url: string) => Promise<string | null>;
}
