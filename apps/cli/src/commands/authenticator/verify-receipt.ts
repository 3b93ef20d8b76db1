import { CliError } from "../../cli-error.ts";
import { printable } from "../../printable.ts";
import type { Command, CommandInput } from "../command.ts";
import { checkReceipt } from "./check-receipt.ts";
import { keysHelp, readKeySet, readText } from "./key-set.ts";

const run = async ({ operand, values, say }: CommandInput): Promise<void> => {
  const keys = await readKeySet(values);
  const verdict = await checkReceipt(await readText(operand), keys);
  if (verdict.outcome === "invalid") throw new CliError("refused", `NOT VALID: ${printable(verdict.why)}`);
  const { decision, text, user, tenant, deviceId, decidedAt, cnf, sub } = verdict.receipt;
  for (const [option, is] of Object.entries({ tenant, user, about: sub })) {
    const wanted = values[option];
    if (wanted !== undefined && wanted !== is)
      throw new CliError("refused", `NOT VALID for ${printable(String(wanted))}: its ${option} is ${printable(is)}`);
  }
  say(`valid     ${printable(decision)} at ${printable(decidedAt)}`);
  say(`by        ${printable(user)} of ${printable(tenant)}, ${printable(deviceId)}`);
  say(`about     ${printable(sub)}`);
  say(`key       ${printable(cnf.jkt)}`);
  say(`text      ${printable(text)}`);
};

/** Checks a receipt without asking anybody. */
export const verifyReceipt: Command = {
  name: "receipt verify",
  operand: "FILE",
  summary: "Check a signed receipt off line",
  options: { keys: { type: "string" }, tenant: { type: "string" }, user: { type: "string" }, about: { type: "string" } },
  help: [
    keysHelp,
    ["--tenant TENANT", "it must be of this one"],
    ["--user USER", "this one must have answered"],
    ["--about ID", "it must be about this consent or operation (cns_…, op_…)"],
  ],
  local: true,
  run,
};
