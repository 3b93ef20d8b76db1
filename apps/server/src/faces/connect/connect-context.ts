import type { ConnectMode, ConnectPageMessage, ConnectUserEvent, EntityNo, Failure } from "@drawbridge/contract";
import { projectFailure } from "@drawbridge/domain";
import type { EventFacts } from "../event-facts.ts";

/** What the messages of a link say beside the event itself. */
export interface ConnectContext {
  readonly mode: ConnectMode;
  readonly partnerNo: number;
  readonly customerNo: number;
  /** Epoch ms of the link. */
  readonly timestamp: number;
  readonly ttl: number;
  readonly experience: string | null;
  readonly sessionHex: string;
  readonly idFormat: "number" | "string";
  /** User events tell their place in the log (connect-events.md, section 8). */
  readonly enriched: boolean;
  /** Language tag of the session: alerts are told as the person reads them. */
  readonly locale: string;
}

/** One logged event on its way to the host. */
export interface Projection {
  readonly facts: EventFacts;
  readonly context: ConnectContext;
}

/** What one kind of logged event says to the host. */
export type Row = (projection: Projection) => readonly ConnectPageMessage[];

/** Prints a number in the format of the experience (connect-events.md, R2). */
export const printNo = ({ context }: Projection, no: number): EntityNo => (context.idFormat === "string" ? String(no) : no);

/** Wraps a user event as a message. */
export const tell = (data: ConnectUserEvent): readonly ConnectPageMessage[] => [{ type: "user", data }];

/** Code of a failure in this face; an unnamed one is unexpected. */
export const codeOf = (failure: Failure | null): number => projectFailure(failure ?? "unexpected").connectCode;
