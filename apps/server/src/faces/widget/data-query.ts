import type { FastifyRequest } from "fastify";
import { invalid } from "./problem.ts";

/** Paths of v1, where everything is named in the path. */
export const personPath = "/aggregator/:aggregator/user/:userId";
/** Names of dates in the query of v1, which has older words for them too. */
export const datesOfV1 = ["startDate", "endDate", "start_time", "end_time"] as const;
/** The same of v2. */
export const datesOfV2 = ["startDate", "endDate"] as const;

type Raw = Readonly<Record<string, unknown>>;

/** What a data request names, from the path (v1) or from query and header (v2). Every value is a text that is not empty. */
export interface Named {
  readonly [name: string]: string | undefined;
  readonly aggregator: string | undefined;
  readonly userId: string | undefined;
  readonly connectionId: string | undefined;
  readonly accountId: string | undefined;
}

const records = (value: unknown): Raw => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Fastify parses query and path into records
  return value as Raw;
};

const textOf = (name: string, value: unknown): string => {
  if (typeof value !== "string") throw invalid(`"${name}" must be a string`);
  if (value === "") throw invalid(`"${name}" is not allowed to be empty`);
  return value;
};

/** Reads path, query and header; `allowed` are the names its query may have. */
export const namedOf = (request: FastifyRequest, allowed: readonly string[]): Named => {
  const path = records(request.params);
  const query = records(request.query);
  const strange = Object.keys(query).find((name) => !allowed.includes(name) || name in path);
  if (strange !== undefined) throw invalid(`"${strange}" is not allowed`);
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...path, ...query })) given[name] = textOf(name, value);
  const header = request.headers["ucw-connection-id"];
  const connectionId = given["connectionId"] ?? (typeof header === "string" && header !== "" ? header : undefined);
  return { ...given, aggregator: given["aggregator"], userId: given["userId"], connectionId, accountId: given["accountId"] };
};
