import { jsonUpload } from "../../call-server.ts";
import type { Command, CommandInput } from "../command.ts";
import { fileOf } from "../admin/admin-command.ts";
import { askForClients, clientLines, secretLines } from "./client-record.ts";
import { readKeys } from "./read-keys.ts";

const listOf = (value: CommandInput["values"][string]): readonly string[] => (typeof value === "object" ? value : []);

/** A client that asks for approvals on people's devices, and how it hears of the answer. */
const backchannelOf = (values: CommandInput["values"]): object => {
  const { backchannel: delivery, "notification-uri": notificationUri } = values;
  if (typeof delivery !== "string") return {};
  return { backchannel: { delivery, ...(typeof notificationUri === "string" && { notificationUri }) } };
};

const bodyOf = async (name: string, values: CommandInput["values"]): Promise<object> => {
  const { jwks } = values;
  const hasKeys = typeof jwks === "string" || typeof values["jwks-uri"] === "string";
  const text = (option: string, field: string): object => (typeof values[option] === "string" ? { [field]: values[option] } : {});
  const list = (option: string, field: string): object => (listOf(values[option]).length > 0 ? { [field]: listOf(values[option]) } : {});
  return {
    name,
    authMethod: hasKeys ? "private_key_jwt" : typeof values["device"] === "string" ? "none" : "client_secret_basic",
    ...text("auth", "authMethod"),
    ...list("redirect", "redirectUris"),
    ...list("response-type", "responseTypes"),
    ...list("scope", "scopes"),
    ...text("request-object-alg", "requestObjectAlg"),
    ...text("id-token-alg", "idTokenAlg"),
    ...text("jwks-uri", "jwksUri"),
    ...text("profile", "profile"),
    ...backchannelOf(values),
    ...(typeof values["device"] === "string" && { device: await fileOf(values, "device") }),
    ...(typeof jwks === "string" && { jwks: await readKeys(jwks) }),
  };
};

/** Registers a client. */
export const createClient: Command = {
  name: "clients create",
  operand: "NAME",
  summary: "Register a client of the identity server; its secret is shown once",
  options: {
    redirect: { type: "string", multiple: true },
    auth: { type: "string" },
    jwks: { type: "string" },
    "jwks-uri": { type: "string" },
    profile: { type: "string" },
    "response-type": { type: "string", multiple: true },
    "request-object-alg": { type: "string" },
    "id-token-alg": { type: "string" },
    scope: { type: "string", multiple: true },
    backchannel: { type: "string" },
    "notification-uri": { type: "string" },
    device: { type: "string" },
  },
  help: [
    ["--redirect URI", "where people may be sent back to; repeat for more"],
    ["--auth METHOD", "client_secret_basic (default), client_secret_post, client_secret_jwt or private_key_jwt"],
    ["--jwks FILE", "the client's keys (JWK Set); only their public parts are sent"],
    ["--jwks-uri URL", "where the client publishes its keys; instead of a file"],
    ["--profile PROFILE", "fapi2: the FAPI 2.0 Security Profile and nothing else"],
    ["--response-type TYPE", 'code (default), "code id_token", id_token or none; repeat for more'],
    ["--request-object-alg ALG", "the one algorithm of its request objects, such as RS256; none: unsigned ones"],
    ["--id-token-alg ALG", "RS256 (default), PS256, HS256, HS384 or HS512"],
    ["--scope SCOPE", "a scope it may ask for; repeat for more (default: all)"],
    ["--backchannel MODE", "poll or ping: it asks for approvals on people's devices (CIBA)"],
    ["--notification-uri URL", "where a ping goes"],
    ["--device FILE", "it is an app whose devices sign in: a JSON object with its audiences"],
  ],
  run: async ({ target, operand, values, say }) => {
    const body = await askForClients(target, { path: "/v1/oidc-clients", upload: jsonUpload(await bodyOf(operand, values)) });
    for (const line of [...clientLines(body), ...secretLines(body)]) say(line);
  },
};
