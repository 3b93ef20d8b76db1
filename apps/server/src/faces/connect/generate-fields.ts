import { numberOf } from "./partner.ts";
import { ConnectProblem } from "./problem.ts";
import type { LinkOptions } from "../../use-cases/session-record.ts";
import type { Body } from "./request.ts";

const bad = (message: string): ConnectProblem => new ConnectProblem(400, 10_100, message);

const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

/** Where the browser goes at the end; a web view without an SDK has no other way back. */
export const redirectUriOf = (body: Body): string | null => {
  const uri = body["redirectUri"];
  if (isAbsent(uri)) {
    if (body["isWebView"] === true) throw bad("isWebView needs a redirectUri");
    return null;
  }
  if (typeof uri !== "string" || !/^https?:\/\//.test(uri) || uri.length > 2000 || !URL.canParse(uri)) throw bad("redirectUri must be a web address");
  return uri;
};

/** The language asked for, or null; where the page has no texts for it, the browser's languages decide. */
export const languageOf = (body: Body): string | null => {
  const { language } = body;
  if (isAbsent(language)) return null;
  if (typeof language !== "string" || !/^[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{1,8})*$/.test(language)) throw bad("language must be a language tag");
  return language.replaceAll("_", "-").toLowerCase();
};

const settings = ["hidden", "visible", "replace", "autoreplace"] as const;

/** Reads `institutionSettings`: institution number to setting. */
export const institutionSettingsOf = (body: Body): NonNullable<LinkOptions["institutionSettings"]> => {
  const map = body["institutionSettings"];
  if (isAbsent(map)) return {};
  if (typeof map !== "object" || Array.isArray(map)) throw bad("institutionSettings must be an object");
  const entries = Object.entries(map).map(([no, value]: [string, unknown]) => {
    const setting = settings.find((name) => name === value);
    if (numberOf(no) === null || !setting) throw bad(`institutionSettings of ${no.slice(0, 40)} must be one of ${settings.join(", ")}`);
    return [no, setting] as const;
  });
  if (entries.length > 1000) throw bad("institutionSettings has more than 1000 entries");
  return Object.fromEntries(entries);
};

/** How far back the link's connections reach; longer than ten digits means no limit of its own (4.2). */
export const historyOf = ({ fromDate }: Body, now: Date): Pick<LinkOptions, "historyFrom"> => {
  const seconds = textOf(fromDate);
  if (seconds.length !== 10) return {};
  const from = new Date(Number(seconds) * 1000);
  if (from > now) throw bad("fromDate must be in the past");
  return { historyFrom: from.toISOString() };
};

/** Numbers may come as text; nothing else is text. */
const textOf = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");

const isEpoch = (value: unknown): boolean => /^-?[0-9]{1,10}$/.test(textOf(value));

const checkCustomFields = (value: unknown): void => {
  if (isAbsent(value)) return;
  if (!Array.isArray(value) || value.length > 5) throw bad("reportCustomFields must be a list of at most 5");
  for (const field of value as readonly unknown[]) {
    const {
      label,
      value: text,
      shown,
    } = typeof field === "object" && field !== null ? { label: undefined, value: undefined, shown: undefined, ...field } : {};
    if (typeof label !== "string" || typeof text !== "string" || !["boolean", "undefined"].includes(typeof shown)) {
      throw bad("reportCustomFields need label, value and shown");
    }
  }
};

const checkConsumer = (value: unknown): void => {
  if (isAbsent(value)) return;
  if (typeof value !== "object") throw bad("optionalConsumerInfo must be an object");
  const { ssn, dob }: { readonly ssn?: unknown; readonly dob?: unknown } = value;
  if (!isAbsent(ssn) && !/^[0-9]{9}$/.test(textOf(ssn))) throw bad("ssn must have 9 digits");
  if (!isAbsent(dob) && !isEpoch(dob)) throw bad("dob must be an epoch");
};

/** Checks the fields of consumers and reports. There are no reports here, so what only they use is not kept: no number of a person's is stored for nothing (4.2, "core"). */
export const checkConsumerFields = (body: Body): void => {
  const { consumerId, fromDate, experience } = body;
  if (!isAbsent(consumerId) && !/^[0-9a-f]{32}$/i.test(textOf(consumerId))) throw bad("consumerId must have 32 hexadecimal digits");
  if (!isAbsent(fromDate) && typeof fromDate === "number" && fromDate < 0) throw new ConnectProblem(400, 1618, "fromDate must not be negative");
  if (!isAbsent(fromDate) && !/^[0-9]{10,}$/.test(textOf(fromDate))) throw bad("fromDate must be an epoch of 10 digits");
  if (!isAbsent(experience) && experience !== "default" && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(textOf(experience))) {
    throw new ConnectProblem(400, 10_010, "experience must be a GUID or default");
  }
  checkCustomFields(body["reportCustomFields"]);
  checkConsumer(body["optionalConsumerInfo"]);
};
