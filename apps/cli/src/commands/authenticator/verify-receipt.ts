import { CliError } from "../../cli-error.ts";
import { printable } from "../../printable.ts";
import type { Command, CommandInput } from "../command.ts";
import { checkReceipt } from "./check-receipt.ts";
import { keysHelp, readKeySet, readText } from "./key-set.ts";

const run = async ({ operand, values, say }: CommandInput): Promise<void> => {
  const keys = await readKeySet(values);
  const verdict = await checkReceipt(await readText(operand), keys);
  if (verdict.outcome === "invalid") throw new CliError("refused", `NOT VALID: ${printable(verdict.why)}`);
  const { decision, text, user, tenant, deviceId, decidedAt, cnf } = verdict.receipt;
  say(`valid     ${printable(decision)} at ${printable(decidedAt)}`);
  say(`by        ${printable(user)} of ${printable(tenant)}, ${printable(deviceId)}`);
  say(`key       ${printable(cnf.jkt)}`);
  say(`text      ${printable(text)}`);
};

/** Checks a receipt without asking anybody. */
export const verifyReceipt: Command = {
  name: "receipt verify",
  operand: "FILE",
  summary: "Check a signed receipt off line",
  options: { keys: { type: "string" } },
  help: [keysHelp],
  local: true,
  run,
};
