import type { AccountsAnswer, FdxAccount } from "@drawbridge/contract";
import type { TSchema } from "typebox";
import { Value } from "typebox/value";
import type { Connected } from "./connect-bank.ts";

/** Headers of a request. */
export type Sent = Readonly<Record<string, string>>;

/** What a data endpoint answered. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

/** What an account says, whatever its kind. */
export const inside = (account: FdxAccount): Readonly<Record<string, unknown>> => Object.values(account)[0] ?? {};

/** Where an answer is not what its schema says; the first three. */
export const faults = (schema: TSchema, value: unknown): readonly unknown[] =>
  Value.Check(schema, value) ? [] : [...Value.Errors(schema, value)].slice(0, 3);

/** Asks the data endpoints of a server. */
export const dataCalls = (origin: () => string) => {
  const get = async <T = Record<string, unknown>>(path: string, headers: Sent = {}): Promise<Answer<T>> => {
    const response = await fetch(`${origin()}${path}`, { headers });
    return { status: response.status, body: (await response.json()) as T, headers: response.headers };
  };
  const v2 = <T>(name: string, { userId, connectionId }: Connected, more = "") =>
    get<T>(`/api/data/${name}?aggregator=sandbox&userId=${userId}${more}`, { "ucw-connection-id": connectionId });
  const v1Path = (name: string, { userId, connectionId }: Connected): string =>
    `/api/data/aggregator/sandbox/user/${userId}/connection/${connectionId}/${name}`;
  const listOf = async (who: Connected): Promise<readonly FdxAccount[]> => (await v2<AccountsAnswer>("accounts", who)).body.accounts;
  const firstAccount = async (who: Connected): Promise<string> => String(inside((await listOf(who))[0] ?? {})["accountId"]);
  return { get, v2, v1Path, listOf, firstAccount };
};
