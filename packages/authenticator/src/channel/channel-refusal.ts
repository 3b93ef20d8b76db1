import type { ChannelError } from "@drawbridge/contract";

/** The server refused a request, and said why. */
export class ChannelRefusal extends Error {
  override readonly name = "ChannelRefusal";
  readonly body: ChannelError;

  constructor(body: ChannelError) {
    super(body.description);
    this.body = body;
  }
}

/** The server cannot be reached, or said something that is no answer: what became of the request is unknown. */
export class NotReachable extends Error {
  override readonly name = "NotReachable";
}
