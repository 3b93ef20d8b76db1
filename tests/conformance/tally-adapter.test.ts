import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { describeAdapter } from "@drawbridge/adapter-kit/conformance";
import { afterAll, describe, expect, it } from "vitest";
import { tallyAccount } from "./tally-account.ts";
import { createTallyAdapter } from "./tally-adapter.ts";

const answerTo = async (request: IncomingMessage): Promise<unknown> => {
  if (request.url === "/accounts") return request.headers.authorization === "Bearer tally-token" ? [tallyAccount] : null;
  return (await text(request)) === '{"card":"4000","pin":"2468"}' ? { token: "tally-token" } : null;
};

const server = createServer((request, response) => {
  void answerTo(request).then((answer) => response.writeHead(answer === null ? 401 : 200).end(JSON.stringify(answer)));
}).listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
const origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
afterAll(() => server.close());

const range = { from: new Date("2026-01-01"), to: new Date("2026-11-21") };

describeAdapter("tally", {
  create: (deps) => createTallyAdapter({ ...deps, origin }),
  forms: [
    {
      institutionId: "tally",
      typed: { card: "4000", pin: "2468" },
      refused: [{ name: "a wrong PIN", typed: { card: "4000", pin: "9999" }, failure: "credentials_rejected" }],
      challenged: [],
      unreadable: [],
      data: { range, numbers: true, atLeast: { accounts: 1, owners: 0, transactions: 0, transactionPages: 0 } },
    },
  ],
  redirects: [],
});

describe("the guide for adapters", () => {
  it("shows this very adapter", async () => {
    const guide = await readFile(new URL("../../docs/write-an-adapter.md", import.meta.url), "utf8");
    expect(guide).toContain(await readFile(new URL("tally-adapter.ts", import.meta.url), "utf8"));
  });
});
