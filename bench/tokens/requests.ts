import { randomUUID } from "node:crypto";
import { importJWK, SignJWT } from "jose";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { openPerson, signInAs, takeAll } from "../../tests/journeys/person.ts";
import type { Kind } from "../session/measure.ts";
import type { BenchServer } from "../session/server.ts";

const Token = Type.Object({ access_token: Type.String() });
const User = Type.Object({ userId: Type.String() });

/** A request that is ready to be sent. */
export type Ready = readonly [url: string, init: RequestInit];

const sendReady = async ([url, init]: Ready): Promise<void> => {
  const answer = await fetch(url, init);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text}`);
};

const kind = (name: string, bar: string, prepare: () => Promise<Ready> | Ready): Kind<Ready> => ({
  name,
  bar,
  prepare: async () => prepare(),
  send: sendReady,
});

const tokenRequest = ({ oidc }: BenchServer, form: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Ready => [
  `${oidc.issuer}/token`,
  { method: "POST", headers, body: new URLSearchParams({ grant_type: "client_credentials", ...form }) },
];

const basicOf = ({ oidc }: BenchServer): Readonly<Record<string, string>> => {
  const [client] = oidc.clients;
  return { authorization: `Basic ${Buffer.from(`${client?.client_id}:${client?.client_secret}`).toString("base64")}` };
};

/** A token of the client alone. */
export const secretKind = (server: BenchServer): Kind<Ready> =>
  kind("token, client_secret_basic", "p50 ≤ 5 ms, ≥ 300/s", () => tokenRequest(server, { scope: "user:read" }, basicOf(server)));

/** A token of one user, as clients ask for before every call. */
export const boundKind = (server: BenchServer, sub: string): Kind<Ready> =>
  kind("token, client_secret_basic, of a user", "p50 ≤ 5 ms, ≥ 300/s", () => tokenRequest(server, { scope: "accounts:read", sub }, basicOf(server)));

/** The same for a client that signs. */
export const signedKind = (server: BenchServer, sub: string): Kind<Ready> =>
  kind("token, private_key_jwt, of a user", "p50 ≤ 5 ms, ≥ 300/s", async () => {
    const { oidc } = server;
    const client = oidc.clients[1];
    const iat = Math.floor(Date.now() / 1000);
    const id = client?.client_id ?? "";
    const assertion = await new SignJWT({ iss: id, sub: id, aud: oidc.issuer, jti: randomUUID(), iat, exp: iat + 60 })
      .setProtectedHeader({ alg: "RS256" })
      .sign(await importJWK(client?.keys[0] ?? { kty: "RSA" }, "RS256"));
    const type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    return tokenRequest(server, { scope: "accounts:read", sub, client_assertion_type: type, client_assertion: assertion });
  });

const bearer = async (server: BenchServer, form: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> => {
  const [url, init] = tokenRequest(server, form, basicOf(server));
  const answer: unknown = await (await fetch(url, init)).json();
  return { authorization: `Bearer ${Value.Parse(Token, answer).access_token}` };
};

/** The connections of a user, with health and what to do next. */
export const connectionsKind = async (server: BenchServer, userId: string): Promise<Kind<Ready>> => {
  const headers = await bearer(server, { scope: "user:read" });
  return kind("`GET /users/{id}/connections`", "p50 ≤ 5 ms", () => [`${server.oidc.identity}/users/${userId}/connections`, { headers }]);
};

/** Their accounts. */
export const accountsKind = async (server: BenchServer, userId: string): Promise<Kind<Ready>> => {
  const headers = await bearer(server, { scope: "accounts:read", sub: userId });
  return kind("`GET /accounts`", "", () => [`${server.oidc.resource}/accounts`, { headers }]);
};

/** Makes a user and connects Drawbridge Bank for them; answers the 24 hex. */
export const connectedUser = async (server: BenchServer, clientUserId: string): Promise<string> => {
  const headers = { ...(await bearer(server, { scope: "user:create" })), "content-type": "application/json" };
  const made = await fetch(`${server.oidc.identity}/users`, { method: "POST", headers, body: JSON.stringify({ clientUserId }) });
  const answer: unknown = await made.json();
  const { userId } = Value.Parse(User, answer);
  const api = (path: string, init?: { readonly method: string; readonly body: unknown }): Promise<Response> =>
    fetch(`${server.origin}${path}`, {
      method: init?.method ?? "GET",
      headers: { authorization: `Bearer ${server.apiToken}`, "content-type": "application/json", "idempotency-key": randomUUID() },
      ...(init && { body: JSON.stringify(init.body) }),
    });
  const person = await openPerson({ server: server.origin, api }, clientUserId);
  await signInAs(person, "user_ok");
  await takeAll(person);
  await person.give({ type: "submitted" });
  return userId;
};
