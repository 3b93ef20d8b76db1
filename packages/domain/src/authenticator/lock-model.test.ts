import { describe, expect, it } from "vitest";
import {
  chargePinUse,
  clearPinFailures,
  judgePin,
  lockByAdministrator,
  openLock,
  removeLock,
  resetPinLock,
  unlockByAdministrator,
  type PinLock,
} from "./lock-model.ts";

const now = new Date("2026-03-01T12:00:00Z");
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);
const open = (failures: number): PinLock => ({ at: "OPEN", failures });
const temp = (level: 1 | 2 | 3, until = later(0)): PinLock => ({ at: "TEMP", level, until });
const blocked: PinLock = { at: "BLOCKED" };
const answer = (verdict: string, retryCounter = 0, retryDelay = 0): object => ({ verdict, retryCounter, retryDelay });

describe("the lock model", () => {
  it.each([
    ["OPEN, right PIN", open(3), "right", answer("right"), openLock],
    ["OPEN(0), wrong PIN", open(0), "wrong", answer("wrong", 4), open(1)],
    ["OPEN(3), wrong PIN", open(3), "wrong", answer("wrong", 1), open(4)],
    ["OPEN(4), wrong PIN", open(4), "wrong", answer("temporarily_locked", 0, 300), temp(1, later(300))],
    ["TEMP before the end, right PIN", temp(1, later(10.2)), "right", answer("temporarily_locked", 0, 11), temp(1, later(10.2))],
    ["TEMP(1) after the end, right PIN", temp(1), "right", answer("right"), openLock],
    ["TEMP(1) after the end, wrong PIN", temp(1), "wrong", answer("temporarily_locked", 0, 600), temp(2, later(600))],
    ["TEMP(2) after the end, wrong PIN", temp(2), "wrong", answer("temporarily_locked", 0, 1200), temp(3, later(1200))],
    ["TEMP(3) after the end, right PIN", temp(3), "right", answer("right"), openLock],
    ["TEMP(3) after the end, wrong PIN", temp(3), "wrong", answer("blocked"), blocked],
    ["BLOCKED, right PIN", blocked, "right", answer("blocked"), blocked],
    ["ADMIN_LOCKED, right PIN", { at: "ADMIN_LOCKED", before: openLock }, "right", answer("admin_locked"), { at: "ADMIN_LOCKED", before: openLock }],
    ["REMOVED, right PIN", { at: "REMOVED" }, "right", answer("removed"), { at: "REMOVED" }],
  ] as const)("%s", (_row, lock, proof, expected, next) => {
    expect(judgePin(lock, proof, now)).toEqual({ lock: next, answer: expected });
  });
  it("warns before the try that blocks", () => {
    expect(chargePinUse(temp(3), now)).toMatchObject({ outcome: "charged", lastTry: true, lock: blocked });
    expect(chargePinUse(temp(2), now)).toMatchObject({ outcome: "charged", lastTry: false });
  });
  it("counts proofs that were started and never ended", () => {
    let lock = openLock;
    for (let started = 0; started < 5; started++) {
      const charge = chargePinUse(lock, now);
      lock = charge.outcome === "charged" ? charge.lock : lock;
    }
    expect(lock).toEqual(temp(1, later(300)));
    expect(clearPinFailures(lock)).toEqual(openLock);
  });
  it("gives back the state before when an administrator unlocks, and fails loudly in the wrong state", () => {
    const locked = lockByAdministrator(temp(2));
    expect(locked).toEqual({ outcome: "changed", lock: { at: "ADMIN_LOCKED", before: temp(2) } });
    expect(locked.outcome === "changed" && unlockByAdministrator(locked.lock)).toEqual({ outcome: "changed", lock: temp(2) });
    expect(unlockByAdministrator(openLock)).toEqual({ outcome: "wrong_state" });
    expect(lockByAdministrator({ at: "ADMIN_LOCKED", before: openLock })).toEqual({ outcome: "wrong_state" });
    expect(removeLock({ at: "REMOVED" })).toEqual({ outcome: "wrong_state" });
  });
  it("opens again by reactivation, unless an administrator locked it", () => {
    expect(resetPinLock(blocked)).toEqual({ outcome: "changed", lock: openLock });
    expect(resetPinLock({ at: "ADMIN_LOCKED", before: blocked })).toEqual({ outcome: "wrong_state" });
    expect(clearPinFailures({ at: "ADMIN_LOCKED", before: open(2) })).toEqual({ at: "ADMIN_LOCKED", before: open(2) });
  });
});

/** Mulberry32: the same seed walks the same way. */
const randomFrom = (seed: number): (() => number) => {
  let at = seed;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const innermost = (lock: PinLock): PinLock => (lock.at === "ADMIN_LOCKED" ? innermost(lock.before) : lock);

/** Whatever an attacker, the person and the help desk do, in whatever order. */
const walk = (seed: number): void => {
  const random = randomFrom(seed);
  const held: { lock: PinLock; at: Date; sinceRight: number } = { lock: openLock, at: now, sinceRight: 0 };
  const change = (changed: ReturnType<typeof resetPinLock>): void => {
    if (changed.outcome === "changed") held.lock = changed.lock;
  };
  for (let step = 0; step < 200; step += 1) {
    const before = held.lock;
    const dice = random();
    held.at = new Date(held.at.getTime() + Math.floor(random() * 400_000));
    if (dice < 0.7) {
      const proof = random() < 0.1 ? "right" : "wrong";
      const { lock, answer: said } = judgePin(before, proof, held.at);
      held.lock = lock;
      const judged = said.verdict === "right" || lock !== before;
      if (!judged) expect(lock).toEqual(before);
      if (judged && proof === "wrong") held.sinceRight += 1;
      if (said.verdict === "right") held.sinceRight = 0;
      if (before.at === "TEMP" && before.until > held.at) expect(said.verdict).toBe("temporarily_locked");
      expect(said.retryCounter).toBe(lock.at === "OPEN" && said.verdict === "wrong" ? 5 - lock.failures : 0);
    } else if (dice < 0.75) {
      change(lockByAdministrator(before));
    } else if (dice < 0.85) {
      change(unlockByAdministrator(before));
    } else if (dice < 0.87) {
      const reset = resetPinLock(before);
      change(reset);
      if (reset.outcome === "changed") held.sinceRight = 0;
    } else if (dice < 0.871) {
      change(removeLock(before));
    }
    expect(["OPEN", "TEMP", "BLOCKED", "REMOVED"]).toContain(innermost(held.lock).at);
    if (before.at === "REMOVED") expect(held.lock).toEqual(before);
    expect(held.sinceRight).toBeLessThanOrEqual(8); // five, and one after each of three locks
    if (held.sinceRight === 8) expect(["BLOCKED", "REMOVED"]).toContain(innermost(held.lock).at);
  }
};

it("allows eight wrong tries in a row at most, in whatever order things happen", () => {
  for (let seed = 1; seed <= 30; seed += 1) walk(seed);
});
