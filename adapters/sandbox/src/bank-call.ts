import { Secret, type FailedOutcome } from "@drawbridge/adapter-kit";
import type { PersonPresent } from "@drawbridge/contract";
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
  readonly person?: PersonPresent | undefined;
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
  call: Pick<BankCall, "method" | "path" | "person">,
) => Promise<(BankAnswer & { readonly access: Secret }) | FailedOutcome>;

const BearerAccess = Type.Object({ kind: Type.Literal("bearer"), token: Type.String() });

const readAnswer = async (response: Response): Promise<BankAnswer> => ({
  status: response.status,
  body: response.status === 204 ? null : await readJson(response),
});

/** Who is there, in the headers banks know (FAPI 1.0, 6.2.2). */
export const personHeaders = (person: PersonPresent | undefined): Record<string, string> =>
  person
    ? {
        "x-fapi-customer-ip-address": person.address,
        ...(person.lastSignedInAt !== null && { "x-fapi-auth-date": new Date(person.lastSignedInAt).toUTCString() }),
      }
    : {};

/** Calls without access, and with a bearer token. */
export const createCall =
  ({ bankOrigin, fetch }: RedirectOptions): CallBank =>
  async ({ method, path, body, token, person }) => {
    const headers = {
      ...personHeaders(person),
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
  async (secret, { method, path, person }) => {
    const bearer = readSecret(BearerAccess, secret);
    if (bearer) {
      const answer = await call({ method, path, token: bearer.token, person });
      return "outcome" in answer ? answer : { ...answer, access: secret };
    }
    const access = readSecret(BoundAccess, secret);
    if (!access) return broken("unknown kind of access");
    try {
      const fresh = await freshAccess(bank, access);
      const answer = await readAnswer(await boundRequest(bank, fresh, { method, url: new URL(path, bankOrigin), headers: personHeaders(person) }));
      return { ...answer, access: fresh === access ? secret : new Secret(JSON.stringify(fresh)) };
    } catch (error) {
      return accessFailure(error);
    }
  };
