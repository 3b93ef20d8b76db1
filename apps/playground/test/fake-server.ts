import Fastify, { type FastifyInstance, type FastifyRequest } from "fastify";

/** A request the fake server saw. */
export interface SeenRequest {
  readonly url: string;
  readonly headers: FastifyRequest["headers"];
  readonly body: unknown;
}

/** A Drawbridge server as far as the playground sees it. */
export interface FakeServer {
  readonly origin: string;
  readonly seen: SeenRequest[];
  readonly close: () => Promise<void>;
}

const connectPage = `<!doctype html><title>Connect</title><h1>Connect</h1><script>
addEventListener("message", ({ data, origin }) => {
  if (data.type !== "ping") return;
  const say = (message) => parent.postMessage(message, origin);
  say({ type: "ack" });
  say({ type: "user", data: { action: "SelectInstitution", institutionId: 7, supported: true } });
  fetch("/happen").then(() => say({ type: "done", data: { code: 200, reason: "complete", reportData: [] } }));
});
</script>`;

const widgetPage = `<!doctype html><title>Widget</title><h1>Widget</h1><script>
for (const [type, metadata] of [["connect/memberConnected", { connectionId: "con_1" }], ["connect/connected/primaryAction"], ["connect/backToSearch"]])
  parent.postMessage({ type, metadata }, "*");
</script>`;

/** Starts it on a free port. */
export const startFakeServer = async (): Promise<FakeServer> => {
  const app = Fastify({ forceCloseConnections: true });
  const seen: SeenRequest[] = [];
  app.addHook("preHandler", async ({ url, headers, body }) => void seen.push({ url, headers, body }));
  const origin = () => {
    const address = app.server.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  };
  serveLinks(app, origin);
  serveData(app);
  await app.listen({ host: "127.0.0.1", port: 0 });
  return { origin: origin(), seen, close: () => app.close() };
};

const serveLinks = (app: FastifyInstance, origin: () => string): void => {
  app.post("/v1/links", () => ({
    id: "lnk_1",
    url: `${origin()}/connect#link=abc`,
    expiresAt: "2030-01-01T00:00:00Z",
  }));
  app.post("/aggregation/v2/partners/authentication", () => ({ token: "app-token" }));
  app.post<{ Body: { readonly username: string } }>("/aggregation/v2/customers/testing", ({ body }, reply) =>
    body.username === "ann" ? reply.code(409).send({ message: "duplicate" }) : reply.code(201).send({ id: "43", username: body.username }),
  );
  app.get("/aggregation/v1/customers", () => ({
    customers: [
      { id: "41", username: "ann2" },
      { id: "42", username: "ann" },
    ],
  }));
  app.post("/connect/v2/generate", () => ({ link: `${origin()}/connect?signature=1` }));
  app.post("/widgetUrl", () => ({ widgetUrl: `${origin()}/widget?token=1` }));
  app.get("/api/token", () => ({ token: "once" }));
  app.get("/connect", (_request, reply) => reply.type("text/html").send(connectPage));
  app.get("/widget", (_request, reply) => reply.type("text/html").send(widgetPage));
};

const serveData = (app: FastifyInstance): void => {
  const created = (connection: string, id: number) => ({
    id: `evt_${id}`,
    type: "connection.created",
    data: { connection: { id: connection } },
  });
  const events = [created("con_0", 0)];
  app.get("/happen", () => {
    events.unshift(created("con_1", events.length));
    return {};
  });
  app.get("/v1/events", () => ({ data: events, nextCursor: null }));
  app.get("/api/data/accounts", () => ({
    accounts: [
      {
        depositAccount: {
          accountId: "acc_1",
          nickname: "<b>Everyday</b>",
          currentBalance: 12.5,
          currency: { currencyCode: "GBP" },
        },
      },
    ],
  }));
  app.get("/api/data/identity", (_request, reply) => reply.code(403).send({ detail: "accountOwner was not asked for" }));
  app.get("/api/data/transactions", () => ({
    transactions: [
      {
        depositTransaction: {
          transactionId: "trn_1",
          description: "Bakery",
          amount: 3.2,
          debitCreditMemo: "DEBIT",
        },
      },
    ],
  }));
};
