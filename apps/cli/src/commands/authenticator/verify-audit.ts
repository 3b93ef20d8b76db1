import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { callServer, problemText } from "../../call-server.ts";
import { CliError } from "../../cli-error.ts";
import { printable } from "../../printable.ts";
import type { Command, CommandInput } from "../command.ts";

const Row = Type.Object({
  tenantId: Type.String(),
  no: Type.Integer(),
  at: Type.String(),
  actor: Type.String(),
  action: Type.String(),
  subject: Type.String(),
  data: Type.Unknown(),
  previousHash: Type.String(),
  hash: Type.String(),
});
const Page = Type.Object({
  rows: Type.Array(Row),
  head: Type.Object({ no: Type.Integer(), hash: Type.String() }),
  next: Type.Union([Type.Integer(), Type.Null()]),
});

const hashOf = ({ hash: _hash, ...row }: Static<typeof Row>): string =>
  createHash("sha256")
    .update(canonicalize(row) ?? "", "utf8")
    .digest("base64url");

/** What the chain is broken by at a row; null when it holds. */
const flawOf = (row: Static<typeof Row>, last: { readonly no: number; readonly hash: string }): string | null => {
  if (row.no !== last.no + 1) return `row ${last.no + 1} is missing`;
  if (row.previousHash !== last.hash) return `row ${row.no} does not follow the row before`;
  return hashOf(row) === row.hash ? null : `row ${row.no} was changed`;
};

const run = async ({ target, say }: CommandInput): Promise<void> => {
  let last = { no: 0, hash: "" };
  for (;;) {
    const { status, body } = await callServer(target, { path: `/v1/audit?after=${last.no}&limit=1000` });
    if (status !== 200) throw new CliError("refused", printable(problemText(body)));
    const { rows, head, next } = Value.Parse(Page, body);
    for (const row of rows) {
      const flaw = flawOf(row, last);
      if (flaw !== null) throw new CliError("refused", `BROKEN: ${flaw}`);
      last = { no: row.no, hash: row.hash };
    }
    if (next !== null) continue;
    if (last.no !== head.no || last.hash !== head.hash) throw new CliError("refused", "BROKEN: the end is missing");
    say(`intact    ${last.no} rows, head ${last.hash || "none"}`);
    return;
  }
};

/** Reads the whole trail and computes every hash again on this machine. */
export const verifyAudit: Command = {
  name: "audit verify",
  operand: null,
  summary: "Check that nobody changed the audit trail",
  options: {},
  help: [],
  run,
};
