/** Something the page can show: a sentence and the status that goes with it. */
export class PlaygroundError extends Error {
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}
