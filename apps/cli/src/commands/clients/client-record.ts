import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { callServer, problemText, type Call } from "../../call-server.ts";
import { CliError } from "../../cli-error.ts";
import type { Target } from "../../find-server.ts";
import { printable } from "../../printable.ts";

/** A client of the identity server, as the native API shows it. */
export const ClientRecord = Type.Object({
  id: Type.String(),
  name: Type.String(),
  issuer: Type.String(),
  redirectUris: Type.Array(Type.String()),
  responseTypes: Type.Array(Type.String()),
  authMethod: Type.String(),
  idTokenAlg: Type.String(),
  requestObjectAlg: Type.Union([Type.String(), Type.Null()]),
  jwks: Type.Union([Type.Null(), Type.Object({ keys: Type.Array(Type.Object({ kid: Type.String() })) })]),
  hasSecret: Type.Boolean(),
  previousSecretUntil: Type.Optional(Type.Union([Type.String(), Type.Null()])), // servers of before say nothing of it
  createdAt: Type.String(),
});
export type ClientRecord = Static<typeof ClientRecord>;

const Made = Type.Object({ secret: Type.Optional(Type.Union([Type.String(), Type.Null()])) });

/** Asks the server about clients; a refusal is told in the server's words. */
export const askForClients = async (target: Target, call: Call): Promise<unknown> => {
  const { status, body } = await callServer(target, call);
  if (status >= 300) throw new CliError("refused", printable(problemText(body)));
  return body;
};

/** Where one client is. */
export const clientPath = (id: string, more = ""): string => `/v1/oidc-clients/${encodeURIComponent(id)}${more}`;

const orNone = (values: readonly string[]): string => (values.length === 0 ? "none" : values.join(", "));

/** A client, one fact a line. */
export const clientLines = (body: unknown): readonly string[] => {
  const client = Value.Parse(ClientRecord, body);
  const rows: readonly (readonly [string, string])[] = [
    ["client_id", client.id],
    ["name", client.name],
    ["issuer", client.issuer],
    ["authenticates with", client.authMethod],
    ["redirect URIs", orNone(client.redirectUris)],
    ["response types", orNone(client.responseTypes)],
    ["request objects", client.requestObjectAlg ?? "any algorithm of its keys, or plain parameters"],
    ["ID tokens", client.idTokenAlg],
    ["keys", orNone(client.jwks?.keys.map(({ kid }) => kid) ?? [])],
    ["secret", client.hasSecret ? "set" : "none"],
    ...(client.previousSecretUntil ? [["secret before", `works until ${client.previousSecretUntil}`] as const] : []),
    ["since", client.createdAt],
  ];
  return rows.map(([name, value]) => printable(`${name.padEnd(18)}  ${value}`));
};

/** The line with a secret that nothing shows again; none where there is no new one. */
export const secretLines = (body: unknown): readonly string[] => {
  const { secret } = Value.Parse(Made, body);
  return secret ? [`${"client_secret".padEnd(18)}  ${printable(secret)}`, "Keep the secret now: it is not shown again."] : [];
};
