import { describe, expect, it } from "vitest";
import { mapProviderList, readProviderRow, type KnownBank, type ProviderRow } from "./map-provider.ts";

const bank = (id: string, more: Partial<KnownBank> = {}): KnownBank => ({
  id,
  name: id,
  domains: [`${id}.example`],
  routingNumbers: [],
  providerIds: [],
  ...more,
});
const row = (providerInstitutionId: string, more: Partial<ProviderRow> = {}): ProviderRow => ({
  providerInstitutionId,
  name: providerInstitutionId,
  domains: [],
  routingNumbers: [],
  ...more,
});
const banks = [
  bank("alpha", { routingNumbers: ["111000025"], providerIds: ["p-1"] }),
  bank("beta", { name: "Banque Bêta" }),
  bank("gamma", { domains: ["shared.example"] }),
  bank("delta", { domains: ["shared.example"] }),
];

describe("a provider's list among our institutions", () => {
  it.each([
    ["by the id it has already", row("p-1"), { verdict: "mapped", by: "id", institutions: ["alpha"] }],
    ["by routing number", row("x", { routingNumbers: ["111000025"] }), { verdict: "matched", by: "routing_number", institutions: ["alpha"] }],
    ["by domain", row("x", { domains: ["www.BETA.example"] }), { verdict: "matched", by: "domain", institutions: ["beta"] }],
    ["by name, without accents", row("x", { name: "banque beta" }), { verdict: "matched", by: "name", institutions: ["beta"] }],
    ["several fit", row("x", { domains: ["shared.example"] }), { verdict: "ambiguous", by: "domain", institutions: ["gamma", "delta"] }],
    ["none fits", row("x", { name: "Unheard of" }), { verdict: "unmatched", by: null, institutions: [] }],
  ] as const)("%s", (_name, given, verdict) => {
    expect(mapProviderList([given], banks)).toEqual([verdict]);
  });

  it("two rows for one institution are left to somebody who knows", () => {
    const rows = [row("x", { name: "Banque Beta" }), row("y", { domains: ["beta.example"] }), row("z", { domains: ["alpha.example"] })];
    expect(mapProviderList(rows, banks).map(({ verdict }) => verdict)).toEqual(["duplicate", "duplicate", "matched"]);
  });

  it("a row without an id or with a broken domain is told what is wrong", () => {
    expect(readProviderRow({ name: "Bank", domains: "not a domain" })).toMatchObject([{ field: "providerInstitutionId" }, { field: "domains" }]);
  });
});
