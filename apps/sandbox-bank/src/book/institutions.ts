import type { CredentialField, JobType } from "@drawbridge/contract";
import { drawLogo } from "./logo.ts";

/** One institution of the sandbox, with everything a directory needs to list it. */
export interface SandboxInstitution {
  readonly slug: string;
  readonly name: string;
  readonly kind: "credential" | "redirect" | "assets";
  readonly domain: string;
  readonly url: string;
  /** Brand colour, dark enough for white text (contrast of at least 4.5). */
  readonly brandColor: string;
  /** SVG data URI of our own drawing. */
  readonly logo: string;
  readonly health: "healthy" | "degraded" | "down";
  /** True: access lasts for the sync that follows the sign-in, and no longer. */
  readonly singleSyncOnly: boolean;
  /** What the institution can be asked for. */
  readonly jobs: readonly JobType[];
  /** Inputs of its sign-in form; empty where the bank has its own page. */
  readonly fields: readonly CredentialField[];
}

const allJobs: readonly JobType[] = ["accountNumber", "accountOwner", "transactions", "transactionHistory"];
const recentJobs: readonly JobType[] = ["accountNumber", "accountOwner", "transactions"];

const loginFields: readonly CredentialField[] = [
  { name: "username", label: "Username", kind: "login", secret: false },
  { name: "password", label: "Password", kind: "password", secret: true },
];
const homeFields: readonly CredentialField[] = [
  { name: "postcode", label: "Postcode", kind: "text", secret: false },
  { name: "house", label: "House name or number", kind: "text", secret: false },
];
const carFields: readonly CredentialField[] = [
  { name: "registration", label: "Registration", kind: "text", secret: false },
  { name: "mileage", label: "Mileage", kind: "text", secret: false },
];

type Entry = Pick<SandboxInstitution, "slug" | "name" | "kind" | "brandColor"> & Partial<SandboxInstitution>;

const entries: readonly Entry[] = [
  { slug: "drawbridge-bank", name: "Drawbridge Bank", kind: "credential", brandColor: "#7a2e3a" },
  { slug: "harbour-bank", name: "Harbour Bank", kind: "redirect", brandColor: "#0b5273" },
  { slug: "lantern-bank", name: "Lantern Bank", kind: "redirect", brandColor: "#8a4b00" },
  {
    slug: "degraded-bank",
    name: "Degraded Bank",
    kind: "credential",
    brandColor: "#6b5a00",
    health: "degraded",
  },
  {
    slug: "down-bank",
    name: "Down Bank",
    kind: "credential",
    brandColor: "#5a5a5a",
    health: "down",
  },
  {
    slug: "single-sync-bank",
    name: "Single Sync Bank",
    kind: "credential",
    brandColor: "#4b3a8f",
    singleSyncOnly: true,
  },
  {
    slug: "no-history-bank",
    name: "No History Bank",
    kind: "redirect",
    brandColor: "#1f6b4a",
    jobs: recentJobs,
  },
  {
    slug: "keystone-homes",
    name: "Keystone Homes",
    kind: "assets",
    brandColor: "#7b3f18",
    jobs: [],
    fields: homeFields,
  },
  {
    slug: "milestone-cars",
    name: "Milestone Cars",
    kind: "assets",
    brandColor: "#0f5c5c",
    jobs: [],
    fields: carFields,
  },
];

/** Every institution of the sandbox bank, in the order a person should see them. */
export const sandboxInstitutions: readonly SandboxInstitution[] = entries.map((entry) => ({
  domain: `${entry.slug}.example`,
  url: `https://${entry.slug}.example/`,
  logo: drawLogo(entry.name, entry.brandColor),
  health: "healthy",
  singleSyncOnly: false,
  jobs: allJobs,
  fields: entry.kind === "credential" ? loginFields : [],
  ...entry,
}));

/** The institution of a slug; null when the sandbox has none. */
export const findInstitution = (slug: string): SandboxInstitution | null =>
  sandboxInstitutions.find((institution) => institution.slug === slug) ?? null;
