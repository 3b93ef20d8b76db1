import type { Tx } from "@drawbridge/storage";
import { appendDeed } from "../devices/help-desk/audit.ts";
import { printId } from "../ids.ts";

/** What an operator did, for the trail. */
export interface OperatorDeed {
  readonly tenantId: string;
  /** Null: the server itself, or whoever holds the API token. */
  readonly operatorId: string | null;
  /** What a program with the API token calls itself. */
  readonly by?: string | undefined;
  readonly at: Date;
  readonly action: string;
  readonly subject: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Writes it, in the transaction that makes it true. */
export const recordOperatorDeed = (tx: Tx, { operatorId, by, data = {}, ...deed }: OperatorDeed): Promise<void> => {
  const program = by === undefined ? "api" : `api:${by}`;
  return appendDeed(tx, { ...deed, actor: operatorId === null ? program : `operator:${printId("opr", operatorId)}`, data });
};
