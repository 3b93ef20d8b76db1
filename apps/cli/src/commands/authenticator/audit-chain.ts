import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet } from "jose";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { CliError } from "../../cli-error.ts";

/** A row of the audit trail as the API prints it. */
export const AuditRow = Type.Object({
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
export type AuditRow = Static<typeof AuditRow>;

const Checkpoint = Type.Object({ tenantId: Type.String(), no: Type.Integer(), hash: Type.String() });
/** What a server signed of its trail once: the row it ended with. */
export type Checkpoint = Static<typeof Checkpoint>;

/** Nothing holds after this. */
export const broken = (why: string): CliError => new CliError("refused", `BROKEN: ${why}`);

const hashOf = ({ hash: _hash, ...row }: AuditRow): string =>
  createHash("sha256")
    .update(canonicalize(row) ?? "", "utf8")
    .digest("base64url");

/** What the chain is broken by at a row; null when it holds. */
const flawOf = (row: AuditRow, last: { readonly no: number; readonly hash: string }): string | null => {
  if (row.no !== last.no + 1) return `row ${last.no + 1} is missing`;
  if (row.previousHash !== last.hash) return `row ${row.no} does not follow the row before`;
  return hashOf(row) === row.hash ? null : `row ${row.no} was changed`;
};

/** Follows a trail from its first row, past a checkpoint if there is one; throws at the first row that does not hold. */
export const followChain = (checkpoint: Checkpoint | null) => {
  let last = { no: 0, hash: "" };
  return {
    add: (row: AuditRow): void => {
      const flaw = flawOf(row, last);
      if (flaw !== null) throw broken(flaw);
      if (checkpoint && row.tenantId !== checkpoint.tenantId) throw broken("the checkpoint is another tenant's");
      if (row.no === checkpoint?.no && row.hash !== checkpoint.hash) throw broken(`the trail was rewritten up to row ${row.no} since the checkpoint`);
      last = { no: row.no, hash: row.hash };
    },
    /** The row it ends with. */
    end: (): { readonly no: number; readonly hash: string } => {
      if (checkpoint && last.no < checkpoint.no) throw broken(`rows up to ${checkpoint.no} were there at the checkpoint`);
      return last;
    },
  };
};

/** Reads a checkpoint with the server's public keys alone. */
export const readCheckpoint = async (jws: string, keys: JSONWebKeySet): Promise<Checkpoint> => {
  try {
    const { payload } = await jwtVerify(jws.trim(), createLocalJWKSet(keys), { typ: "drawbridge-audit+jws", algorithms: ["ES256"] });
    if (Value.Check(Checkpoint, payload)) return payload;
  } catch (error) {
    if (!(error instanceof errors.JOSEError || error instanceof TypeError)) throw error;
    throw new CliError("refused", `NOT VALID: the checkpoint: ${error.message}`);
  }
  throw new CliError("refused", "NOT VALID: it is signed, but no checkpoint");
};
