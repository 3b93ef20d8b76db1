import type * as KeysModule from "@drawbridge/server/keys.ts";
import { CliError } from "../../cli-error.ts";
import { printable } from "../../printable.ts";
import type { Command, CommandInput } from "../command.ts";

type Keys = typeof KeysModule;

/** The keys are files of the server: these commands run on its machine, with its environment, and ask no API. */
const onThisMachine =
  (work: (keys: Keys, call: KeysModule.KeysCall, input: CommandInput) => Promise<void>) =>
  async (input: CommandInput): Promise<void> => {
    const { env, say } = input;
    const keys = await import("@drawbridge/server/keys.ts"); // no other command waits for it
    try {
      await work(keys, { env, say: (line) => say(printable(line)), now: new Date() }, input);
    } catch (error) {
      const refusal = keys.refusalOf(error);
      throw refusal === null ? error : new CliError("refused", refusal);
    }
  };

const folder = ["DRAWBRIDGE_DATA", "the server's data folder, with kms.json (else .drawbridge)"] as const;
const signed = { identity: "tokens", credentials: "verifiable credentials" } as const;

const common = {
  options: {},
  help: [folder, ["DATABASE_URL", "the server's database (else the embedded one, which runs with the server)"]],
  local: true,
} as const;

const signing = (purpose: KeysModule.SigningPurpose): readonly Command[] => [
  {
    ...common,
    name: `keys rotate ${purpose}`,
    operand: null,
    summary: `Make new keys that sign ${signed[purpose]}; servers that start publish them`,
    options: { now: { type: "boolean" } },
    help: [folder, ["--now", "for one server alone: they sign from its next start"]],
    run: onThisMachine((keys, call, { values }) => keys.rotateSigning(call, purpose, { signsAtOnce: values["now"] === true })),
  },
  {
    ...common,
    name: `keys sign ${purpose}`,
    operand: null,
    summary: `Let the newest keys sign ${signed[purpose]}, in servers that start`,
    help: [folder],
    run: onThisMachine((keys, call) => keys.signWithNewest(call, purpose)),
  },
];

/** Rotation of the keys that hold what is sealed, and of those that sign. */
export const keysCommands: readonly Command[] = [
  {
    ...common,
    name: "keys show",
    operand: null,
    summary: "List the key-encryption keys, how much each holds, and the keys that sign",
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
    run: onThisMachine((keys, call, { operand }) => keys.withdrawKey(call, operand)),
  },
  ...signing("identity"),
  ...signing("credentials"),
];
