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
const does = {
  identity: "sign tokens of the identity server",
  credentials: "sign verifiable credentials",
  devices: "sign operations, receipts and tokens of devices",
  push: "sign pushes",
  banks: "sign in at banks",
  sealing: "browsers seal credentials to",
  "client-data": "apps encrypt client data to",
} as const satisfies Record<KeysModule.KeyPurpose, string>;

const common = {
  options: {},
  help: [folder, ["DATABASE_URL", "the server's database (else the embedded one, which runs with the server)"]],
  local: true,
} as const;

const commandsOf = (purpose: KeysModule.KeyPurpose): readonly Command[] => [
  {
    ...common,
    name: `keys rotate ${purpose}`,
    operand: null,
    summary: `Make new keys that ${does[purpose]}; servers that start know them`,
    options: { now: { type: "boolean" } },
    help: [folder, ["--now", "for one server alone: they are used from its next start"]],
    run: onThisMachine((keys, call, { values }) => keys.rotateVersion(call, purpose, { usedAtOnce: values["now"] === true })),
  },
  {
    ...common,
    name: `keys use ${purpose}`,
    operand: null,
    summary: `Use the newest keys that ${does[purpose]}, in servers that start`,
    help: [folder],
    run: onThisMachine((keys, call) => keys.useNewest(call, purpose)),
  },
];

/** Rotation of the keys: of those that hold what is sealed, and of those for one purpose each. */
export const keysCommands: readonly Command[] = [
  {
    ...common,
    name: "keys show",
    operand: null,
    summary: "List the key-encryption keys, how much each holds, and the keys of every purpose",
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
  ...commandsOf("identity"),
  ...commandsOf("credentials"),
  ...commandsOf("devices"),
  ...commandsOf("push"),
  ...commandsOf("banks"),
  ...commandsOf("sealing"),
  ...commandsOf("client-data"),
];
