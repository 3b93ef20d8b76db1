import { describe, expect, it } from "vitest";
import type { ConnectionFacts, ConnectionKind } from "./connection-facts.ts";
import { connectionState } from "./connection-state.ts";
import { recommendedAction } from "./recommended-action.ts";

const now = new Date("2027-03-01T12:00:00Z");
const ago = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);
const DAY = 24;

const facts = (kind: ConnectionKind, over: Partial<ConnectionFacts> = {}): ConnectionFacts => ({
  kind,
  verdict: null,
  failingSince: null,
  lastSyncedAt: ago(2),
  lastUpdatedAt: ago(2),
  expiresAt: ago(-60 * DAY),
  staleAfterDays: 2,
  tppConsent: false,
  singleSyncOnly: false,
  useMfa: false,
  syncLimitMs: 1_800_000,
  syncAllowedAt: null,
  syncRunning: false,
  consentRevokedAt: null,
  pausedSince: null,
  provider: { at: "available" },
  ...over,
});
const soon = ago(-4 * DAY);
const past = ago(1);
const closed = ago(0.1);
const old = ago(3 * DAY);

describe("connections over a bank's interface", () => {
  it.each([
    ["A1", {}, "none"],
    ["A2", { expiresAt: soon, tppConsent: true }, "reconsent"],
    ["A3", { expiresAt: soon }, "reauth"],
    ["A4", { expiresAt: past, tppConsent: true }, "reconsent"],
    ["A5", { expiresAt: past }, "reauth"],
    ["A6", { verdict: "credentials_error" }, "reauth"],
    ["A7", { verdict: "mfa_required" }, "reauth"],
    ["A8", { verdict: "sync_error", failingSince: ago(3 * DAY) }, "sync"],
    ["A15", { verdict: "sync_error", failingSince: ago(3 * DAY), lastSyncedAt: closed }, "reauth"],
    ["A15", { verdict: "sync_partial", failingSince: ago(4 * DAY), lastSyncedAt: closed, tppConsent: true, expiresAt: soon }, "reconsent"],
    ["A9", { verdict: "sync_error", failingSince: ago(5) }, "wait"],
    ["A10", { verdict: "sync_partial" }, "wait"],
    ["A11", { lastUpdatedAt: old }, "sync"],
    ["A12", { lastUpdatedAt: old, lastSyncedAt: closed }, "reauth"],
    ["A14", { lastSyncedAt: null, lastUpdatedAt: null }, "wait"],
  ] as const)("%s %o → %s", (row, over, action) => {
    expect(recommendedAction(facts("api", over), now)).toMatchObject({ row, action });
  });

  it.each(["zoopla", "autotrader", "mouseprice"] as const)("A13 %s: a valuation that failed is asked for again", (kind) => {
    expect(recommendedAction(facts(kind, { verdict: "sync_error" }), now)).toMatchObject({ row: "A13", action: "sync" });
    expect(recommendedAction(facts(kind, { verdict: "sync_error", lastSyncedAt: closed }), now)).toMatchObject({
      row: "A13",
      action: "wait",
      notBefore: new Date(closed.getTime() + 1_800_000),
    });
  });
});

describe("connections on the person's behalf", () => {
  it.each([
    ["L5", { expiresAt: past }, "reauth"],
    ["L3", { verdict: "mfa_required" }, "refresh"],
    ["L4", { verdict: "credentials_error" }, "reauth"],
    ["L6", { lastUpdatedAt: old, singleSyncOnly: true }, "refresh"],
    ["L13", { verdict: "sync_error", singleSyncOnly: true }, "refresh"],
    ["L11", { verdict: "sync_error", useMfa: true }, "refresh"],
    ["L9", { verdict: "sync_error", failingSince: ago(3 * DAY) }, "refresh"],
    ["L7", { lastUpdatedAt: old }, "sync"],
    ["L14", { lastUpdatedAt: old, lastSyncedAt: closed }, "refresh"],
    ["L8", { verdict: "sync_error" }, "wait"],
    ["L10", { verdict: "sync_partial" }, "wait"],
    ["L15", { lastSyncedAt: null, lastUpdatedAt: null }, "wait"],
    ["L12", { expiresAt: soon }, "reauth"],
    ["L2", { singleSyncOnly: true, lastUpdatedAt: ago(30) }, "refresh"],
    ["L1", {}, "none"],
  ] as const)("%s %o → %s", (row, over, action) => {
    expect(recommendedAction(facts("legacy", over), now)).toMatchObject({ row, action });
  });
});

