import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { importJWK, SignJWT, UnsecuredJWT, type JWK } from "jose";
import type { TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";

/** An answer, read. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, any>; // oxlint-disable-line typescript/no-explicit-any -- tests look into any answer
}

/** A client of the development file. */
export interface FileClient {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly redirect_uri: string;
  readonly keys: readonly JWK[];
}

/** The identity server as a client sees it. */
export interface Stage {
  readonly issuer: string;
  readonly identity: string;
  /** Sends unsigned requests and a secret. */
  readonly basic: FileClient;
  /** Signs with RS256. */
  readonly signing: FileClient;
  readonly token: (form: Record<string, string>, headers?: Record<string, string>) => Promise<Answer>;
  readonly get: (path: string, token: string) => Promise<Answer>;
}

/** Reads a JSON or text answer. */
export const readAnswer = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  return { status: response.status, body: isJson && text !== "" ? JSON.parse(text) : { text } };
};

/** The stage of a running Drawbridge. */
export const openStage = async ({ devFile, server }: TestDrawbridge): Promise<Stage> => {
  const { oidc } = JSON.parse(await readFile(devFile, "utf8")) as { oidc: { issuer: string; clients: FileClient[] } };
  const [basic, signing] = oidc.clients;
  if (!basic || !signing) throw new Error("the development file has no clients");
  const identity = `${server}/identity`;
  return {
    issuer: oidc.issuer,
    identity,
    basic,
    signing,
    token: async (form, headers = {}) =>
      readAnswer(await fetch(`${oidc.issuer}/token`, { method: "POST", headers, body: new URLSearchParams(form) })),
    get: async (path, token) => readAnswer(await fetch(`${identity}${path}`, { headers: { authorization: `Bearer ${token}` } })),
  };
};

/** The header of a client that sends its secret. */
export const basicOf = (id: string, secret: string): { readonly authorization: string } => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
});

/** How a signed statement differs from a right one. */
export interface Twist {
  readonly alg?: string;
  readonly key?: Parameters<SignJWT["sign"]>[0];
  readonly claims?: Record<string, unknown>;
  readonly lifeS?: number;
}

const seconds = (): number => Math.floor(Date.now() / 1000);

/** A signed statement of a client about itself. */
export const statement = async (
  client: FileClient,
  audience: string | string[],
  { alg = "RS256", key, claims = {}, lifeS = 60 }: Twist = {},
): Promise<string> => {
  const own = key ?? (await importJWK(client.keys[0] ?? { kty: "RSA" }, "RS256"));
  const iat = seconds();
  const all = { iss: client.client_id, sub: client.client_id, aud: audience, jti: randomUUID(), iat, exp: iat + lifeS, ...claims };
  return new SignJWT(all).setProtectedHeader({ alg, kid: "development-client" }).sign(own);
};

/** Form fields of a client that authenticates with an assertion. */
export const assertionForm = (assertion: string): Record<string, string> => ({
  client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  client_assertion: assertion,
});

/** An unsigned request object. */
export const unsignedObject = (client: FileClient, audience: string, claims: Record<string, unknown>): string => {
  const iat = seconds();
  return new UnsecuredJWT({
    iss: client.client_id,
    aud: audience,
    client_id: client.client_id,
    iat,
    exp: iat + 300,
    jti: randomUUID(),
    ...claims,
  }).encode();
};
