import type { ProviderAccount, ProviderOwner } from "@drawbridge/contract";
import { pickNumber, stableHash } from "./seeded-random.ts";

const firstNames = ["Robin", "Morgan", "Casey", "Noor", "Alex", "Ines", "Tomasz", "Priya", "Jonas", "Mei"] as const;
const lastNames = ["Ashford", "Calloway", "Hartwell", "Okafor", "Lindqvist", "Marchetti", "Novak", "Whitlock"] as const;
const streets = ["Tollgate Lane", "Harbour Street", "Millrace Road", "Keep Avenue", "Portcullis Way"] as const;
const cities = [
  { city: "Springfield", region: "IL", postalCode: "62701" },
  { city: "Portland", region: "ME", postalCode: "04101" },
  { city: "Salem", region: "OR", postalCode: "97301" },
  { city: "Dover", region: "DE", postalCode: "19901" },
] as const;

/** The holders of somebody's accounts: one for all, and a second one on a savings account. */
export function ownersOf(identity: string, accounts: readonly ProviderAccount[]): readonly ProviderOwner[] {
  if (accounts.length === 0 || identity.startsWith("asset:")) return [];
  const joint = accounts.filter((account) => account.kind === "savings");
  const first = drawOwner(identity, "first", accounts);
  return joint.length === 0 ? [first] : [first, drawOwner(identity, "joint", joint)];
}

function drawOwner(identity: string, role: string, accounts: readonly ProviderAccount[]): ProviderOwner {
  const firstName = pick(firstNames, identity, role, "name");
  const lastName = pick(lastNames, identity, "family");
  const mail = `${firstName}.${lastName}`.toLowerCase();
  return {
    stableId: `owner-${stableHash(identity, role)}`,
    firstName,
    lastName,
    emails: [`${mail}@mail.example`],
    // 555-01xx is kept for fiction by the North American numbering plan.
    phones: [`+1202555${String(100 + pickNumber(100, identity, role, "phone")).padStart(4, "0")}`],
    addresses: [
      {
        line1: `${1 + pickNumber(240, identity, "house")} ${pick(streets, identity, "street")}`,
        line2: null,
        ...pick(cities, identity, "city"),
        country: "US",
      },
    ],
    accountStableIds: accounts.map((account) => account.stableId),
  };
}

function pick<const List extends readonly [unknown, ...unknown[]]>(list: List, ...parts: readonly string[]): List[number] {
  return list[pickNumber(list.length, ...parts)] ?? list[0];
}
