import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { institutions, type InstitutionRecord, type Storage } from "@drawbridge/storage";
import { sandboxInstitutions } from "@drawbridge/sandbox-bank";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { toStore } from "./record-of-entry.ts";

const md5Like = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);

/** Bank ids of the Connections face that are published (rulings.md); the others are their slug's hash. */
const bankIds: Readonly<Record<string, string>> = {
  "drawbridge-bank": "06995ed5c6c6f25e323b34dc45968426",
  "harbour-bank": "1ffe704d39629a929c8e293880fb449a",
  "lantern-bank": "5233db2a04fe41dd01d3308ea92e8bd7",
};
const kinds: Readonly<Record<string, string>> = { "keystone-homes": "zoopla", "milestone-cars": "autotrader" };

/** The sandbox bank's institutions. */
export const sandboxRecords = (): readonly InstitutionRecord[] =>
  sandboxInstitutions.map((bank, index) => ({
    slug: bank.slug,
    name: bank.name,
    domain: bank.domain,
    url: bank.url,
    country: "GB",
    keywords: ["sandbox", "test"],
    routingNumbers: [],
    logo: bank.logo,
    popularity: 1000 - index,
    isTest: true,
    health: bank.health,
    providers: [
      {
        provider: "sandbox",
        providerInstitutionId: bank.slug,
        kind: kinds[bank.slug] ?? (bank.kind === "redirect" ? "api" : "legacy"),
        bankId: bankIds[bank.slug] ?? md5Like(bank.slug),
        supportsOauth: bank.kind === "redirect",
        supportsAggregation: true,
        supportsHistory: bank.jobs.includes("transactionHistory"),
        supportsIdentification: bank.jobs.includes("accountOwner"),
        supportsVerification: bank.jobs.includes("accountNumber"),
        singleSyncOnly: bank.singleSyncOnly,
      },
    ],
  }));

const GermanBanks = Type.Record(Type.String(), Type.Array(Type.String()));

const slugOf = (name: string): string =>
  name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** German banks by their official bank codes, one institution a name; nobody serves them yet. */
export const germanInstitutions = async (): Promise<readonly InstitutionRecord[]> => toGermanInstitutions(await readGermanList());

const readGermanList = (): Promise<string> => {
  const entry = createRequire(import.meta.url).resolve("bankdata-germany");
  return readFile(join(dirname(entry), "data", "current.json"), "utf8");
};

const toGermanInstitutions = (text: string): readonly InstitutionRecord[] => {
  const list = Value.Parse(GermanBanks, JSON.parse(text));
  const banks = new Map<string, { name: string; codes: string[]; bics: Set<string> }>();
  for (const [code, [name = "", bic]] of Object.entries(list)) {
    const bank = banks.get(slugOf(name)) ?? { name, codes: [], bics: new Set<string>() };
    bank.codes.push(code);
    if (bic) bank.bics.add(bic);
    banks.set(slugOf(name), bank);
  }
  return [...banks].map(([slug, { name, codes, bics }]) => ({
    slug: `de-${slug}`,
    name,
    domain: "",
    url: "",
    country: "DE",
    keywords: [...bics],
    routingNumbers: codes,
    logo: null,
    popularity: name.endsWith(" -alt-") ? 0 : codes.length, // "-alt-": merged into another bank
    isTest: false,
    health: "healthy" as const,
    providers: [],
  }));
};

/** A list of the seed: what it is made from, and the making. */
interface SeedList {
  readonly source: string;
  readonly text: string;
  readonly toRecords: (text: string) => readonly InstitutionRecord[];
}

const SHAPE = 2; // grows when the same list makes other records

const seedOne = async (storage: Storage, { source, text, toRecords }: SeedList): Promise<void> => {
  const fingerprint = createHash("sha256").update(`${SHAPE}\n${text}`).digest("hex");
  if ((await institutions(storage.pool).seedMark(source)) === fingerprint) return;
  await storage.transaction(async (tx) => {
    await institutions(tx).replaceSource(source, toRecords(text).map(toStore));
    await institutions(tx).markSeed(source, fingerprint);
  });
};

/** Brings the seed lists into the directory; a second run changes nothing, and looks at nothing where the lists are the same. */
export const seedInstitutions = async (storage: Storage): Promise<void> => {
  const sandbox = sandboxRecords();
  await seedOne(storage, { source: "sandbox", text: JSON.stringify(sandbox), toRecords: () => sandbox });
  await seedOne(storage, { source: "bundesbank", text: await readGermanList(), toRecords: toGermanInstitutions });
};
