import { describe, expect, it } from "vitest";
import { startBank, startSandboxBank } from "../src/index.ts";

const client = { jwks: { keys: [] }, redirectUris: ["http://127.0.0.1:3000/return"] };

describe("startSandboxBank", () => {
  it("answers on localhost, names its origin, and stops", async () => {
    const bank = await startSandboxBank({ port: 0, client });
    expect(bank.origin).toMatch(/^http:\/\/localhost:\d+$/u);
    expect((await fetch(`${bank.origin}/health`)).status).toBe(200);
    await bank.close();
    await expect(fetch(`${bank.origin}/health`)).rejects.toThrow("fetch failed");
  });

  it("refuses key-bound tokens that it did not hand out", async () => {
    const bank = await startSandboxBank({ port: 0, client });
    const response = await fetch(`${bank.origin}/data/accounts`, {
      headers: { authorization: "DPoP nonsense" },
    });
    expect(response.status).toBe(401);
    await bank.close();
  });

  it("gives the issuer the bank's own address and book before anything listens", async () => {
    const seen: unknown[] = [];
    const bank = await startBank({ port: 0, client }, async ({ app, origin, client: given, bank: book }) => {
      seen.push(origin, given.redirectUris, app.server.listening, book.institution("harbour-bank")?.kind);
      return { authorizeData: async () => null };
    });
    expect(seen).toEqual([bank.origin, client.redirectUris, false, "redirect"]);
    await bank.close();
  });
});
