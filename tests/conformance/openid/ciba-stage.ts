import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { expect } from "vitest";
import { answerBanner, openApp, type PersonWithMc } from "../../../packages/authenticator/test/person-with-mc.ts";
import { startDrawbridge, type TestDrawbridge } from "../../e2e/start-drawbridge.ts";
import type { Answer, FapiClient, Wrong } from "./fapi-client.ts";
import { assertionClaims, assertionFields, newPair, seconds, sign, signProof, type Twist } from "./signing.ts";

const tenantId = "development";

/** The address of a client that wants to be told, and how it answers. */
export interface Notified {
  readonly pings: () => readonly string[];
  readonly answer: (how: (response: ServerResponse) => void) => void;
}

/** The back channel, a person with a device, and clients of the FAPI 2.0 profile. */
export interface CibaStage {
  readonly issuer: string;
  readonly poll: FapiClient;
  readonly ping: FapiClient;
  readonly notified: Notified;
  /** Asks the person; the request is signed, one thing twisted. */
  readonly ask: (how?: Asking) => Promise<Answer>;
  /** Asks for the tokens. */
  readonly redeem: (authReqId: unknown, wrong?: Wrong) => Promise<Answer>;
  /** Work of the back channel that is not done, what is to be done again included. */
  readonly openWork: () => Promise<number>;
  /** The person answers on the device; what the device showed. */
  readonly answer: (confirmationType: "OK" | "CANCEL") => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Somebody whose device is off: whatever they are asked stays open. */
export const nobodyAnswers = { login_hint: "eve" } as const;

/** How a request differs from a right one. */
export interface Asking extends Pick<Wrong, "client" | "assertion" | "form"> {
  /** What is asked for, beside the usual. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly object?: Twist;
  /** False: the same as plain parameters. */
  readonly signed?: boolean;
}

const listen = async (): Promise<Notified & { readonly address: string; readonly close: () => Promise<void> }> => {
  const pings: string[] = [];
  const state: { how: (response: ServerResponse) => void } = { how: (response) => response.writeHead(204).end() };
  const server = createServer((request, response) => {
    request.setEncoding("utf8").on("data", (text: string) => pings.push(`${request.url} ${request.headers.authorization} ${text}`));
    request.on("end", () => state.how(response));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const at = server.address();
  return {
    address: `http://127.0.0.1:${typeof at === "object" && at ? at.port : 0}`,
    pings: () => pings,
    answer: (how) => void Object.assign(state, { how }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

/** Somebody with an activated device. */
const openPerson = async (drawbridge: TestDrawbridge, userId: string): Promise<PersonWithMc> => {
  const post = async (path: string, body: object) => (await drawbridge.api(path, { method: "POST", body })).json();
  const { id } = await post("/v1/users", { externalId: userId });
  const { activationCode } = await post(`/v1/users/${id}/activation-codes`, { purpose: "activation", reason: "test" });
  const person = await openApp(drawbridge.server, { tenantId });
  await person.start();
  const entered = { userIdentifier: { tenantId, userId }, activationCode, pin: "864209", autoLogin: true };
  expect(await person.mc.call("Activate", entered)).toMatchObject({ payload: { status: "kOk" } });
  return person;
};

const read = async (response: Response): Promise<Answer> => ({ status: response.status, body: await response.json() });

const objectOf = ({
  client,
  issuer,
  more,
  object = {},
}: { readonly client: FapiClient; readonly issuer: string } & Pick<Asking, "more" | "object">) => {
  const now = seconds();
  const about = { iss: client.id, aud: issuer, jti: randomUUID(), iat: now, nbf: now, exp: now + 300 };
  return sign(client.keys, { ...about, ...more }, { ...object, header: { kid: client.keys.jwk.kid, ...object.header } });
};

/** Starts everything. */
export const openCiba = async (): Promise<CibaStage> => {
  const [drawbridge, notified] = await Promise.all([startDrawbridge(), listen()]);
  const issuer = `${drawbridge.server}/identity/oidc`;
  const register = async (backchannel: object): Promise<FapiClient> => {
    const [keys, bound] = await Promise.all([newPair("PS256", randomUUID()), newPair("ES256")]);
    const wish = { name: "Shop", profile: "fapi2", authMethod: "private_key_jwt", jwks: { keys: [keys.jwk] }, backchannel };
    const { id } = await (await drawbridge.api("/v1/oidc-clients", { method: "POST", body: wish })).json();
    return { id, keys, bound };
  };
  const poll = await register({ delivery: "poll" });
  const ping = await register({ delivery: "ping", notificationUri: `${notified.address}/ping` });
  const person = await openPerson(drawbridge, "ada");
  const asleep = await openPerson(drawbridge, "eve");
  await asleep.leave();
  const post = async (path: string, fields: object, { client = poll, assertion = {}, form = {}, bound = client.bound }: Wrong): Promise<Answer> => {
    const url = `${issuer}${path}`;
    const proven = assertionFields(
      await sign(client.keys, assertionClaims(client.id, issuer), { ...assertion, header: { kid: client.keys.jwk.kid, ...assertion.header } }),
    );
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...fields, ...proven, ...form })) if (typeof value === "string") body.set(name, value);
    const headers = bound === null ? {} : { dpop: await signProof(bound, { method: "POST", url }) };
    return read(await fetch(url, { method: "POST", headers, body }));
  };
  const ask: CibaStage["ask"] = async ({ client = poll, more = {}, object, signed = true, ...wrong } = {}) => {
    const usual = {
      scope: "openid accounts:read",
      login_hint: "ada",
      binding_message: "1234",
      ...(client === ping && { client_notification_token: "note" }),
    };
    const wish = { ...usual, ...more };
    const fields = signed ? { request: await objectOf({ client, issuer, more: wish, ...(object && { object }) }) } : wish;
    return post("/backchannel", fields, { client, bound: null, ...wrong });
  };
  return {
    issuer,
    poll,
    ping,
    notified,
    ask,
    redeem: (authReqId, wrong = {}) => post("/token", { grant_type: "urn:openid:params:grant-type:ciba", auth_req_id: String(authReqId) }, wrong),
    openWork: async () => {
      const { rows } = await drawbridge.storage.pool.query("select 1 from graphile_worker.jobs where task_identifier = 'backchannel.tell'");
      return rows.length;
    },
    answer: (confirmationType) => answerBanner(person, confirmationType),
    close: async () => {
      await person.throwAway();
      await asleep.throwAway();
      await drawbridge.close();
      await notified.close();
    },
  };
};
