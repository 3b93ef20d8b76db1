import type { FastifyReply } from "fastify";
import type { Fault } from "../book/users.ts";

/** Answers as no honest bank would, for testing whoever reads the answer. */
export function sendFault(reply: FastifyReply, fault: Fault): FastifyReply {
  switch (fault) {
    case "hang":
      return reply.hijack();
    case "http500":
      return reply.code(500).type("text/plain; charset=utf-8").send("Internal Server Error");
    case "html":
      return reply.type("text/html; charset=utf-8").send("<!doctype html><title>Maintenance</title><p>Back soon.</p>");
    case "halfjson":
      return reply.type("application/json; charset=utf-8").send('{"status":"signed_in","acc');
  }
}

/** Drops the line without an answer. */
export function dropLine(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.destroy();
  return reply;
}
