import type { Institution, InstitutionProvider } from "@drawbridge/storage";

/** An institution with the provider that serves it; null: known, but nobody does. */
export interface Served {
  readonly institution: Institution;
  readonly provider: InstitutionProvider | null;
}

/** Products by their name in a query, and what has to be possible for them. */
const products = {
  transAgg: "supportsAggregation",
  ach: "supportsVerification",
  stateAgg: null,
  voi: "supportsHistory",
  voa: "supportsAggregation",
  aha: "supportsHistory",
  availBalance: "supportsAggregation",
  accountOwner: "supportsIdentification",
  studentLoanData: null,
  loanPaymentDetails: null,
  liabilityData: null,
  billPayData: null,
} as const satisfies Record<string, keyof InstitutionProvider | null>;

/** True when an institution gives a product; an unknown product is given by none. */
export const gives = ({ provider }: Served, product: string): boolean => {
  const ability = new Map<string, keyof InstitutionProvider | null>(Object.entries(products)).get(product);
  return Boolean(ability && provider?.[ability]);
};

const healthOf = { healthy: "Healthy", degraded: "Degraded", down: "Unhealthy" } as const;

const statusOf = ({ institution, provider }: Served): string => {
  const { record, retired } = institution;
  if (retired || !provider || record.health === "down") return "offline";
  return record.isTest ? "testing" : "online";
};

const currencies: Readonly<Record<string, string>> = { GB: "GBP", DE: "EUR", US: "USD", CA: "CAD" };

/** What an institution looks like. */
export const printBranding = ({ record }: Institution) => ({
  logo: record.logo,
  alternateLogo: null,
  icon: record.logo,
  primaryColor: null,
  tile: record.logo,
});

/** One institution (connect-events.md, section 11). Rates are null where nothing was measured. */
export const printInstitution = (served: Served) => {
  const { institution, provider } = served;
  const { no, record } = institution;
  const overallHealth = provider ? healthOf[record.health] : "Insufficient Data";
  const abilities = Object.fromEntries(Object.keys(products).map((product) => [product, gives(served, product)]));
  const given = Object.keys(products).filter((product) => gives(served, product));
  const health = Object.fromEntries(
    given.flatMap((product) => [
      [`${product}Health`, overallHealth],
      [`${product}SuccessRate`, null],
    ]),
  );
  return {
    id: no,
    name: record.name,
    displayName: record.name,
    ...abilities,
    accountTypeDescription: "Banking",
    phone: null,
    urlHomeApp: record.url,
    urlLogonApp: record.url,
    urlForgotPassword: null,
    urlOnlineRegistration: null,
    oauthEnabled: provider?.supportsOauth ?? false,
    oauthInstitutionId: provider?.supportsOauth ? no : null,
    newInstitutionId: null,
    class: "institution",
    specialText: null,
    specialInstructions: [],
    timeZone: null,
    address: { city: null, state: null, country: record.country, postalCode: null, addressLine1: null, addressLine2: null },
    currency: currencies[record.country] ?? null,
    email: null,
    status: statusOf(served),
    branding: printBranding(institution),
    overallHealth,
    overallSuccessRate: null,
    durability: null,
    ...health,
  };
};
