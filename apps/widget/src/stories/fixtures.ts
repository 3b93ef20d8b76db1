import type { InstitutionCard, SessionView } from "@drawbridge/contract";

/** An institution to draw. */
export const institution = (change: Partial<InstitutionCard> = {}): InstitutionCard => ({
  id: "ins_1",
  slug: "drawbridge-bank",
  no: 1,
  name: "Drawbridge Bank",
  domain: "drawbridge-bank.example",
  url: "https://drawbridge-bank.example",
  logo: null,
  supportsOauth: false,
  connectable: true,
  health: "healthy",
  ...change,
});

/** The institutions of the stories. */
export const institutions: readonly InstitutionCard[] = [
  institution(),
  institution({
    id: "ins_2",
    name: "Harbour Bank",
    domain: "harbour-bank.example",
    supportsOauth: true,
  }),
  institution({
    id: "ins_3",
    name: "Lantern Bank",
    domain: "lantern-bank.example",
    supportsOauth: true,
  }),
  institution({
    id: "ins_4",
    name: "Degraded Bank",
    domain: "degraded-bank.example",
    health: "degraded",
  }),
  institution({ id: "ins_5", name: "Down Bank", domain: "down-bank.example", health: "down" }),
  institution({ id: "ins_6", name: "Keystone Homes", domain: "keystone-homes.example" }),
  institution({
    id: "ins_7",
    name: "Milestone Cars",
    domain: "milestone-cars.example",
    connectable: false,
  }),
  institution({
    id: "ins_8",
    name: "No History Building Society of the Northern Counties",
    domain: "no-history.example",
  }),
];

/** A session at a step. */
export const sessionView = (step: SessionView["step"], change: Partial<SessionView> = {}): SessionView => ({
  sessionId: "ses_1",
  revision: 1,
  vocabulary: "connect",
  tenant: { name: "Larch Budget", policyUrl: "https://larch.example/privacy" },
  jobTypes: ["accountNumber", "transactions"],
  consentDays: 90,
  consentStep: true,
  hosts: { origins: [], loopback: true, targetOrigin: null },
  vault: { keyId: "key_1", publicKey: {}, binding: "ses_1" },
  institution: institution(),
  expiresAt: "2030-01-01T12:00:00.000Z",
  idleMs: 600_000,
  locale: "en-GB",
  brand: { logo: null, consentIcon: null, theme: null },
  step,
  ...change,
});
