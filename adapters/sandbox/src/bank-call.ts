import { Secret, type FailedOutcome } from "@drawbridge/adapter-kit";
import { Type } from "typebox";
import { broken, readJson } from "./bank-answer.ts";
import { accessFailure, transportFailure } from "./provider-failure.ts";
import { readSecret } from "./read-secret.ts";
import { BoundAccess, boundRequest, freshAccess, type BankIssuer, type RedirectOptions } from "./redirect-flow.ts";

/** One request to the bank's own API. */
export interface BankCall {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly token?: string;
}

/** What the bank answered, before anybody read it. */
export interface BankAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Talks to the bank; a hang, a dropped connection or a refused address is an expected failure, not an exception. */
export type CallBank = (call: BankCall) => Promise<BankAnswer | FailedOutcome>;

/** A call with whichever kind of access the sign-in gave; the access comes back, refreshed when it had to be. */
export type CallWithAccess = (
  access: Secret,
  call: Pick<BankCall, "method" | "path">,
) => Promise<(BankAnswer & { readonly access: Secret }) | FailedOutcome>;

const BearerAccess = Type.Object({ kind: Type.Literal("bearer"), token: Type.String() });

const readAnswer = async (response: Response): Promise<BankAnswer> => ({
  status: response.status,
  body: response.status === 204 ? null : await readJson(response),
});

/** Calls without access, and with a bearer token. */
export const createCall =
  ({ bankOrigin, fetch }: RedirectOptions): CallBank =>
  async ({ method, path, body, token }) => {
    const headers = {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    try {
      return await readAnswer(await fetch(`${bankOrigin}${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }));
    } catch (error) {
      return transportFailure(error);
    }
  };

/** Calls with access of either kind. */
export const createAccessCall =
  (call: CallBank, bank: BankIssuer, { bankOrigin }: RedirectOptions): CallWithAccess =>
  async (secret, { method, path }) => {
    const bearer = readSecret(BearerAccess, secret);
    if (bearer) {
      const answer = await call({ method, path, token: bearer.token });
      return "outcome" in answer ? answer : { ...answer, access: secret };
    }
    const access = readSecret(BoundAccess, secret);
    if (!access) return broken("unknown kind of access");
    try {
      const fresh = await freshAccess(bank, access);
      const answer = await readAnswer(await boundRequest(bank, fresh, { method, url: new URL(path, bankOrigin) }));
      return { ...answer, access: fresh === access ? secret : new Secret(JSON.stringify(fresh)) };
    } catch (error) {
      return accessFailure(error);
    }
  };
