import { createECDH, randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { describe, expect, it } from "vitest";
import type { WebhookEgress } from "../egress/webhook-egress.ts";
import type { Push } from "./push-sender.ts";
import { applicationServerKey, createWebPushSender } from "./web-push-sender.ts";

const newKey = async (): Promise<JWK> => exportJWK((await generateKeyPair("ES256", { extractable: true })).privateKey);

const pushTo = (endpoint: string, changes: object = {}): Push => {
  const browser = createECDH("prime256v1");
  browser.generateKeys();
  const keys = { p256dh: browser.getPublicKey("base64url"), auth: randomBytes(16).toString("base64url"), ...changes };
  const token = Buffer.from(JSON.stringify({ endpoint, keys })).toString("base64url");
  return { token, content: "content", lifeS: 60, topic: "topic", urgency: "high" };
};

/** A service that answers by the key it is shown. */
const answering = (status: (key: string) => number) => {
  const shown: string[] = [];
  const egress: WebhookEgress = {
    check: async () => null,
    post: async ({ headers }) => {
      const key = headers["authorization"]?.split("k=")[1] ?? "";
      shown.push(key);
      return { outcome: "answered", status: status(key), retryAfter: null, excerpt: "" };
    },
  };
  return { shown, egress };
};

const senderOf = (egress: WebhookEgress, keys: readonly JWK[]) =>
  createWebPushSender({ egress, keys, origin: () => "https://drawbridge.example", now: () => new Date() });

describe("the Web Push sender", () => {
  it("uses an older key when a subscription was made with it", async () => {
    const [newest, older] = [await newKey(), await newKey()];
    const { egress, shown } = answering((key) => (key === applicationServerKey(older) ? 201 : 403));
    expect(await senderOf(egress, [newest, older]).send(pushTo("https://push.example/1"))).toEqual({ outcome: "sent" });
    expect(shown).toEqual([applicationServerKey(newest), applicationServerKey(older)]);
  });

  it.each([
    [201, "sent"],
    [202, "sent"],
    [404, "gone"],
    [410, "gone"],
    [429, "try_later"],
    [503, "try_later"],
    [301, "refused"],
    [400, "refused"],
    [403, "refused"],
    [413, "refused"],
  ])("takes an answer of %i as %s", async (status, outcome) => {
    const { egress } = answering(() => status);
    expect(await senderOf(egress, [await newKey()]).send(pushTo("https://push.example/1"))).toMatchObject({ outcome });
  });

  it("gives up a token that cannot be encrypted to, without asking the service", async () => {
    const { egress, shown } = answering(() => 201);
    const sender = senderOf(egress, [await newKey()]);
    const noPoint = `BA${"A".repeat(85)}`;
    expect(await sender.send(pushTo("https://push.example/1", { p256dh: noPoint }))).toMatchObject({ outcome: "gone" });
    expect(await sender.send({ ...pushTo("https://push.example/1"), token: "?" })).toMatchObject({ outcome: "gone" });
    expect(shown).toEqual([]);
  });
});