describe("every possible state", () => {
  const kinds = ["api", "legacy", "test", "zoopla"] as const;
  const verdicts = [null, "sync_error", "sync_partial", "mfa_required", "credentials_error"] as const;
  const every = kinds.flatMap((kind) =>
    verdicts.flatMap((verdict) =>
      [past, soon, ago(-60 * DAY), null].flatMap((expiresAt) =>
        [null, closed, old].flatMap((lastSyncedAt) =>
          [null, ago(2), ago(80)].flatMap((failingSince) =>
            [true, false].map((flag) =>
              facts(kind, {
                verdict,
                expiresAt,
                lastSyncedAt,
                lastUpdatedAt: lastSyncedAt,
                failingSince,
                tppConsent: flag,
                singleSyncOnly: flag,
                useMfa: flag,
              }),
            ),
          ),
        ),
      ),
    ),
  );

  it("finds a row, and never reconsent or refresh where it does not exist", () => {
    for (const each of every) {
      const { row, action, alternatives } = recommendedAction(each, now);
      expect(["P2", "none"]).not.toContain(row);
      const offered = [action, ...alternatives];
      expect(offered).not.toContain(each.kind === "legacy" ? "reconsent" : "refresh");
    }
  });

  it("says error exactly when there is one", () => {
    for (const each of every) {
      const { status, error } = connectionState(each, now);
      expect(status === "error").toBe(error !== null);
    }
  });
});

describe("a sync that would be refused", () => {
  const later = ago(-5);
  it.each([
    ["A11", "A12", "api", { lastUpdatedAt: old }, "reauth", null],
    ["A8", "A15", "api", { verdict: "sync_error", failingSince: ago(3 * DAY) }, "reauth", null],
    ["L7", "L14", "legacy", { lastUpdatedAt: old }, "refresh", null],
    ["A13", "A13", "zoopla", { verdict: "sync_error" }, "wait", later],
    ["A9", "A9", "api", { verdict: "sync_error" }, "wait", later],
    ["A14", "A14", "api", { lastSyncedAt: null, lastUpdatedAt: null }, "wait", later],
    ["L10", "L10", "legacy", { verdict: "sync_partial" }, "wait", later],
  ] as const)("%s becomes %s (%s)", (before, after, kind, over, action, notBefore) => {
    const [allowed, refused] = [null, later].map((syncAllowedAt) => recommendedAction(facts(kind, { ...over, syncAllowedAt }), now));
    expect(allowed).toMatchObject({ row: before });
    expect([allowed?.action, ...(allowed?.alternatives ?? [])]).toContain("sync");
    expect(refused).toMatchObject({ row: after, action, notBefore });
    expect([refused?.action, ...(refused?.alternatives ?? [])]).not.toContain("sync");
  });

  it("opens with the shorter limit of a client", () => {
    expect(recommendedAction(facts("api", { lastUpdatedAt: old, lastSyncedAt: closed, syncLimitMs: 60_000 }), now)).toMatchObject({ row: "A11" });
  });
});

describe("before both tables", () => {
  const down = { at: "down", since: ago(3), probeAt: ago(-1) } as const;
  it.each(["api", "legacy"] as const)("%s: P0 while it is paused nothing is recommended that would be refused", (kind) => {
    for (const over of [{}, { lastUpdatedAt: old }, { verdict: "credentials_error" }, { expiresAt: past }, { provider: down }] as const)
      expect(recommendedAction(facts(kind, { ...over, pausedSince: ago(1) }), now)).toMatchObject({
        row: "P0",
        action: "contact_support",
        alternatives: [],
      });
  });
  it.each(["api", "legacy"] as const)("%s: P1 a provider that is down is waited for, never signed in to", (kind) => {
    expect(recommendedAction(facts(kind, { verdict: "sync_error", provider: down }), now)).toMatchObject({
      row: "P1",
      action: "wait",
      notBefore: ago(-1),
    });
    expect(recommendedAction(facts(kind, { expiresAt: past, provider: down }), now)).toMatchObject({ action: "reauth" });
    expect(recommendedAction(facts(kind, { verdict: "credentials_error", provider: down }), now)).toMatchObject({ action: "reauth" });
  });
  it.each(["api", "legacy"] as const)("%s: P2 for a provider that is gone there is only support", (kind) => {
    expect(recommendedAction(facts(kind, { provider: { at: "gone", since: null } }), now)).toMatchObject({ row: "P2", action: "contact_support" });
  });
  it.each(["api", "legacy"] as const)("%s: P3 a running sync is waited for", (kind) => {
    expect(recommendedAction(facts(kind, { lastUpdatedAt: old, syncRunning: true }), now)).toMatchObject({ row: "P3", action: "wait" });
  });
});
