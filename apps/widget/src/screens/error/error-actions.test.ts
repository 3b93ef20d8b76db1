import { remediations } from "@drawbridge/contract";
import { describe, expect, it } from "vitest";
import { errorActions } from "./error-actions.ts";

const step = {
  at: "error",
  failure: "unexpected",
  supportCode: "A1",
  canRetry: true,
  canChooseOther: true,
  canGoToList: false,
} as const;

describe("errorActions", () => {
  it.each(remediations)("offers one main action and one other for %s", (remediation) => {
    expect(errorActions({ ...step, remediation })).toHaveLength(2);
  });

  it("offers to tell when a bank that is down is back", () => {
    const does = errorActions({ ...step, failure: "bank_down", remediation: "wait" }).map((action) => action.does);
    expect(does).toEqual(["recovery_requested", "choose_other"]);
  });

  it.each(remediations)("never offers for %s what the session does not allow", (remediation) => {
    const does = errorActions({ ...step, remediation, canRetry: false, canChooseOther: false }).map((action) => action.does);
    expect(does).not.toContain("retry");
    expect(does).not.toContain("choose_other");
    expect(does.length).toBeGreaterThan(0);
  });

  it.each(remediations)("leads back to the list for %s where the session came from it", (remediation) => {
    const does = errorActions({ ...step, remediation, canChooseOther: false, canGoToList: true }).map((action) => action.does);
    expect(does).not.toContain("choose_other");
    expect(does.some((one) => one === "back" || one === "open_bank")).toBe(true);
    expect(does.length).toBeLessThanOrEqual(2);
  });
});
