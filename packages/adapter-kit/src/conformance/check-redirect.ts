/* oxlint-disable vitest/expect-expect -- what is expected of every adapter has functions of its own */
import { expect, it } from "vitest";
import { Secret } from "../secret.ts";
import { createBench, type Bench } from "./bench.ts";
import { expectFailed, expectKind, expectNoLeak } from "./expect-outcome.ts";
import type { AdapterFixture, RedirectCase, Returned } from "./fixture.ts";
import { redirectFlow, startVisit, visitBank } from "./sign-in.ts";

/** Sign-in at the bank's own pages, and every return that must not sign anybody in. */
export const checkRedirect = (fixture: AdapterFixture, redirect: RedirectCase): void => {
  it("sends people to a declared origin, with a new challenge and state every time", () => expectFreshStarts(fixture, redirect));

  it("signs in at another instance than it started at, and prints no secret", async () => {
    const start = createBench(fixture);
    const end = createBench(fixture);
    const visit = await visitBank(start.adapter, redirect);
    const outcome = expectKind(await redirectFlow(end.adapter).complete(visit), "signed_in");
    expectNoLeak([outcome, start.logged, end.logged], [visit.state, outcome.access]);
  });

  it.each(redirect.refused)("calls it $failure: $name", async ({ visit, failure }) => {
    const { adapter } = createBench(fixture);
    const { state, params } = await visitBank(adapter, redirect, visit);
    expectNoLeak(expectFailed(await redirectFlow(adapter).complete({ state, params }), failure), [state]);
  });

  it.each(tamperings)("refuses $name", async ({ tamper }) => {
    const { adapter } = createBench(fixture);
    const { state, params } = await visitBank(adapter, redirect);
    expectNoLeak(expectFailed(await redirectFlow(adapter).complete({ state, params: tamper(params) })), [state]);
  });

  it("believes no refusal that is not of this visit", async () => {
    const { adapter } = createBench(fixture);
    const { state } = await startVisit(adapter, redirect);
    const outcome = expectFailed(await redirectFlow(adapter).complete({ state, params: { error: "access_denied", state: "another" } }));
    expect(outcome.failure).not.toBe("consent_denied");
  });

  it("takes a code once", async () => {
    const { adapter } = createBench(fixture);
    const visit = await visitBank(adapter, redirect);
    expectKind(await redirectFlow(adapter).complete(visit), "signed_in");
    expectFailed(await redirectFlow(adapter).complete(visit));
  });

  it("refuses the code of another visit", async () => {
    const { adapter } = createBench(fixture);
    const [mine, other] = [await visitBank(adapter, redirect), await visitBank(adapter, redirect)];
    const params = { ...mine.params, code: other.params["code"] ?? "" };
    expectFailed(await redirectFlow(adapter).complete({ state: mine.state, params }));
  });

  it("fails with a state that is not its own", async () => {
    const { adapter } = createBench(fixture);
    for (const state of ["", "null", "{}", "not a state"])
      expectFailed(await redirectFlow(adapter).complete({ state: new Secret(state), params: { code: "x" } }));
  });
};

const without = (params: Returned, key: string): Returned => Object.fromEntries(Object.entries(params).filter(([name]) => name !== key));

const tamperings: readonly { readonly name: string; readonly tamper: (params: Returned) => Returned }[] = [
  { name: "another state", tamper: (params) => ({ ...params, state: "another" }) },
  { name: "no state", tamper: (params) => without(params, "state") },
  { name: "another issuer", tamper: (params) => ({ ...params, iss: "https://elsewhere.example" }) },
  { name: "no issuer where the bank names itself", tamper: (params) => (params["iss"] === undefined ? {} : without(params, "iss")) },
  { name: "another code", tamper: (params) => ({ ...params, code: "another" }) },
  { name: "no code", tamper: (params) => without(params, "code") },
  { name: "an error beside a code", tamper: (params) => ({ ...params, error: "server_error" }) },
  { name: "nothing at all", tamper: () => ({}) },
];

/** The values of a parameter in everything that was sent, in order. */
const sentValues = ({ sent }: Bench, name: string): readonly string[] =>
  sent.flatMap(({ url, body }) => [url.searchParams.get(name), new URLSearchParams(body).get(name)]).filter((value) => value !== null);

const expectFreshStarts = async (fixture: AdapterFixture, redirect: RedirectCase): Promise<void> => {
  const bench = createBench(fixture);
  const starts = [await startVisit(bench.adapter, redirect), await startVisit(bench.adapter, redirect)];
  for (const { url, state } of starts) {
    expect(bench.adapter.origins).toContain(new URL(url).origin);
    expectNoLeak(
      [url, bench.logged],
      [state].filter((secret) => !url.includes(secret.reveal())),
    );
  }
  const urls = starts.map(({ url }) => new URL(url).searchParams.get("code_challenge")).filter((value) => value !== null);
  const challenges = [...sentValues(bench, "code_challenge"), ...urls];
  expect(challenges).toHaveLength(2);
  expect(new Set(challenges).size).toBe(2);
  expect(new Set(starts.map(({ state }) => state.reveal())).size).toBe(2);
  expect(new Set(starts.map(({ url }) => url)).size).toBe(2);
};
