import { readFile } from "node:fs/promises";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { CliError } from "../../cli-error.ts";
import { printable } from "../../printable.ts";
import type { Command, CommandInput } from "../command.ts";
import { checkReceipt } from "./check-receipt.ts";

const Keys = Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Any())) });

const read = async (path: string): Promise<string> => {
  try {
    return await readFile(path, "utf8");
  } catch {
    throw new CliError("usage", `The file ${printable(path)} cannot be read.`);
  }
};

const keysIn = (text: string, path: string) => {
  try {
    return Value.Parse(Keys, JSON.parse(text));
  } catch {
    throw new CliError("usage", `${printable(path)} is no JSON Web Key Set.`);
  }
};

const run = async ({ operand, values, say }: CommandInput): Promise<void> => {
  const path = values["keys"];
  if (typeof path !== "string") throw new CliError("usage", "Give the server's public keys: --keys FILE (from its /device/v1/keys)");
  const { keys } = keysIn(await read(path), path);
  const verdict = await checkReceipt(await read(operand), { keys });
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
  help: [["--keys FILE", "the server's public keys, as its /device/v1/keys gave them"]],
  local: true,
  run,
};
