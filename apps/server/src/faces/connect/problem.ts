import type { FastifyReply } from "fastify";

/** An error of the Connect face (connect-events.md, 4.1). */
export class ConnectProblem extends Error {
  override readonly name = "ConnectProblem";
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Answers in the face's own shape. */
export const sendConnectProblem = ({ status, code, message }: ConnectProblem, reply: FastifyReply): FastifyReply =>
  reply.code(status).send({ code, status, message, user_message: message, tags: "" });
