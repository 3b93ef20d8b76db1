import { jobTypes } from "@drawbridge/contract";
import { WidgetProblem } from "./problem.ts";

/** What a widget is opened with; stored with a v2 token. */
export interface WidgetParams {
  readonly jobTypes: readonly string[];
  readonly userId: string;
  readonly institutionId: string | null;
  readonly connectionId: string | null;
  readonly aggregator: string | null;
  readonly singleAccountSelect: boolean;
  readonly targetOrigin: string | null;
}

type Raw = Readonly<Record<string, unknown>>;

/** Throws the contract's own text. */
const refuse = (text: string): never => {
  throw new WidgetProblem(400, "VALIDATION_FAILED", text);
};

const names: ReadonlySet<string> = new Set([
  "jobTypes", "userId", "institutionId", "connectionId", "aggregator", "singleAccountSelect", "token", "targetOrigin", "aggregatorOverride",
]);

const textOf = (raw: Raw, name: string): string | null => {
  const value = raw[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== "string") return refuse(`"${name}" must be a string`);
  return value === "" ? refuse(`"${name}" is not allowed to be empty`) : value;
};

const originOf = (raw: Raw): string | null => {
  const value = textOf(raw, "targetOrigin");
  if (value === null) return null;
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) return refuse('"targetOrigin" must be a valid uri with a scheme matching the http|https pattern');
  return new URL(value).origin;
};

const checkPeers = (params: WidgetParams, aggregators: readonly string[]): WidgetParams => {
  const { aggregator, connectionId, institutionId } = params;
  if (aggregator !== null && !aggregators.includes(aggregator)) refuse(`"aggregator" must be one of [${aggregators.join(", ")}]`);
  if (connectionId !== null && institutionId === null) refuse('"connectionId" missing required peer "institutionId"');
  if (aggregator !== null && institutionId === null) refuse('"aggregator" missing required peer "institutionId"');
  return params;
};

const required = (raw: Raw, name: string): string => textOf(raw, name) ?? refuse(`"${name}" is required`);

const paramsOf = (raw: Raw, jobs: readonly string[], single: boolean): WidgetParams => ({
  jobTypes: jobs,
  userId: required(raw, "userId"),
  institutionId: textOf(raw, "institutionId"),
  connectionId: textOf(raw, "connectionId"),
  aggregator: textOf(raw, "aggregator"),
  singleAccountSelect: single,
  targetOrigin: originOf(raw),
});

const isJob = (name: string): boolean => jobTypes.some((job) => job === name);

const refuseUnknown = (raw: Raw): void => {
  const unknown = Object.keys(raw).find((name) => !names.has(name));
  if (unknown !== undefined) refuse(`"${unknown}" is not allowed`);
};

/** Parameters of `GET /widget` v1 (section 3.1). */
export const parseWidgetQuery = (raw: Raw, aggregators: readonly string[]): WidgetParams => {
  const jobs = required(raw, "jobTypes").split(",");
  if (!jobs.every(isJob)) refuse('"jobTypes" contains an invalid value');
  const single = raw["singleAccountSelect"] ?? "true";
  if (single !== "true" && single !== "false") refuse('"singleAccountSelect" must be a boolean');
  refuseUnknown(raw);
  return checkPeers(paramsOf(raw, jobs, single === "true"), aggregators);
};

const jobsOfBody = (value: unknown): readonly string[] => {
  if (value === undefined) return refuse('"jobTypes" is required');
  const list: unknown = typeof value === "string" ? value.split(",") : value;
  if (!Array.isArray(list)) return refuse('"jobTypes" must be an array');
  if (list.length === 0) return refuse('"jobTypes" must contain at least 1 items');
  return list.map((item: unknown, index) =>
    typeof item === "string" && isJob(item) ? item : refuse(`"jobTypes[${index}]" must be one of [${jobTypes.join(", ")}]`),
  );
};

const isRecord = (value: unknown): value is Raw => typeof value === "object" && value !== null && !Array.isArray(value);

/** Body of `POST /widgetUrl` v2 (section 3.2). */
export const parseWidgetUrl = (body: unknown, aggregators: readonly string[]): WidgetParams & { readonly targetOrigin: string } => {
  const raw: Raw = isRecord(body) ? body : refuse('"value" must be of type object');
  const jobs = jobsOfBody(raw["jobTypes"]);
  const single = raw["singleAccountSelect"] ?? true;
  if (typeof single !== "boolean") return refuse('"singleAccountSelect" must be a boolean');
  const params = paramsOf(raw, jobs, single);
  const targetOrigin = params.targetOrigin ?? refuse('"targetOrigin" is required');
  refuseUnknown(raw);
  if (params.aggregator !== null && (params.connectionId === null || params.institutionId === null)) refuse("aggregator missing required peer connectionId");
  return { ...checkPeers(params, aggregators), targetOrigin };
};
