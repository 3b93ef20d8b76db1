import { Readable } from "node:stream";
import { AccountsAnswer, FdxTransaction, IdentityAnswer, TransactionChanges, TransactionsAnswer } from "@drawbridge/contract";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Deps } from "../../use-cases/deps.ts";
import { datesOfV1, datesOfV2, personPath } from "./data-query.ts";
import { listAccounts, listOwners } from "./data-reads.ts";
import { readAsked, requireAbility, type Asked } from "./data-request.ts";
import { openReading, readChanges, readPage, readWhole, sinceNow, type Reading } from "./data-transactions.ts";
import { deletionRoutes } from "./deletion-routes.ts";
import { sendWidgetProblem } from "./problem.ts";
import { vcRoutes } from "./vc-routes.ts";

const paging = ["cursor", "limit"] as const;
const notImplemented = "Data adapter not implemented for";

/** Header of a whole answer: the `since` to ask for changes with. */
const SINCE_HEADER = "ucw-next-since";

/** Data, v1 and v2, with deletion beside it (widget-and-data.md, section 7). */
export const dataRoutes =
  (deps: Deps) =>
  async (app: FastifyInstance): Promise<void> => {
    app.setErrorHandler(sendWidgetProblem);
    app.addHook("onSend", async (_request, reply) => {
      reply.header("cache-control", "no-store");
    });
    await app.register(deletionRoutes(deps));
    await app.register(vcRoutes(deps));
    const lists = [
      ["accounts", AccountsAnswer, listAccounts, "accounts"],
      ["identity", IdentityAnswer, listOwners, "owners"],
    ] as const;
    for (const [name, answer, list, ability] of lists) {
      for (const path of [`/api/data${personPath}/connection/:connectionId/${name}`, `/api/data/${name}`]) {
        app.get(path, { schema: { response: { 200: answer } } }, async (request) => {
          const asked = await readAsked(deps, request, { group: "data", query: paging });
          requireAbility(asked.adapter, ability, notImplemented);
          return list(deps, asked);
        });
      }
    }
    const transactions = [
      [`/api/data${personPath}/account/:accountId/transactions`, datesOfV1],
      ["/api/data/transactions", ["accountId", ...datesOfV2]],
    ] as const;
    for (const [path, names] of transactions) {
      app.get(path, async (request, reply) => {
        const asked = await readAsked(deps, request, { group: "data", query: [...names, ...paging, "since"] });
        requireAbility(asked.adapter, "transactions", notImplemented);
        return sendTransactions(deps, reply, asked);
      });
    }
  };

/** Fastify keeps a compiled schema by its identity, so each is one object. */
const shapes = { changes: { ...TransactionChanges }, page: { ...TransactionsAnswer }, one: { ...FdxTransaction } } as const;

const sendTransactions = async (deps: Deps, reply: FastifyReply, asked: Asked): Promise<FastifyReply> => {
  const since = await sinceNow(deps);
  const reading = await openReading(deps, asked);
  reply.type("application/json; charset=utf-8");
  if (asked.named["since"] !== undefined) return reply.send(serializer(reply, shapes.changes)(await readChanges(deps, reading, asked)));
  const page = await readPage(deps, reading, asked);
  if (page) return reply.send(serializer(reply, shapes.page)(page));
  return reply.header(SINCE_HEADER, since).send(Readable.from(streamWhole(deps, reading, serializer(reply, shapes.one))));
};

type Print = (value: object) => string;

const serializer = (reply: FastifyReply, schema: Readonly<Record<string, unknown>>): Print => {
  const print = reply.compileSerializationSchema(schema);
  return (value) => print({ ...value });
};

async function* streamWhole(deps: Deps, reading: Reading, print: Print): AsyncGenerator<string> {
  let comma = "";
  yield '{"transactions":[';
  for await (const batch of readWhole(deps, reading)) {
    if (batch.length === 0) continue;
    yield comma + batch.map(print).join(",");
    comma = ",";
  }
  yield "]}";
}
