import { createHmac } from "node:crypto";
import { accounts, connections, links, newId, sessions, webhookEndpoints, webhookLog, type EventRow, type Session } from "@drawbridge/storage";
import { describe, expect, it } from "vitest";
import { printId } from "../src/ids.ts";
import { hashToken } from "../src/http/token-hash.ts";
import { openSession } from "../src/use-cases/open-session.ts";
import { openDesk } from "./webhook-desk.ts";
import { generateLink } from "./webhook-stage.ts";

const desk = openDesk();
const { row, record, pass } = desk;

const startSession = async (link: string): Promise<Session> => {
  const signature = new URL(link).searchParams.get("signature") ?? "";
  const found = await links(desk.stage.storage.pool).byTokenHash(hashToken(signature));
  if (!found) throw new Error("no link");
  return (await openSession(desk.stage.deps, { link: found, handle: null, tabId: "tab" })).session;
};

const connectEndpoint = async (session: Session): Promise<string> => {
  const { connect } = await webhookEndpoints(desk.stage.storage.pool).subscribersOf(desk.stage.tenantId, session.id);
  return connect?.endpointId ?? "";
};

describe("webhooks of Connect links", () => {
  const bank = { id: "ins_1", no: 7, slug: "drawbridge-bank", name: "Drawbridge Bank", url: "https://bank.example" };

  it("tell a full session in order, with data, headers and the documented signature", async () => {
    const fields = {
      webhook: `${desk.receiver.origin}/connect`,
      webhookData: { ref: "r-1" },
      webhookHeaders: {
        "X-Mine": "yes",
        Authorization: "Bearer theirs",
        "X-Finicity-Signature": "forged",
        "webhook-id": "forged",
        Host: "evil.example",
      },
    };
    const { reply, customerId, partnerSecret } = await generateLink(desk.stage, fields);
    expect(reply.statusCode).toBe(200);
    const session = await startSession(reply.json<{ link: string }>().link);
    const uuid = newId();
    const connection = await connections(desk.stage.storage.pool).create({
      id: uuid,
      tenantId: desk.stage.tenantId,
      userId: session.userId,
      institutionId: newId(),
      provider: "sandbox",
      kind: "legacy",
      bankConnectionId: uuid,
      sessionId: session.id,
      jobTypes: [],
      createdAt: desk.stage.clock.now,
    });
    const [account] = await accounts(desk.stage.storage.pool).upsertMany({
      tenantId: desk.stage.tenantId,
      connectionId: connection.id,
      rows: [
        {
          id: newId(),
          stableId: "s1",
          kind: "checking",
          name: "Current",
          currency: "EUR",
          status: "open",
          masked: "••••1234",
          balance: "12.50",
          available: null,
          balanceAsOf: "2026-03-01T00:00:00Z",
          openedOn: null,
          interestRate: null,
          creditLimit: null,
          number: null,
          routingNumber: null,
        },
      ],
    });
    const about = {
      institution: bank,
      connection: { id: printId("con", connection.id), no: connection.no },
      accounts: [{ id: printId("acc", account?.id ?? ""), no: account?.no ?? 0 }],
    };
    const of = (type: string, data: object): EventRow => row({ sessionId: session.id, userId: session.userId, type, data: { ...data } });
    await record(
      of("institution.selected", { institution: bank, supported: true }),
      of("step.changed", { from: "search", to: "sign_in", institution: bank }),
    );
    await record(of("sign_in.challenged", { ...about, challenges: ["text"] }), of("mfa.succeeded", about));
    await record(of("accounts.adding", { institution: bank, oauth: false }), of("accounts.added", { ...about, oauth: false }));
    await record(of("session.ended", { reason: "complete" }));
    await desk.stage.deliver(await connectEndpoint(session));
    const bodies = desk.receiver.hits
      .map(({ body }) => JSON.parse(body))
      .toSorted((a, b) => Number(b.eventType === "ping") - Number(a.eventType === "ping"));
    expect(bodies[0]).toEqual({ eventType: "ping", payload: {} });
    expect(bodies.map(({ eventType }) => eventType)).toEqual([
      "ping",
      "started",
      "institutionSupported",
      "mfa",
      "discovered",
      "adding",
      "added",
      "done",
    ]);
    for (const { body, headers } of desk.receiver.hits) {
      expect(headers["x-finicity-signature"]).toBe(createHmac("sha256", partnerSecret).update(body).digest("hex"));
      expect(headers).toMatchObject({
        "x-mine": "yes",
        authorization: "Bearer theirs",
        "content-type": "application/json",
        accept: "application/json, text/plain, */*",
      });
      expect(headers["webhook-id"]).toBeUndefined();
      expect(`http://${headers.host}`).toBe(desk.receiver.origin);
    }
    for (const body of bodies.slice(1)) {
      expect(body).toMatchObject({ customerId, webhookData: { ref: "r-1" } });
      expect(body.eventId).toMatch(/^\d{13}-[0-9a-f]{24}$/);
    }
    expect(new Set(bodies.slice(1).map(({ eventId }) => eventId)).size).toBe(7);
    expect(bodies[6].payload).toMatchObject({
      institutionId: "7",
      accounts: [
        { id: String(account?.no), institutionLoginId: connection.no, customerId, institutionId: "7", balance: 12.5, realAccountNumberLast4: "1234" },
      ],
    });
  });

  it("want exactly 200, follow their own schedule at once, and then go on in order", async () => {
    const { reply } = await generateLink(desk.stage, { webhook: `${desk.receiver.origin}/connect` });
    const tries = { left: 4 };
    desk.receiver.answer((response, { body }) => {
      const refuse = JSON.parse(body).eventType === "started" && tries.left > 0;
      if (refuse) tries.left -= 1;
      response.writeHead(refuse ? 202 : JSON.parse(body).eventType === "ping" ? 204 : 200).end();
    });
    const session = await startSession(reply.json<{ link: string }>().link);
    await record(row({ sessionId: session.id, type: "session.ended", data: { reason: "complete" } }));
    const begun = desk.stage.clock.now.getTime();
    const endpointId = await connectEndpoint(session);
    await desk.stage.deliver(endpointId);
    const told = () => desk.receiver.hits.filter(({ body }) => JSON.parse(body).eventType !== "ping");
    expect(told().map(({ body }) => JSON.parse(body).eventType)).toEqual(["started", "started", "started", "started"]);
    expect(desk.stage.clock.now.getTime() - begun).toBe(12 + 72 + 432);
    pass(2592);
    await desk.stage.deliver(endpointId);
    expect(
      told()
        .slice(4)
        .map(({ body }) => JSON.parse(body).eventType),
    ).toEqual(["started", "done"]);
    expect(
      new Set(
        told()
          .slice(0, 5)
          .map(({ body }) => body),
      ).size,
    ).toBe(1);
    expect(desk.receiver.hits).toHaveLength(7);
  });

  it("can be XML", async () => {
    const { reply } = await generateLink(desk.stage, { webhook: `${desk.receiver.origin}/connect`, webhookContentType: "application/xml" });
    const session = await startSession(reply.json<{ link: string }>().link);
    await desk.stage.deliver(await connectEndpoint(session));
    expect(desk.receiver.hits.map(({ headers }) => headers["content-type"])).toEqual(["application/xml", "application/xml"]);
    expect(desk.receiver.hits.map(({ body }) => /<eventType>(\w+)/.exec(body)?.[1])).toEqual(expect.arrayContaining(["ping", "started"]));
  });

  it("do not keep a link from being made when the ping fails, unless asked to", async () => {
    desk.receiver.answer((response) => void response.writeHead(500).end());
    const webhook = `${desk.receiver.origin}/connect`;
    expect((await generateLink(desk.stage, { webhook })).reply.statusCode).toBe(200);
    expect(desk.receiver.hits).toHaveLength(0);
    const strict = await generateLink(desk.stage, { webhook, strictWebhookPing: true });
    expect(strict.reply.statusCode).toBe(400);
    expect(desk.receiver.hits).toHaveLength(1);
    desk.receiver.answer((response) => void response.writeHead(204).end());
    expect((await generateLink(desk.stage, { webhook, strictWebhookPing: true })).reply.statusCode).toBe(200);
  });

  it.each([
    [{ webhook: "http://hooks.example/" }],
    [{ webhook: "https://10.0.0.1/" }],
    [{ webhook: 7 }],
    [{ webhookContentType: "text/plain" }],
    [{ webhookData: "text" }],
    [{ webhookHeaders: { "bad name": "x" } }],
    [{ webhookHeaders: { good: "two\r\nlines: x" } }],
    [{ webhookHeaders: ["x"] }],
  ])("refuse %j", async (fields) => {
    const { reply } = await generateLink(desk.stage, { webhook: `${desk.receiver.origin}/connect`, ...fields });
    expect(reply.statusCode).toBe(400);
    expect(reply.json()).toMatchObject({ code: 10_100 });
  });

  it("do not show other sessions, and keep the link's headers sealed", async () => {
    const { reply } = await generateLink(desk.stage, {
      webhook: `${desk.receiver.origin}/connect`,
      webhookHeaders: { authorization: "canary-secret" },
    });
    const session = await startSession(reply.json<{ link: string }>().link);
    const plain = await startSession((await generateLink(desk.stage, {})).reply.json<{ link: string }>().link);
    expect(await connectEndpoint(plain)).toBe("");
    const dump = JSON.stringify([
      await webhookLog(desk.stage.storage.pool).query({ tenantId: desk.stage.tenantId, limit: 500 }),
      await sessions(desk.stage.storage.pool).byId(session.id),
      await links(desk.stage.storage.pool).byId(desk.stage.tenantId, session.linkId),
      await webhookEndpoints(desk.stage.storage.pool).byId(await connectEndpoint(session)),
    ]);
    expect(dump).not.toContain("canary-secret");
  });
});
