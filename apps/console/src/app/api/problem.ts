import { Type } from "typebox";
import { Value } from "typebox/value";

const Problem = Type.Object({ title: Type.String(), detail: Type.String(), code: Type.String() });

/** What the server refused, or that it could not be reached. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;

  constructor({ status, code, title, detail }: { readonly status: number; readonly code: string; readonly title: string; readonly detail: string }) {
    super(`${title}: ${detail}`);
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
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
