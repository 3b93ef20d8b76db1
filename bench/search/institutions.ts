import { germanInstitutions, sandboxRecords } from "../../apps/server/src/institutions/seed.ts";
import type { InstitutionRecord } from "@drawbridge/storage";
import { createRandom, type Random } from "./random.ts";

/** The list that the search is measured on. */
export interface BenchList {
  readonly records: readonly InstitutionRecord[];
  readonly real: number;
  readonly sandbox: number;
  readonly generated: number;
}

const starts = [
  "Ash",
  "Bel",
  "Brook",
  "Cal",
  "Cedar",
  "Clear",
  "Dun",
  "East",
  "Elm",
  "Fair",
  "Glen",
  "Green",
  "Hart",
  "Haw",
  "Iron",
  "Kings",
  "Lake",
  "Lin",
  "Maple",
  "Mill",
  "New",
  "North",
  "Oak",
  "Pine",
  "Port",
  "Red",
  "River",
  "Rose",
  "Salem",
  "Silver",
  "Spring",
  "Stan",
  "Stone",
  "Sum",
  "Thorn",
  "Ver",
  "Wal",
  "West",
  "White",
  "Win",
];
const ends = [
  "bury",
  "bridge",
  "brook",
  "burg",
  "dale",
  "field",
  "ford",
  "gate",
  "ham",
  "haven",
  "hill",
  "hurst",
  "land",
  "ley",
  "mere",
  "mont",
  "mouth",
  "port",
  "ridge",
  "side",
  "ston",
  "ton",
  "view",
  "ville",
  "water",
  "wick",
  "wood",
  "worth",
];
const middles = ["", "", "en", "er", "ing", "le", "ter"];
const heads = [
  "",
  "First",
  "Citizens",
  "Farmers",
  "Merchants",
  "Peoples",
  "Community",
  "Heritage",
  "Pioneer",
  "Liberty",
  "United",
  "Summit",
  "Patriot",
  "Sterling",
  "Guardian",
  "Frontier",
  "Cornerstone",
  "Evergreen",
  "Horizon",
  "Beacon",
];
const kinds = [
  "Bank",
  "Savings Bank",
  "State Bank",
  "National Bank",
  "Credit Union",
  "Federal Credit Union",
  "Bank & Trust",
  "Trust Company",
  "Building Society",
  "Teachers Credit Union",
  "Community Credit Union",
  "Mutual Bank",
];

/** Nine digits with the check digit of an American routing number. */
const routingNumber = (random: Random): string => {
  const digits = Array.from({ length: 8 }, () => random.below(10));
  const sum = digits.reduce((total, digit, at) => total + digit * ([3, 7, 1][at % 3] ?? 1), 0);
  return [...digits, (10 - (sum % 10)) % 10].join("");
};

const generate = (random: Random, at: number): InstitutionRecord => {
  const town = random.pick(starts) + random.pick(middles) + random.pick(ends);
  const name = `${random.pick(heads)} ${town} ${random.pick(kinds)}`.trim();
  const host = name
    .toLowerCase()
    .replace(/federal credit union|credit union/, "cu")
    .replace(/[^a-z]+/g, "");
  return {
    slug: `gen-${at}`,
    name,
    domain: `${host}.example`,
    url: `https://www.${host}.example`,
    country: "US",
    keywords: [town],
    routingNumbers: [routingNumber(random)],
    logo: null,
    popularity: Math.floor(1 / (0.02 + random.next())),
    isTest: false,
    health: "healthy",
    providers: [],
  };
};

/** Sandbox and real German institutions, filled up to `size` with generated ones from a fixed seed. */
export const benchList = async (size: number): Promise<BenchList> => {
  const [sandbox, real] = [sandboxRecords(), await germanInstitutions()];
  const random = createRandom(20_260_101);
  const generated = Array.from({ length: size - sandbox.length - real.length }, (_, at) => generate(random, at));
  return { records: [...sandbox, ...real, ...generated], real: real.length, sandbox: sandbox.length, generated: generated.length };
};
