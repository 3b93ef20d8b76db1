import type { ManagedConnection, StepView } from "@drawbridge/contract";
import { type Stories, StepStory } from "../../stories/story.tsx";

const receipt = {
  id: "cns_1",
  jobTypes: ["accountNumber" as const, "transactions" as const],
  givenAt: "2030-01-01T08:00:00.000Z",
  expiresAt: "2030-04-01T00:00:00.000Z",
  revokedAt: null,
  state: "current" as const,
};
const bank: ManagedConnection = {
  id: "con_1",
  institution: { name: "Drawbridge Bank", no: 1, logo: null, domain: "drawbridge-bank.example" },
  state: "healthy",
  reason: "healthy",
  action: "none",
  alternative: null,
  notBefore: null,
  lastUpdatedAt: "2030-01-01T08:00:00.000Z",
  consentExpiresAt: "2030-04-01T00:00:00.000Z",
  accounts: [
    { id: "acc_1", name: "Everyday account", masked: "••1234" },
    { id: "acc_2", name: "Savings", masked: "••9876" },
  ],
  receipts: [receipt, { ...receipt, id: "cns_0", state: "replaced" }],
};
const broken: ManagedConnection = {
  ...bank,
  id: "con_2",
  institution: { ...bank.institution, name: "Harbour Bank", no: 2 },
  state: "expired",
  reason: "consent_ended",
  action: "reconsent",
  accounts: bank.accounts.slice(0, 1),
  receipts: [{ ...receipt, state: "ended" }],
};

const show = (change: Partial<Extract<StepView, { at: "manage" }>>) => (
  <StepStory
    step={{ at: "manage", connections: [bank], working: null, failure: null, notice: null, canGoBack: false, canConnect: true, ...change }}
  />
);
const one = (change: Partial<ManagedConnection>) => show({ connections: [{ ...bank, ...change }] });

/** What is connected. */
export const stories: Stories = {
  two: () => show({ connections: [broken, bank], canGoBack: true }),
  "sign in again": () => one({ state: "needs_attention", reason: "access_lost", action: "reauth" }),
  "update now": () => one({ state: "needs_attention", reason: "data_old", action: "sync" }),
  "renew all": () =>
    show({ connections: [broken, { ...broken, id: "con_3", institution: { ...broken.institution, name: "Lantern Bank", no: 3 } }, bank] }),
  waiting: () => one({ state: "waiting", reason: "provider_down", action: "wait", notBefore: "2030-01-02T08:00:00.000Z", alternative: "sync" }),
  paused: () => one({ state: "needs_attention", reason: "paused", action: "contact_support" }),
  revoked: () =>
    one({ state: "revoked", reason: "revoked", action: "reauth", receipts: [{ ...receipt, state: "revoked", revokedAt: receipt.givenAt }] }),
  "no data yet": () => one({ state: "waiting", reason: "first_sync_runs", action: "wait", lastUpdatedAt: null }),
  removing: () => show({ working: { connectionId: "con_1", what: "removing" } }),
  syncing: () =>
    show({
      connections: [{ ...bank, state: "needs_attention", reason: "data_old", action: "sync" }],
      working: { connectionId: "con_1", what: "syncing" },
    }),
  renewed: () => show({ notice: { kind: "renewed", institutionName: "Drawbridge Bank", until: null } }),
  "too early": () => show({ notice: { kind: "sync_too_early", institutionName: "Drawbridge Bank", until: "2030-01-01T09:00:00.000Z" } }),
  failed: () => show({ failure: "unexpected" }),
  none: () => show({ connections: [] }),
};
