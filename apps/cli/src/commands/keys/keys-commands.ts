import type * as KeysModule from "@drawbridge/server/keys.ts";
import { CliError } from "../../cli-error.ts";
import { printable } from "../../printable.ts";
import type { Command, CommandInput } from "../command.ts";

type Keys = typeof KeysModule;

/** The keys are files of the server: these commands run on its machine, with its environment, and ask no API. */
const onThisMachine =
  (work: (keys: Keys, call: KeysModule.KeysCall, operand: string) => Promise<void>) =>
  async ({ env, say, operand }: CommandInput): Promise<void> => {
    const keys = await import("@drawbridge/server/keys.ts"); // no other command waits for it
    try {
      await work(keys, { env, say: (line) => say(printable(line)), now: new Date() }, operand);
    } catch (error) {
      const refusal = keys.refusalOf(error);
      throw refusal === null ? error : new CliError("refused", refusal);
    }
  };

const common = {
  options: {},
  help: [
    ["DRAWBRIDGE_DATA", "the server's data folder, with kms.json (else .drawbridge)"],
    ["DATABASE_URL", "the server's database (else the embedded one, which runs with the server)"],
  ],
  local: true,
} as const;

/** Rotation of the keys that hold what is sealed. */
export const keysCommands: readonly Command[] = [
  {
    ...common,
    name: "keys show",
    operand: null,
    summary: "List the key-encryption keys and how much each holds",
    run: onThisMachine((keys, call) => keys.showKeys(call)),
  },
  {
    ...common,
    name: "keys rotate",
    operand: null,
    summary: "Make a new key-encryption key, which seals from now on",
    run: onThisMachine((keys, call) => keys.rotateKeys(call)),
  },
  {
    ...common,
    name: "keys rewrap",
    operand: null,
    summary: "Wrap everything with the newest key; can be stopped and run again",
    run: onThisMachine((keys, call) => keys.rewrapKeys(call)),
  },
  {
    ...common,
    name: "keys withdraw",
    operand: "ID",
    summary: "Put a key-encryption key aside that holds nothing any more",
    run: onThisMachine((keys, call, id) => keys.withdrawKey(call, id)),
  },
];
