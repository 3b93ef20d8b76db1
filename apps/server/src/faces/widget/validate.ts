import { jobTypes } from "@drawbridge/contract";
import { invalid } from "./problem.ts";

/** What a widget is opened with; stored with a v2 token. */
export interface WidgetParams {
  readonly jobTypes: readonly string[];
  readonly userId: string;
  readonly institutionId: string | null;
  readonly connectionId: string | null;
  readonly aggregator: string | null;
  readonly aggregatorOverride: string | null;
  readonly singleAccountSelect: boolean;
  readonly targetOrigin: string | null;
}

type Raw = Readonly<Record<string, unknown>>;

/** Throws the contract's own text. */
const refuse = (text: string): never => {
  throw invalid(text);
};

const names: ReadonlySet<string> = new Set([
  "jobTypes",
  "userId",
  "institutionId",
  "connectionId",
  "aggregator",
  "singleAccountSelect",
  "token",
  "targetOrigin",
  "aggregatorOverride",
]);

const textOf = (raw: Raw, name: string): string | null => {
  const value = raw[name];
  if (value === undefined) return null;
  if (typeof value !== "string") return refuse(`"${name}" must be a string`);
  return value === "" ? refuse(`"${name}" is not allowed to be empty`) : value;
};

const LONGEST_ID = 200; // as long as the native API allows

const idOf = (raw: Raw, name: string): string | null => {
  const value = textOf(raw, name);
  return value !== null && value.length > LONGEST_ID ? refuse(`"${name}" length must be less than or equal to ${LONGEST_ID} characters long`) : value;
};

const originOf = (raw: Raw): string | null => {
  const value = textOf(raw, "targetOrigin");
  if (value === null) return null;
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value))
    return refuse('"targetOrigin" must be a valid uri with a scheme matching the http|https pattern');
  return new URL(value).origin;
};

const aggregatorOf = (raw: Raw, name: string, aggregators: readonly string[]): string | null => {
  const value = textOf(raw, name);
  return value === null || aggregators.includes(value) ? value : refuse(`"${name}" must be one of [${aggregators.join(", ")}]`);
};

const required = (raw: Raw, name: string): string => idOf(raw, name) ?? refuse(`"${name}" is required`);

/** Whom a request is for, in the host's own words. */
export const readUserId = (raw: Raw): string => required(raw, "userId");

/** What differs between a query and a body. */
interface Form {
  readonly jobs: (value: unknown) => readonly string[];
  readonly single: (value: unknown) => boolean;
  readonly origin: (raw: Raw) => string | null;
  readonly checkPeers: (params: WidgetParams) => void;
}

/** Field by field in the order of the contract, then what is unknown, then what belongs together. */
const parse = (raw: Raw, { jobs, single, origin, checkPeers }: Form, aggregators: readonly string[]): WidgetParams => {
  const params: WidgetParams = {
    jobTypes: jobs(raw["jobTypes"]),
    userId: required(raw, "userId"),
    institutionId: idOf(raw, "institutionId"),
    connectionId: idOf(raw, "connectionId"),
    aggregator: aggregatorOf(raw, "aggregator", aggregators),
    singleAccountSelect: single(raw["singleAccountSelect"]),
    targetOrigin: origin(raw),
    aggregatorOverride: aggregatorOf(raw, "aggregatorOverride", aggregators),
  };
  const unknown = Object.keys(raw).find((name) => !names.has(name));
  if (unknown !== undefined) refuse(`"${unknown}" is not allowed`);
  checkPeers(params);
  return params;
};

const isJob = (name: unknown): name is string => jobTypes.some((job) => job === name);

const queryForm: Form = {
  jobs: (value) => {
    const list = required({ jobTypes: value }, "jobTypes").split(",");
    return list.every(isJob) ? list : refuse('"jobTypes" contains an invalid value');
  },
  single: (value = "true") => (value === "true" || value === "false" ? value === "true" : refuse('"singleAccountSelect" must be a boolean')),
  origin: originOf,
  checkPeers: ({ aggregator, connectionId, institutionId }) => {
    if (connectionId !== null && institutionId === null) refuse('"connectionId" missing required peer "institutionId"');
    if (aggregator !== null && institutionId === null) refuse('"aggregator" missing required peer "institutionId"');
    if (connectionId !== null && aggregator === null) refuse('"connectionId" missing required peer "aggregator"');
    if (aggregator !== null && connectionId === null) refuse('"aggregator" missing required peer "connectionId"');
  },
};

const requiredOrigin = (raw: Raw): string => originOf(raw) ?? refuse('"targetOrigin" is required');

const bodyForm: Form = {
  jobs: (value) => {
    if (value === undefined) return refuse('"jobTypes" is required');
    const list: unknown = typeof value === "string" ? value.split(",") : value;
    if (!Array.isArray(list)) return refuse('"jobTypes" must be an array');
    if (list.length === 0) return refuse('"jobTypes" must contain at least 1 items');
    return list.map((item: unknown, index) => (isJob(item) ? item : refuse(`"jobTypes[${index}]" must be one of [${jobTypes.join(", ")}]`)));
  },
  single: (value = true) => (typeof value === "boolean" ? value : refuse('"singleAccountSelect" must be a boolean')),
  origin: requiredOrigin,
  checkPeers: ({ aggregator, connectionId, institutionId }) => {
    if (aggregator !== null && connectionId === null) refuse("aggregator missing required peer connectionId");
    if (connectionId !== null && institutionId === null) refuse('"connectionId" missing required peer "institutionId"');
    if (connectionId !== null && aggregator === null) refuse('"connectionId" missing required peer "aggregator"');
  },
};

/** Parameters of `GET /widget` v1 (section 3.1). */
export const parseWidgetQuery = (raw: Raw, aggregators: readonly string[]): WidgetParams => parse(raw, queryForm, aggregators);

const isRecord = (value: unknown): value is Raw => typeof value === "object" && value !== null && !Array.isArray(value);

/** Body of `POST /widgetUrl` v2 (section 3.2). */
export const parseWidgetUrl = (body: unknown, aggregators: readonly string[]): WidgetParams =>
  parse(isRecord(body) ? body : refuse('"value" must be of type object'), bodyForm, aggregators);
