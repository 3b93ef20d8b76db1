import { connectEventCatalogue, connectRulings, isConnectUserEvent, shapeNameOf } from "@drawbridge/contract";
import { describe, expect, it } from "vitest";
import { sourceSamples, type SourceSample } from "./connect-source-samples.ts";

type Json = SourceSample["json"];

/** Where our events differ from the samples, and by which ruling: nowhere else (connect-events.md, section 1). */
const differences: Readonly<Record<string, readonly [ruling: keyof typeof connectRulings, ruled: Json]>> = {
  "SignInAttempt, success": ["R1a", { errorCode: null }],
  "MfaAttempt, failure": ["R1b", { success: false }],
  "FixSignInAttempt, begin": ["R1c", { accounts: null }],
  "FixMfaAttempt, begin": ["R1c", { accounts: null }],
  "SearchInstitutions, the event": ["R1e", { attempts: 1 }],
  "SubmitAccounts, the event": ["R1f", { accounts: 2, accountIds: ["7079115306", "7079115307"] }],
};

/** Shapes of a sample, by what it shows. */
const shapes: Readonly<Record<string, string>> = {
  "AddAccounts, success": "AddAccounts: done",
  "DisplayAlert, the event": "DisplayAlert: general",
  "End, the event": "End: complete",
  "FixMfaAttempt, success": "FixMfaAttempt: repaired",
  "FixSignInAttempt, success": "FixSignInAttempt: repaired",
  "LaunchOAuth, the event": "LaunchOAuth: opened",
  "MfaAttempt, success": "MfaAttempt: signed in",
  "OAuthAddAccounts, the event": "OAuthAddAccounts: added",
  "OAuthSignInAttempt, the event": "OAuthSignInAttempt: signed in",
  "RemoveAccounts, success": "RemoveAccounts: done",
  "SignInAttempt, success": "SignInAttempt: signed in",
};
const endings: Readonly<Record<SourceSample["shows"], string>> = { "the event": "", begin: ": begin", success: ": done", failure: ": failed" };

const samples = sourceSamples.map(({ shows, json }) => {
  const name = `${String(json["action"])}, ${shows}`;
  return { name, json, shape: shapes[name] ?? `${String(json["action"])}${endings[shows]}`, ruled: differences[name] };
});

describe("the samples of the source", () => {
  it.each(samples.filter(({ ruled }) => !ruled))("$name: validates as it stands", ({ json, shape }) => {
    expect(isConnectUserEvent(json)).toBe(true);
    expect(shapeNameOf(json)).toBe(shape);
  });

  it.each(samples.filter(({ ruled }) => ruled))("$name: validates as ruled, and differently not", ({ json, shape, ruled }) => {
    const [ruling, over] = ruled ?? ["R2", {}];
    expect(connectRulings[ruling]).toMatch(/\w/);
    expect(shapeNameOf({ ...json, ...over })).toBe(shape);
    expect(shapeNameOf(json)).not.toBe(shape);
  });

  it("have their keys in the order ours are printed in", () => {
    const orders = samples.map(({ json, shape, ruled }) => {
      const printed = connectEventCatalogue.flatMap(({ shapes: all }) => Object.entries(all)).find(([name]) => name === shape)?.[1];
      // An experience may end every event with where it stands in our log.
      const wanted = [...Object.keys({ ...json, ...ruled?.[1] }), "drawbridge"];
      return { shape, wanted, printed: Object.keys(printed?.properties ?? {}) };
    });
    expect(orders.map(({ shape, printed }) => ({ shape, keys: printed }))).toEqual(orders.map(({ shape, wanted }) => ({ shape, keys: wanted })));
  });

  it("cover all sixteen actions, and every difference has its sample", () => {
    expect(new Set(samples.map(({ json }) => json["action"]))).toEqual(new Set(connectEventCatalogue.map(({ name }) => name)));
    expect(samples.filter(({ ruled }) => ruled).map(({ name }) => name)).toHaveLength(Object.keys(differences).length);
  });
});

describe("what the source's text says beside its samples", () => {
  const [attempt, fix] = ["SignInAttempt", "FixSignInAttempt"].map((action) => samples.find(({ name }) => name === `${action}, success`)?.json ?? {});
  const [alert] = samples.filter(({ name }) => name.startsWith("DisplayAlert"));

  it.each([
    ["R1d", "SignInAttempt: challenge", { ...attempt, accounts: null, accountIds: [], errorCode: null }, attempt],
    ["R1d", "MfaAttempt: challenge", { ...attempt, action: "MfaAttempt", accounts: null, accountIds: [], errorCode: null }, attempt],
    ["R1d", "FixSignInAttempt: challenge", { ...fix, accounts: null }, fix],
    [
      "R1g",
      "DisplayAlert: institution",
      { ...alert?.json, institutionId: 123, institutionName: "Bank of America" },
      { ...alert?.json, institutionId: null, institutionName: null },
    ],
  ] as const)("%s: %s", (ruling, shape, ruled, otherwise) => {
    expect(connectRulings[ruling]).toMatch(/\w/);
    expect(shapeNameOf(ruled)).toBe(shape);
    expect(shapeNameOf(otherwise)).not.toBe(shape);
  });
});
