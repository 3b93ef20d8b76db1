import type { ManagedConnection, OwnDevice, OwnReceipt, StatusType } from "@drawbridge/contract";
import { firstState, userKey, type AppState, type Lock, type Outcome, type Prompt, type Shared, type Trouble } from "../page/mc/app-state.ts";

const MINUTE_MS = 60_000;
const tenantId = "development";

/** Two people of one device. */
export const ada = { tenantId, userId: "ada" };
const grace = { tenantId, userId: "grace.hopper@example.com" };
const known = { displayEmail: "" };
const users = [
  { userIdentifier: ada, displayUsername: "Ada Lovelace", ...known },
  { userIdentifier: grace, displayUsername: "", ...known },
];

/** A moment from now on. */
export const inMinutes = (minutes: number): number => Date.now() + minutes * MINUTE_MS;

/** Nobody is logged in. */
export const loggedOut = (more: Partial<AppState> = {}): AppState => ({ ...firstState, prompt: { ask: "login" }, users, chosen: ada, ...more });

/** Ada is. */
export const loggedIn = (more: Partial<AppState> = {}): AppState => ({ ...loggedOut(), prompt: { ask: "nothing" }, user: ada, ...more });

/** Ada is asked something. */
export const asked = (prompt: Prompt, more: Partial<AppState> = {}): AppState => loggedIn({ prompt, offer: offerOf(4), ...more });

/** Something that waits. */
export const offerOf = (minutes: number) => ({ kind: "TRANSACTION", banner: "A question about Harbour Bank", until: inMinutes(minutes) }) as const;

/** What was refused. */
export const troubleOf = (status: StatusType, more: Partial<Trouble> = {}): Trouble => ({
  status,
  triesLeft: null,
  lastTry: false,
  reportId: "",
  ...more,
});

/** How an operation ended. */
export const outcomeOf = (status: StatusType, notMe = false): Outcome => ({ status, notMe, banner: "A question about Harbour Bank", at: Date.now() });

/** Ada cannot log in. */
export const locked = (lock: Lock): AppState => loggedOut({ locks: { [userKey(ada)]: lock } });

const receipts: ManagedConnection["receipts"] = [
  {
    id: "cns_2",
    jobTypes: ["accountNumber", "accountOwner", "transactions"],
    givenAt: "2026-05-01T10:00:00Z",
    expiresAt: "2026-07-30T10:00:00Z",
    revokedAt: null,
    state: "current",
  },
  { id: "cns_1", jobTypes: ["transactions"], givenAt: "2026-02-01T10:00:00Z", expiresAt: "2026-05-02T10:00:00Z", revokedAt: null, state: "replaced" },
];

const connectionOf = (id: string, name: string, state: ManagedConnection["state"]): ManagedConnection => ({
  id,
  institution: { name, no: 1, logo: null, domain: "bank.example" },
  state,
  reason: "healthy",
  action: "none",
  alternative: null,
  notBefore: null,
  lastUpdatedAt: state === "revoked" ? null : "2026-06-01T08:30:00Z",
  consentExpiresAt: "2026-07-30T10:00:00Z",
  accounts: [
    { id: "acc_1", name: "Everyday account", masked: "••1234" },
    { id: "acc_2", name: "Savings for a rather long summer holiday", masked: "••9876" },
  ],
  receipts,
});

const receiptOf = (operationId: string, question: OwnReceipt["question"], decision: OwnReceipt["decision"]): OwnReceipt => ({
  operationId,
  question,
  decision,
  text: "Let Example Budget read your data at Harbour Bank until 2026-07-30?\nAccounts: Everyday account ••1234\nData: transactions\nPurpose: budgets",
  decidedAt: "2026-05-01T10:00:00Z",
  receipt: "a.b.c",
});

/** What Ada shares. */
export const shared: Shared = {
  tenant: "Example Budget",
  connections: [
    connectionOf("con_1", "Harbour Bank", "healthy"),
    connectionOf("con_2", "Lantern Bank", "needs_attention"),
    connectionOf("con_3", "Drawbridge Bank", "expired"),
    connectionOf("con_4", "Old Harbour Savings and Loans Association", "revoked"),
  ],
  receipts: [receiptOf("op_3", "revoke", "ACCEPTED"), receiptOf("op_2", "renew", "REJECTED"), receiptOf("op_1", "grant", "ACCEPTED")],
};

const deviceOf = (deviceId: string, name: string, more: Partial<OwnDevice>): OwnDevice => ({
  deviceId,
  name,
  isThis: false,
  state: "ACTIVE",
  appName: "Drawbridge Authenticator",
  addedAt: "2026-01-10T09:00:00Z",
  lastUsedAt: "2026-06-02T19:05:00Z",
  ...more,
});

/** Ada's devices. */
export const devices: readonly OwnDevice[] = [
  deviceOf("dev_019a1b2c3d4e5f60718293a4b5", "Ada's phone", { isThis: true }),
  deviceOf("dev_019a1b2c3d4e5f60718293a4b6", "Tablet in the kitchen", { lastUsedAt: null }),
  deviceOf("dev_019a1b2c3d4e5f60718293a4b7", "Old phone", { state: "LOCKED" }),
  deviceOf("dev_019a1b2c3d4e5f60718293a4b8", "New phone", { state: "PENDING", lastUsedAt: null }),
];
