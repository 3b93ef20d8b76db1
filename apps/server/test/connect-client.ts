import { readFile } from "node:fs/promises";
import { newId, tenants } from "@drawbridge/storage";
import { hashToken } from "../src/http/token-hash.ts";
import type { TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";

/** An answer of the Connect face. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, any>; // oxlint-disable-line typescript/no-explicit-any -- tests look into any answer
}

/** What one call sends beside method and path. */
export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A partner's server. */
export interface Partner {
  readonly partnerId: string;
  readonly partnerSecret: string;
  readonly appKey: string;
  readonly call: (method: string, path: string, sent?: Sent) => Promise<Answer>;
}

/** Where partners sign in. */
export const auth = "/aggregation/v2/partners/authentication";

/** The address of a customer, or of something of theirs. */
export const customerPath = (id: string, rest = ""): string => `/aggregation/v1/customers/${id}${rest}`;

/** One request, with exactly these headers. */
export const send = async (server: string, request: { readonly method: string; readonly path: string } & Sent): Promise<Answer> => {
  const { method, path, headers, body } = request;
  const response = await fetch(`${server}${path}`, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? {} : JSON.parse(text) };
};

type Credentials = Pick<Partner, "partnerId" | "partnerSecret" | "appKey">;

const signIn = async (server: string, credentials: Credentials): Promise<Partner> => {
  const { partnerId, partnerSecret, appKey } = credentials;
  const answer = await send(server, {
    method: "POST",
    path: auth,
    headers: { "finicity-app-key": appKey },
    body: { partnerId, partnerSecret },
  });
  const headers = { "finicity-app-key": appKey, "finicity-app-token": String(answer.body["token"]) };
  return { ...credentials, call: (method, path, sent = {}) => send(server, { method, path, ...sent, headers: sent.headers ?? headers }) };
};

/** The development partner, signed in. */
export const developmentPartner = async ({ server, devFile }: TestDrawbridge): Promise<Partner> => {
  const { tenant } = JSON.parse(await readFile(devFile, "utf8")) as { tenant: Credentials };
  return signIn(server, tenant);
};

/** One more partner, signed in. */
export const anotherPartner = async ({ server, storage }: TestDrawbridge, slug: string): Promise<Partner> => {
  const [partnerSecret, appKey] = [`${slug}-secret-123`, `${slug}-app-key`];
  await tenants(storage.pool).upsert({
    id: newId(),
    slug,
    name: slug,
    partnerSecretHash: hashToken(partnerSecret),
    appKeyHash: hashToken(appKey),
    apiTokenHash: hashToken(`${slug}-api`),
    policyUrl: null,
    origins: [],
  });
  const tenant = await tenants(storage.pool).bySlug(slug);
  return signIn(server, { partnerId: String(tenant?.no), partnerSecret, appKey });
};
