import { jobTypes, type JobType } from "@drawbridge/contract";
import type { Locale } from "@drawbridge/domain";
import { links, type StoredAuthRequest } from "@drawbridge/storage";
import { Type } from "typebox";
import { Value } from "typebox/value";
import type { Deps } from "../../../use-cases/deps.ts";
import { clockOf } from "../../../use-cases/tenant-clock.ts";
import { consentTexts } from "./consent-texts.ts";
import { openTrip } from "./trip.ts";
import { withParams } from "./return-to-client.ts";

const DAY_MS = 86_400_000;
const CONSENT_DAYS = 90; // connections.md, section 9

const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");

/** Puts names into a text; each keeps its own direction. */
const fill = (text: string, names: Readonly<Record<string, string>>): string =>
  escapeHtml(text).replaceAll(/\{(\w+)\}/g, (_all, name: string) => `<bdi>${escapeHtml(names[name] ?? "")}</bdi>`);

const plain = (html: string): string => html.replaceAll(/<\/?bdi>/g, "");

const page = ({ tag, language }: Locale, title: string, body: string): string =>
  `<!doctype html><html lang="${tag}" dir="${language === "ar" ? "rtl" : "ltr"}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${plain(title)}</title>` +
  `<meta name="color-scheme" content="light dark"><link rel="stylesheet" href="/assets/visit.css"></head><body><main><h1>${title}</h1>${body}</main></body></html>`;

/** Says that there is nothing to agree to any more. */
export const overPage = (locale: Locale): string => {
  const { title, text } = consentTexts[locale.language].over;
  return page(locale, title, `<p>${text}</p>`);
};

const Options = Type.Object({ jobTypes: Type.Array(Type.String()) });
const Chosen = Type.Object({ consent: Type.Object({ expirationDateTime: Type.String() }) });

const jobsOf = async (deps: Deps, { tenantId, linkId }: StoredAuthRequest): Promise<readonly JobType[]> => {
  const link = await links(deps.storage.pool).byId(tenantId, linkId);
  const asked = Value.Check(Options, link?.options) ? link.options.jobTypes : [];
  return jobTypes.filter((job) => asked.includes(job));
};

const endOf = (deps: Deps, { tenantId, intent }: StoredAuthRequest): Date =>
  Value.Check(Chosen, intent) ? new Date(intent.consent.expirationDateTime) : new Date(clockOf(deps, tenantId).getTime() + CONSENT_DAYS * DAY_MS);

/** An auth request as a browser asks for it. */
export interface ConsentVisit {
  readonly request: StoredAuthRequest;
  /** Of this page. */
  readonly address: string;
  readonly locale: Locale;
}

/** Who asks for what, until when; and the ways on and back. */
export const consentPage = async (deps: Deps, { request, address, locale }: ConsentVisit): Promise<string> => {
  const texts = consentTexts[locale.language];
  const client = await deps.identity.clients.find(request.clientId);
  const names = {
    app: client?.name ?? texts.someApp,
    bank: deps.directory.byBankId(request.bankId)?.record.name ?? texts.someBank,
    until: new Intl.DateTimeFormat(locale.tag === "en" ? "en-GB" : locale.tag, { dateStyle: "long", timeZone: "UTC" }).format(endOf(deps, request)),
  };
  const items = [texts.balances, ...(await jobsOf(deps, request)).map((job) => texts.data[job])].map((item) => `<li>${escapeHtml(item)}</li>`);
  const back = new URLSearchParams({ error: "access_denied", state: openTrip(deps, request)?.state ?? "" });
  const cancel =
    request.redirectUri === null ? "" : `<a class="back" href="${escapeHtml(withParams(request.redirectUri, back))}">${texts.cancel}</a>`;
  const agree = `<a class="go" href="${escapeHtml(`${address}/continue`)}" rel="nofollow">${fill(texts.agree, names)}</a>`;
  return page(locale, fill(texts.title, names), `<p>${fill(texts.from, names)}</p><ul>${items.join("")}</ul>${agree}${cancel}`);
};
