import { openLink } from "../../journeys/person.ts";
import { startDrawbridge, type TestDrawbridge } from "../../e2e/start-drawbridge.ts";
import { connectThrough, visit } from "../moneyhub-stage.ts";
import type { FapiClient, FapiServer } from "./fapi-client.ts";
import { newPair, type Pair } from "./signing.ts";

/** Drawbridge Bank, at the Connections face. */
export const BANK = "06995ed5c6c6f25e323b34dc45968426";

const BACK = "http://localhost:3001/oidc/callback";

/** The identity server, with two clients of the FAPI 2.0 profile. */
export interface IdentityStage {
  readonly drawbridge: TestDrawbridge;
  readonly fapi: FapiServer;
  /** The same, whose client signs its requests. */
  readonly signing: FapiServer;
  /** Registers a client; answers its id and, where it has one, its secret. */
  readonly register: (wish: object) => Promise<{ readonly id: string; readonly secret: string }>;
}

/** Asks for a week of transactions: nobody here looks at them. */
export const recentOnly = (): string => {
  const transactionFromDateTime = new Date(Date.now() - 7 * 86_400_000).toISOString();
  return JSON.stringify({ id_token: { "mh:consent": { essential: true, value: { transactionFromDateTime } } } });
};

/** Registers a client of the profile with keys of its own. */
const fapiClient = async (
  register: IdentityStage["register"],
  { alg, more = {} }: { readonly alg: Pair["alg"]; readonly more?: object },
): Promise<FapiClient> => {
  const [keys, bound] = await Promise.all([newPair(alg, crypto.randomUUID()), newPair("ES256")]);
  const wish = { name: "Careful", profile: "fapi2", authMethod: "private_key_jwt", jwks: { keys: [keys.jwk] }, ...more };
  return { id: (await register(wish)).id, keys, bound };
};

/** A person who is shown the journey's page and leaves. */
const refuseAt = async (drawbridge: TestDrawbridge, url: string): Promise<URL> => {
  const visitor = await visit(drawbridge, url);
  const person = await openLink(drawbridge, { token: visitor.link, userId: "" });
  visitor.hold(person);
  await person.give({ type: "exit" });
  return visitor.leave();
};

/** Starts the server. */
export const openIdentity = async (): Promise<IdentityStage> => {
  const drawbridge = await startDrawbridge();
  const register: IdentityStage["register"] = async (body) => {
    const response = await drawbridge.api("/v1/oidc-clients", { method: "POST", body });
    if (response.status !== 201) throw new Error(`the client was not registered: ${await response.text()}`);
    return response.json();
  };
  const redirects = { redirectUris: [BACK] };
  const [client, other, signer] = await Promise.all([
    fapiClient(register, { alg: "PS256", more: redirects }),
    fapiClient(register, { alg: "ES256", more: redirects }),
    fapiClient(register, { alg: "PS256", more: { ...redirects, requestObjectAlg: "PS256" } }),
  ]);
  const fapi: FapiServer = {
    issuer: `${drawbridge.server}/identity/oidc`,
    redirectUri: BACK,
    request: { scope: `openid id:${BANK} accounts:read offline_access`, claims: recentOnly() },
    resource: `${drawbridge.server}/v2.0/accounts`,
    client,
    other,
    requestLifeS: 60,
    visit: (url) => connectThrough(drawbridge, url),
    refuse: (url) => refuseAt(drawbridge, url),
  };
  return { drawbridge, fapi, signing: { ...fapi, client: signer }, register };
};
