import { describeAdapter, type ChallengedPerson, type FormCase, type KnownData, type RedirectCase } from "@drawbridge/adapter-kit/conformance";
import { createSandboxAdapter } from "@drawbridge/adapter-sandbox";
import type { Challenge, ChallengeKind } from "@drawbridge/contract";
import { startSandboxBank } from "@drawbridge/sandbox-bank";
import { exportJWK, generateKeyPair } from "jose";
import { afterAll } from "vitest";
import { visitBank, type Visitor } from "../../apps/sandbox-bank/test/bank-visitor.ts";

const redirectUri = "http://127.0.0.1:9/oauth/sandbox/redirect_from/";
const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
const clientKey = { ...(await exportJWK(privateKey)), kid: "conformance" };
const clientJwk = { ...(await exportJWK(publicKey)), kid: "conformance", alg: "ES256", use: "sig" };
const started = new Date();
const bank = await startSandboxBank({
  port: 0,
  client: { jwks: { keys: [clientJwk] }, redirectUris: [redirectUri] },
  now: () => started,
  wait: () => Promise.resolve(),
});
afterAll(() => bank.close());

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const range = { from: new Date(started.getTime() - 365 * DAY_MS), to: started };
const person: KnownData = { range, numbers: true, atLeast: { accounts: 6, owners: 1, transactions: 50, transactionPages: 1 } };
const asset: KnownData = { range, numbers: false, atLeast: { accounts: 1, owners: 0, transactions: 0, transactionPages: 1 } };

const right: Readonly<Record<ChallengeKind, string>> = { text: "blue", otp: "123456", choice: "Right", multi: "Right", image: "Image 3", push: "" };
const answer = ({ kind, options }: Challenge): string =>
  options.length === 0
    ? right[kind]
    : options
        .filter(({ label }) => label.startsWith(right[kind]))
        .map(({ id }) => id)
        .join(",");
const wrong = ({ options: [first] }: Challenge): string => first?.id ?? "000000";

const typedBy = (username: string, password = "pass_ok") => ({ username, password });
const asked = (username: string, ...kinds: readonly ChallengeKind[]): ChallengedPerson => ({
  name: username,
  typed: typedBy(username),
  kinds,
  answer,
  wrong,
});

const named = [
  "login_locked",
  "action_at_bank",
  "bank_down",
  "rate_limited_by_bank",
  "provider_failed",
  "not_supported",
  "no_usable_accounts",
  "access_revoked",
  "mfa_expired",
] as const;
const reading = [
  "access_revoked",
  "consent_expired",
  "mfa_required",
  "bank_down",
  "rate_limited_by_bank",
  "provider_failed",
  "partial_data",
] as const;

const drawbridge: FormCase = {
  institutionId: "drawbridge-bank",
  typed: typedBy("user_ok"),
  refused: [
    { name: "a wrong password", typed: typedBy("user_ok", "not the password"), failure: "credentials_rejected" },
    { name: "a name nobody has", typed: typedBy("nobody at all"), failure: "credentials_rejected" },
    { name: "a page for an answer", typed: typedBy("user_html"), failure: "provider_failed" },
    { name: "a line that drops", typed: typedBy("user_drop_after_login"), failure: "bank_down" },
    { name: "no answer", typed: typedBy("user_hang"), failure: "bank_down" },
    ...named.map((failure) => ({ name: `user_err_${failure}`, typed: typedBy(`user_err_${failure}`), failure })),
  ],
  challenged: [
    asked("user_mfa_text", "text"),
    asked("user_mfa_choice", "choice"),
    asked("user_mfa_multi", "multi"),
    asked("user_mfa_image", "image"),
    asked("user_mfa_otp", "otp"),
    asked("user_mfa_chain3", "text", "otp", "choice"),
    {
      name: "user_mfa_push",
      typed: typedBy("user_mfa_push"),
      kinds: ["push"],
      answer,
      approve: async () => {
        const body = JSON.stringify({ username: "user_mfa_push" });
        await fetch(`${bank.origin}/push/approve`, { method: "POST", headers: { "content-type": "application/json" }, body });
      },
    },
  ],
  unreadable: [
    { name: "a line that drops", typed: typedBy("user_drop_after_accounts"), failure: "bank_down" },
    { name: "no answer", typed: typedBy("user_data_hang"), failure: "bank_down" },
    ...(["user_data_http500", "user_data_html", "user_data_halfjson"] as const).map((name) => ({
      name,
      typed: typedBy(name),
      failure: "provider_failed" as const,
    })),
    ...reading.map((failure) => ({ name: `user_read_${failure}`, typed: typedBy(`user_read_${failure}`), failure })),
  ],
  data: person,
};

const longHistory: FormCase = {
  institutionId: "degraded-bank",
  typed: typedBy("user_10k"),
  refused: [],
  challenged: [],
  unreadable: [],
  data: { ...person, range: { from: new Date(0), to: started }, atLeast: { ...person.atLeast, transactions: 10_000, transactionPages: 20 } },
};

const homes: FormCase = {
  institutionId: "keystone-homes",
  typed: { postcode: "AB1 2CD", house: "12" },
  challenged: [],
  unreadable: [],
  data: asset,
  refused: [{ name: "a house nobody knows", typed: { postcode: "AB1 2CD", house: "0" }, failure: "credentials_rejected" }],
};
const cars: FormCase = {
  institutionId: "milestone-cars",
  typed: { registration: "AB12 CDE", mileage: "48000" },
  challenged: [],
  unreadable: [],
  data: asset,
  refused: [{ name: "a car nobody knows", typed: { registration: "NONE", mileage: "1" }, failure: "credentials_rejected" }],
};

const visitAs = (visitor: Visitor) => (url: string) => visitBank(url, redirectUri, visitor);
const harbour: RedirectCase = {
  institutionId: "harbour-bank",
  redirectUri,
  visit: visitAs({ username: "user_ok" }),
  data: { ...person, accessLapsesAfterMs: 2 * HOUR_MS },
  refused: [
    { name: "the person says no", visit: visitAs({ username: "user_ok", decision: "deny" }), failure: "consent_denied" },
    { name: "the bank says no", visit: visitAs({ username: "user_oauth_deny" }), failure: "consent_denied" },
    { name: "the bank makes a mistake", visit: visitAs({ username: "user_oauth_error" }), failure: "provider_failed" },
  ],
};

describeAdapter("sandbox", {
  create: (deps) => createSandboxAdapter({ ...deps, bankOrigin: bank.origin, clientKey }),
  forms: [drawbridge, longHistory, homes, cars],
  redirects: [harbour],
  timeoutMs: 3000,
});
