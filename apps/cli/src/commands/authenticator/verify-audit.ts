import { Type } from "typebox";
import { Value } from "typebox/value";
import { CliError } from "../../cli-error.ts";
import type { Command, CommandInput } from "../command.ts";
import { AuditRow, broken, followChain, readCheckpoint, type Checkpoint } from "./audit-chain.ts";
import { keysHelp, readKeySet, readText } from "./key-set.ts";
import { readTrail, signCheckpoint } from "./read-trail.ts";

const givenCheckpoint = async (values: CommandInput["values"]): Promise<Checkpoint | null> => {
  const path = values["checkpoint"];
  return typeof path === "string" ? readCheckpoint(await readText(path), await readKeySet(values)) : null;
};

/** Reads the whole trail and computes every hash again on this machine. */
export const verifyAudit: Command = {
  name: "audit verify",
  operand: null,
  summary: "Check that nobody changed the audit trail",
  options: { checkpoint: { type: "string" }, keys: { type: "string" } },
  help: [["--checkpoint FILE", "what `audit checkpoint` printed once: nothing before it was rewritten since"], keysHelp],
  run: async ({ target, values, say }) => {
    const chain = followChain(await givenCheckpoint(values));
    const head = await readTrail(target, chain.add);
    const { no, hash } = chain.end();
    if (no !== head.no || hash !== head.hash) throw broken("the end is missing");
    say(`intact    ${no} rows, head ${hash || "none"}`);
  },
};

/** Prints what the server signs of the end of its trail. */
export const checkpointAudit: Command = {
  name: "audit checkpoint",
  operand: null,
  summary: "Print where the audit trail ends now, signed by the server; keep it elsewhere",
  options: {},
  help: [],
  run: async ({ target, say }) => say((await signCheckpoint(target)).checkpoint),
};

/** Prints the trail as JSON lines, the last of them a checkpoint. */
export const exportAudit: Command = {
  name: "audit export",
  operand: null,
  summary: "Print the audit trail as JSON lines, with a signed checkpoint as the last",
  options: {},
  help: [],
  run: async ({ target, say }) => {
    const { no, checkpoint } = await signCheckpoint(target);
    await readTrail(target, (row) => {
      if (row.no <= no) say(JSON.stringify(row));
    });
    say(JSON.stringify({ checkpoint }));
  },
};

const Last = Type.Object({ checkpoint: Type.String() });

const jsonOf = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
};

/** Checks an export without asking anybody. */
export const checkAudit: Command = {
  name: "audit check",
  operand: "FILE",
  summary: "Check an exported audit trail off line",
  options: { keys: { type: "string" } },
  help: [keysHelp],
  local: true,
  run: async ({ operand, values, say }) => {
    const keys = await readKeySet(values);
    const lines = (await readText(operand)).split("\n").filter((line) => line !== "");
    const last = jsonOf(lines.at(-1) ?? "");
    if (!Value.Check(Last, last)) throw new CliError("refused", "NOT VALID: the last line is no checkpoint");
    const checkpoint = await readCheckpoint(last.checkpoint, keys);
    const chain = followChain(checkpoint);
    for (const [at, line] of lines.slice(0, -1).entries()) {
      const row = jsonOf(line);
      if (!Value.Check(AuditRow, row)) throw new CliError("refused", `NOT VALID: line ${at + 1} is no row`);
      chain.add(row);
    }
    const { no, hash } = chain.end();
    if (no !== checkpoint.no) throw broken(`nobody signed the rows after ${checkpoint.no}`);
    say(`intact    ${no} rows, head ${hash || "none"}`);
  },
};
