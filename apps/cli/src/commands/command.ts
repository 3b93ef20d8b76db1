import type { ParseArgsOptionsConfig } from "node:util";
import type { Target } from "../find-server.ts";

/** What a command is run with. */
export interface CommandInput {
  readonly target: Target;
  /** Empty where the command takes none. */
  readonly operand: string;
  readonly values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly say: (text: string) => void;
}

/** One command of the command line. */
export interface Command {
  /** As it is typed, such as `institutions import`. */
  readonly name: string;
  /** What must follow it; null: nothing. */
  readonly operand: string | null;
  readonly summary: string;
  readonly options: ParseArgsOptionsConfig;
  /** The options and their meaning, one a line. */
  readonly help: readonly (readonly [string, string])[];
  /** True for a command that asks no server. */
  readonly local?: true;
  /** True for a command that talks to the server as a device does, without an API token. */
  readonly asDevice?: true;
  readonly run: (input: CommandInput) => Promise<void>;
}
