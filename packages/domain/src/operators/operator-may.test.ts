import { describe, expect, it } from "vitest";
import { leastRole, operatorMay } from "./operator-may.ts";

describe("what an operator may do", () => {
  it.each([
    ["GET", "/v1/connections", "viewer"],
    ["GET", "/v1/operators", "admin"],
    ["DELETE", "/v1/console/session", "viewer"],
    ["POST", "/v1/connections/:id/syncs", "support"],
    ["POST", "/v1/webhook-deliveries/:id/replays", "support"],
    ["POST", "/v1/users/:id/activation-codes", "support"],
    ["DELETE", "/v1/devices/:id", "support"],
    ["POST", "/v1/users/:id/device-tokens", "admin"],
    ["DELETE", "/v1/connections/:id", "admin"],
    ["POST", "/v1/webhook-endpoints", "admin"],
    ["POST", "/v1/never-heard-of", "admin"],
  ] as const)("%s %s needs %s", (method, route, least) => {
    expect(leastRole({ method, route })).toBe(least);
  });

  it("whoever may more may also do less", () => {
    const sync = { method: "POST", route: "/v1/connections/:id/syncs" };
    expect(operatorMay("viewer", sync)).toBe(false);
    expect(operatorMay("support", sync)).toBe(true);
    expect(operatorMay("admin", sync)).toBe(true);
  });
});
