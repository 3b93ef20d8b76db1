/** Exit codes: what went wrong, for scripts. */
export const exitCodes = { done: 0, refused: 1, usage: 2, unreachable: 3, unauthenticated: 4 } as const;

/** Something the person at the terminal can act on. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly exit: Exclude<keyof typeof exitCodes, "done">;

  constructor(exit: Exclude<keyof typeof exitCodes, "done">, message: string) {
    super(message);
    this.exit = exit;
  }
}
