import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";

describe("config of the stand-alone bank", () => {
  it("starts on 3002 without a client when nothing is set", () => {
    expect(readConfig({})).toEqual({
      port: 3002,
      client: { jwks: { keys: [] }, redirectUris: [] },
    });
  });

  it("reads the port and the client", () => {
    const environment = {
      BANK_PORT: "4000",
      BANK_CLIENT_JWKS: '{"keys":[{"kty":"EC","crv":"P-256","x":"a","y":"b"}]}',
      BANK_REDIRECT_URIS: "http://127.0.0.1:3000/a, http://127.0.0.1:3000/b",
    };
    const { port, client } = readConfig(environment);
    expect([port, client.jwks.keys.length, client.redirectUris]).toEqual([4000, 1, ["http://127.0.0.1:3000/a", "http://127.0.0.1:3000/b"]]);
  });

  it.each([{ BANK_PORT: "no" }, { BANK_CLIENT_JWKS: "{" }, { BANK_CLIENT_JWKS: '{"keys":1}' }])("refuses %o", (environment) => {
    expect(() => readConfig(environment)).toThrow();
  });
});
