import { challengeKinds } from "@drawbridge/contract";
import { expect, it } from "vitest";
import { createBench } from "./bench.ts";
import type { AdapterFixture } from "./fixture.ts";
import { formFlow } from "./sign-in.ts";

const optional = ["credentials", "redirect", "owners", "transactions", "revoke"] as const;

/** What the adapter says about itself is true and complete. */
export const checkAbilities = (fixture: AdapterFixture): void => {
  const { adapter, sent } = createBench(fixture);

  it("has an id, a name, and origins that are origins", () => {
    expect(adapter.id).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(adapter.displayName.trim()).not.toBe("");
    expect(adapter.origins.length).toBeGreaterThan(0);
    for (const origin of adapter.origins) expect(new URL(origin).origin).toBe(origin);
  });

  it("talks to nobody when it is built", () => {
    expect(sent).toEqual([]);
  });

  it("leaves out the key of what it cannot do", () => {
    expect(optional.filter((key) => key in adapter && !adapter[key])).toEqual([]);
    expect(["credentials", "redirect"].filter((way) => way in adapter)).not.toEqual([]);
  });

  it("promises the jobs it has abilities for", () => {
    const { jobs } = adapter;
    expect(new Set(jobs).size).toBe(jobs.length);
    expect(jobs.includes("accountOwner")).toBe("owners" in adapter);
    expect(jobs.includes("transactions") || jobs.includes("transactionHistory")).toBe("transactions" in adapter);
  });

  it("is tried with every question it declares", () => {
    const asked = new Set(fixture.forms.flatMap(({ challenged }) => challenged.flatMap(({ kinds }) => kinds)));
    expect([...asked].toSorted()).toEqual([...new Set(adapter.challenges)].toSorted());
    for (const kind of adapter.challenges) expect(challengeKinds).toContain(kind);
  });

  it("is tried at an institution for every way to sign in", () => {
    expect(fixture.forms.length > 0).toBe("credentials" in adapter);
    expect(fixture.redirects.length > 0).toBe("redirect" in adapter);
  });

  it.each(fixture.forms)("asks at $institutionId for what is typed there", ({ institutionId, typed }) => {
    const names = formFlow(adapter)
      .fields(institutionId)
      .map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(typed).toSorted()).toEqual(names.toSorted());
  });
};
