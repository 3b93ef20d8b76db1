import { jobTypes, type JobType } from "@drawbridge/contract";
import { links, type StoredAuthRequest } from "@drawbridge/storage";
import { Type } from "typebox";
import { Value } from "typebox/value";
import type { Deps } from "../../../use-cases/deps.ts";
import { clockOf } from "../../../use-cases/tenant-clock.ts";
import { openTrip } from "./trip.ts";
import { withParams } from "./return-to-client.ts";

const DAY_MS = 86_400_000;
const CONSENT_DAYS = 90; // connections.md, section 9

const words: Readonly<Record<JobType, string>> = {
  accountNumber: "Account numbers",
  accountOwner: "Names of the account holders",
  transactions: "Transactions",
  transactionHistory: "Transactions of the past, as far as the bank gives them",
};

const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>` +
  `<meta name="color-scheme" content="light dark"><link rel="stylesheet" href="/assets/visit.css"></head><body><main><h1>${title}</h1>${body}</main></body></html>`;

/** Says that there is nothing to agree to any more. */
export const overPage = page("This request is over", "<p>Go back to the app you came from and start again.</p>");

const Options = Type.Object({ jobTypes: Type.Array(Type.String()) });
const Chosen = Type.Object({ consent: Type.Object({ expirationDateTime: Type.String() }) });

const listOf = async (deps: Deps, { tenantId, linkId }: StoredAuthRequest): Promise<readonly string[]> => {
  const link = await links(deps.storage.pool).byId(tenantId, linkId);
  const asked = Value.Check(Options, link?.options) ? link.options.jobTypes : [];
  return ["Accounts and balances", ...jobTypes.filter((job) => asked.includes(job)).map((job) => words[job])];
};

const endOf = (deps: Deps, { tenantId, intent }: StoredAuthRequest): Date =>
  Value.Check(Chosen, intent) ? new Date(intent.consent.expirationDateTime) : new Date(clockOf(deps, tenantId).getTime() + CONSENT_DAYS * DAY_MS);

/** Who asks for what, until when; and the ways on and back. */
export const consentPage = async (deps: Deps, request: StoredAuthRequest, address: string): Promise<string> => {
  const client = await deps.identity.clients.find(request.clientId);
  const bank = deps.directory.byBankId(request.bankId)?.record.name ?? "your bank";
  const until = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(endOf(deps, request));
  const items = (await listOf(deps, request)).map((item) => `<li>${escapeHtml(item)}</li>`).join("");
  const state = openTrip(deps, request)?.state ?? "";
  const back = new URLSearchParams({ error: "access_denied", state });
  const cancel = request.redirectUri === null ? "" : `<p><a href="${escapeHtml(withParams(request.redirectUri, back))}">Cancel</a></p>`;
  return page(
    `Share your data with ${escapeHtml(client?.name ?? "this app")}`,
    `<p>From ${escapeHtml(bank)}, until ${until}:</p><ul>${items}</ul>` +
      `<p><a href="${escapeHtml(`${address}/continue`)}" rel="nofollow">Agree and continue to ${escapeHtml(bank)}</a></p>${cancel}`,
  );
};
