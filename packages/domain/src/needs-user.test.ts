import { failureNames } from "@drawbridge/contract";
import { expect, it } from "vitest";
import { needsUser } from "./needs-user.ts";

it("only time, another try or we ourselves mend what the bank or we broke", () => {
  const alone = failureNames.filter((failure) => !needsUser(failure));
  expect(alone).toEqual(["bank_down", "rate_limited_by_bank", "provider_failed", "partial_data", "popup_blocked", "unexpected"]);
});
