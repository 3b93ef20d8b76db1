import { AsyncLocalStorage } from "node:async_hooks";
import type { Storage, Tx } from "@drawbridge/storage";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { recordOperatorDeed, type OperatorDeed } from "./operator-deed.ts";

/**
 * What an operator changes is written to the trail in the transaction that changes it: the first one of the request carries
 * the row, so that neither stays without the other. A request that changed nothing is written when it is answered.
 */
interface PendingDeed {
  readonly deed: OperatorDeed;
  state: "open" | "writing" | "written";
}

const current = new AsyncLocalStorage<PendingDeed>();
const pending = new WeakMap<FastifyRequest, PendingDeed>();

/** Remembers what an operator asks for until it is done or refused. */
export const expectDeed = (request: FastifyRequest, deed: Omit<OperatorDeed, "action">): void => {
  pending.set(request, { deed: { ...deed, action: "operator.did" }, state: "open" });
};

/** Writes what a program of the tenant changed with its API token. An operator's row is written anyway, and tells who it was. */
export const recordProgramDeed = async (tx: Tx, deed: Omit<OperatorDeed, "operatorId">): Promise<void> => {
  if (!current.getStore()) await recordOperatorDeed(tx, { ...deed, operatorId: null });
};

/** A storage whose transactions carry the deed of the operator they are made for. */
export const withDeeds = (storage: Storage): Storage => ({
  ...storage,
  transaction: async (work) => {
    const waiting = current.getStore();
    if (waiting?.state !== "open") return storage.transaction(work);
    waiting.state = "writing";
    try {
      const result = await storage.transaction(async (tx) => {
        const made = await work(tx);
        await recordOperatorDeed(tx, waiting.deed); // last: the end of the trail is held as briefly as can be
        return made;
      });
      waiting.state = "written";
      return result;
    } catch (error) {
      waiting.state = "open";
      throw error;
    }
  },
});

/** Runs handlers of operators where their transactions find the deed, and writes what was asked for in vain. */
export const carryDeeds = (app: FastifyInstance, storage: Storage): void => {
  app.addHook("preHandler", (request, _reply, done) => {
    const waiting = pending.get(request);
    if (waiting) current.run(waiting, done);
    else done();
  });
  app.addHook("onSend", async (request, reply) => {
    const waiting = pending.get(request);
    if (waiting?.state !== "open") return;
    waiting.state = "written"; // also when this fails: the answer to the failure comes by here again
    const { data, ...deed } = waiting.deed;
    await storage.transaction((tx) => recordOperatorDeed(tx, { ...deed, action: "operator.asked", data: { ...data, status: reply.statusCode } }));
  });
};
