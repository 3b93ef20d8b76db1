/* oxlint-disable vitest/expect-expect -- what is expected of every adapter has functions of its own */
import { it } from "vitest";
import { Secret } from "../secret.ts";
import { createBench } from "./bench.ts";
import { expectFailed, expectKind } from "./expect-outcome.ts";
import type { AdapterFixture } from "./fixture.ts";
import type { Door } from "./sign-in.ts";

/** Giving access back: it ends, and ending it again is no error. */
export const checkRevoke = (fixture: AdapterFixture, { signIn, data }: Door): void => {
  const { adapter } = createBench(fixture);
  const { revoke } = adapter;
  if (!revoke) return;

  it("ends access for every read, and again", async () => {
    const access = await signIn(adapter);
    expectKind(await revoke(access), "revoked");
    expectKind(await revoke(access), "revoked");
    expectFailed(await adapter.accounts.list({ access, cursor: null, withNumbers: false }), "access_revoked");
    const query = { access, cursor: null, accountStableId: "any", ...data.range };
    if (adapter.owners) expectFailed(await adapter.owners.list(query), "access_revoked");
    if (adapter.transactions) expectFailed(await adapter.transactions.list(query), "access_revoked");
  });

  it("ends one sign-in and no other", async () => {
    const [mine, other] = [await signIn(adapter), await signIn(adapter)];
    expectKind(await revoke(mine), "revoked");
    expectKind(await adapter.accounts.list({ access: other, cursor: null, withNumbers: false }), "read");
  });

  it("fails with an access that is not its own", async () => {
    for (const text of ["", "null", "{}"]) expectFailed(await revoke(new Secret(text)));
  });
};
