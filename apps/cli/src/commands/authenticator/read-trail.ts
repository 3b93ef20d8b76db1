import { Type } from "typebox";
import { Value } from "typebox/value";
import { callServer, problemText } from "../../call-server.ts";
import { CliError } from "../../cli-error.ts";
import type { Target } from "../../find-server.ts";
import { printable } from "../../printable.ts";
import { AuditRow } from "./audit-chain.ts";

const Head = Type.Object({ no: Type.Integer(), hash: Type.String() });
const Page = Type.Object({ rows: Type.Array(AuditRow), head: Head, next: Type.Union([Type.Integer(), Type.Null()]) });
const Signed = Type.Object({ no: Type.Integer(), checkpoint: Type.String() });

const get = async (target: Target, path: string): Promise<unknown> => {
  const { status, body } = await callServer(target, { path });
  if (status !== 200) throw new CliError("refused", printable(problemText(body)));
  return body;
};

/** Reads the trail from its first row, and answers with what the server says its end is. */
export const readTrail = async (target: Target, take: (row: AuditRow) => void): Promise<{ readonly no: number; readonly hash: string }> => {
  for (let after = 0; ;) {
    const { rows, head, next } = Value.Parse(Page, await get(target, `/v1/audit?after=${after}&limit=1000`));
    rows.forEach(take);
    if (next === null) return head;
    after = next;
  }
};

/** Lets the server sign where its trail ends now. */
export const signCheckpoint = async (target: Target): Promise<{ readonly no: number; readonly checkpoint: string }> =>
  Value.Parse(Signed, await get(target, "/v1/audit/checkpoint"));
