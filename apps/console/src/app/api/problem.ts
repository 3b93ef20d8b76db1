import { Type, type Static } from "typebox";
import { Value } from "typebox/value";

const RefusedField = Type.Object({ line: Type.Integer(), slug: Type.String(), field: Type.String(), reason: Type.String() });
/** A field of a file that the server did not take. */
export type RefusedField = Static<typeof RefusedField>;

const Problem = Type.Object({
  title: Type.String(),
  detail: Type.String(),
  code: Type.String(),
  refused: Type.Optional(Type.Array(RefusedField)),
});

type Told = Static<typeof Problem> & { readonly status: number };

/** What the server refused, or that it could not be reached. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly refused: readonly RefusedField[];

  constructor({ status, code, title, detail, refused = [] }: Told) {
    super(`${title}: ${detail}`);
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.refused = refused;
  }
}

/** The problem that an answer tells. */
export const problemOf = (status: number, body: unknown): ApiProblem =>
  Value.Check(Problem, body)
    ? new ApiProblem({ status, ...body })
    : new ApiProblem({ status, code: "UNREADABLE", title: "The server gave no reason", detail: `It answered ${status}.` });

/** Nobody answered. */
export const unreachable = (): ApiProblem =>
  new ApiProblem({ status: 0, code: "UNREACHABLE", title: "The server does not answer", detail: "Check that it is running, and your connection." });

/** Whatever was thrown, as a problem to show. */
export const toProblem = (error: unknown): ApiProblem => (error instanceof ApiProblem ? error : unreachable());
