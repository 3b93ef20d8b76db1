import { defineAdapter, Secret, type Adapter, type FailedOutcome, type ReadOutcome, type ReadRequest } from "@drawbridge/adapter-kit";
import { ProviderAccount, ProviderOwner, ProviderTransaction, type CredentialField } from "@drawbridge/contract";
import { Type, type TSchema } from "typebox";
import { Value } from "typebox/value";
import { broken, readJson, toFailure, toOutcome } from "./bank-answer.ts";
import { accessFailure, transportFailure } from "./provider-failure.ts";
import { readSecret } from "./read-secret.ts";
import { BoundAccess, boundRequest, createBankIssuer, createRedirectFlow, freshAccess, type RedirectOptions } from "./redirect-flow.ts";

/** Where the sandbox bank is, and the key this server is known by there. */
export type SandboxAdapterOptions = RedirectOptions;

const login: readonly CredentialField[] = [
  { name: "username", label: "Username", kind: "login", secret: false },
  { name: "password", label: "Password", kind: "password", secret: true },
];
const forms: Readonly<Record<string, readonly CredentialField[]>> = {
  "keystone-homes": [
    { name: "postcode", label: "Postcode", kind: "text", secret: false },
    { name: "house", label: "House name or number", kind: "text", secret: false },
  ],
  "milestone-cars": [
    { name: "registration", label: "Registration", kind: "text", secret: false },
    { name: "mileage", label: "Mileage", kind: "text", secret: false },
  ],
};

const OpenLogin = Type.Object({ institutionId: Type.String(), loginId: Type.String() });
const BearerAccess = Type.Object({ kind: Type.Literal("bearer"), token: Type.String() });

interface Call {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly token?: string;
}

/** Talks to the bank; a hang, a dropped connection or a refused address is an expected failure, not an exception. */
const caller = ({ bankOrigin, fetch }: SandboxAdapterOptions) => async (call: Call): Promise<{ readonly status: number; readonly body: unknown } | FailedOutcome> => {
  const headers = {
    ...(call.body !== undefined && { "content-type": "application/json" }),
    ...(call.token !== undefined && { authorization: `Bearer ${call.token}` }),
  };
  try {
    const response = await fetch(`${bankOrigin}${call.path}`, {
      method: call.method, headers, ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
    });
    return { status: response.status, body: response.status === 204 ? null : await readJson(response) };
  } catch (error) {
    return transportFailure(error);
  }
};

const revealAll = (fields: ReadonlyMap<string, Secret>): Readonly<Record<string, string>> =>
  Object.fromEntries([...fields].map(([name, secret]) => [name, secret.reveal()]));

/** The sandbox bank as a provider: sign-in by form with every kind of challenge, and the short forms of its asset providers. */
export const createSandboxAdapter = (options: SandboxAdapterOptions): Adapter => {
  const call = caller(options);
  const bank = createBankIssuer(options);

  /** One request with whichever kind of access the sign-in gave; the access comes back, refreshed when it had to be. */
  const withAccess = async (secret: Secret, method: "GET" | "DELETE", path: string) => {
    const bearer = readSecret(BearerAccess, secret);
    if (bearer) {
      const answer = await call({ method, path, token: bearer.token });
      return "outcome" in answer ? answer : { ...answer, access: secret };
    }
    const access = readSecret(BoundAccess, secret);
    if (!access) return broken("unknown kind of access");
    try {
      const fresh = await freshAccess(bank, access);
      const response = await boundRequest(bank, fresh, { method, url: new URL(path, options.bankOrigin) });
      const body = response.status === 204 ? null : await readJson(response);
      return { status: response.status, body, access: fresh === access ? secret : new Secret(JSON.stringify(fresh)) };
    } catch (error) {
      return accessFailure(error);
    }
  };

  const read = async <Item extends TSchema>(request: ReadRequest, path: string, { key, item }: { readonly key: string; readonly item: Item }) => {
    const answer = await withAccess(request.access, "GET", path);
    if ("outcome" in answer) return answer;
    const page = Type.Object({ [key]: Type.Array(item), nextCursor: Type.Union([Type.String(), Type.Null()]) });
    if (!Value.Check(page, answer.body)) return toFailure(answer.body, answer.status);
    return { items: answer.body[key], nextCursor: answer.body.nextCursor, access: answer.access };
  };
  const query = (params: Readonly<Record<string, string | null>>): string =>
    new URLSearchParams(Object.entries(params).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))).toString();

  return defineAdapter({
    id: "sandbox",
    displayName: "Sandbox",
    origins: [options.bankOrigin],
    jobs: ["accountNumber", "accountOwner", "transactions", "transactionHistory"],
    challenges: ["text", "choice", "multi", "image", "otp", "push"],
    credentials: {
      fields: (institutionId) => forms[institutionId] ?? login,
      start: async ({ institutionId, credentials }) => {
        const answer = await call({ method: "POST", path: `/api/${encodeURIComponent(institutionId)}/logins`, body: { fields: revealAll(credentials) } });
        return "outcome" in answer ? answer : toOutcome(answer.body, { institutionId, status: answer.status });
      },
      answer: async ({ state, answers }) => {
        const open = readSecret(OpenLogin, state);
        if (!open) return broken("unknown sign-in");
        const path = `/api/${encodeURIComponent(open.institutionId)}/logins/${encodeURIComponent(open.loginId)}/answers`;
        const answer = await call({ method: "POST", path, body: { answers: revealAll(answers) } });
        return "outcome" in answer ? answer : toOutcome(answer.body, { institutionId: open.institutionId, status: answer.status });
      },
    },
    redirect: createRedirectFlow(bank),
    accounts: {
      list: async (request) => {
        const page = await read(request, `/data/accounts?${query({ numbers: String(request.withNumbers), cursor: request.cursor })}`, { key: "accounts", item: ProviderAccount });
        return toRead<ProviderAccount>(page);
      },
    },
    owners: {
      list: async (request) => toRead<ProviderOwner>(await read(request, `/data/owners?${query({ cursor: request.cursor })}`, { key: "owners", item: ProviderOwner })),
    },
    transactions: {
      list: async (request) => {
        const range = query({ from: request.from.toISOString(), to: request.to.toISOString(), cursor: request.cursor, limit: "500" });
        const path = `/data/accounts/${encodeURIComponent(request.accountStableId)}/transactions?${range}`;
        return toRead<ProviderTransaction>(await read(request, path, { key: "transactions", item: ProviderTransaction }));
      },
    },
    revoke: async (secret) => {
      const answer = await withAccess(secret, "DELETE", "/data/consent");
      if ("outcome" in answer) return answer.failure === "access_revoked" ? { outcome: "revoked" } : answer;
      if (answer.status === 204) return { outcome: "revoked" };
      const failure = toFailure(answer.body, answer.status);
      return failure.failure === "access_revoked" ? { outcome: "revoked" } : failure;
    },
  });
};

type Page = FailedOutcome | { readonly items: unknown; readonly nextCursor: unknown; readonly access: Secret };

const toRead = <T>(page: Page): ReadOutcome<T> => {
  if ("outcome" in page) return page;
  const nextCursor = typeof page.nextCursor === "string" ? page.nextCursor : null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked against the item's schema in `read`
  return { outcome: "read", items: page.items as readonly T[], nextCursor, access: page.access };
};
