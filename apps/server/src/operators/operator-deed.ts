import type { Tx } from "@drawbridge/storage";
import { appendDeed } from "../devices/help-desk/audit.ts";
import { printId } from "../ids.ts";

/** What an operator did, for the trail. */
export interface OperatorDeed {
  readonly tenantId: string;
  /** Null: the server itself, or whoever holds the API token. */
  readonly operatorId: string | null;
  readonly at: Date;
  readonly action: string;
  readonly subject: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Writes it, in the transaction that makes it true. */
export const recordOperatorDeed = (tx: Tx, { operatorId, data = {}, ...deed }: OperatorDeed): Promise<void> =>
  appendDeed(tx, { ...deed, actor: operatorId === null ? "api" : `operator:${printId("opr", operatorId)}`, data });
