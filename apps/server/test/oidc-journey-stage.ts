import { afterAll, beforeAll, expect } from "vitest";
import { connectThrough } from "../../../tests/conformance/moneyhub-stage.ts";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { basicOf, openStage, readAnswer, type Answer, type FileClient, type Stage } from "./oidc-stage.ts";

/** Drawbridge Bank. */
export const BANK = "06995ed5c6c6f25e323b34dc45968426";
/** Harbour Bank. */
export const API_BANK = "1ffe704d39629a929c8e293880fb449a";

const running: { drawbridge: TestDrawbridge | null; stage: Stage | null } = { drawbridge: null, stage: null };

/** The Drawbridge of the file. */
export const the = (): TestDrawbridge => running.drawbridge ?? expect.fail("it was not started");
/** Its identity server, as a client sees it. */
export const stage = (): Stage => running.stage ?? expect.fail("it was not started");

/** One server for all journeys. */
export const useJourneys = (): void => {
  beforeAll(async () => {
    running.drawbridge = await startDrawbridge();
    running.stage = await openStage(the());
  });
  afterAll(() => the().close());
};

/** The header of the client that may send plain requests. */
export const own = (): { readonly authorization: string } => basicOf(stage().basic.client_id, stage().basic.client_secret ?? "");
/** Makes a user; answers the 24 hex. */
export const makeUser = async (): Promise<string> => {
  const { body } = await stage().token({ grant_type: "client_credentials", scope: "user:create" }, own());
  const made = await fetch(`${stage().identity}/users`, { method: "POST", headers: { authorization: `Bearer ${body["access_token"]}` } });
  return String((await readAnswer(made)).body["userId"]);
};

/** Parameters of a request. */
export type Wishes = Readonly<Record<string, unknown>>;
/** What a client asks for. */
export const wish = ({ redirect_uri: redirectUri, client_id: clientId }: FileClient, more: Wishes): Record<string, unknown> => ({
  client_id: clientId,
  redirect_uri: redirectUri,
  response_type: "code",
  scope: `openid id:${BANK}`,
  state: "here",
  ...more,
});
/** Essential claims of the ID token. */
export const claimsFor = (values: Readonly<Record<string, unknown>>): object => ({
  id_token: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { essential: true, value }])),
});

/** A plain authorization address of the client that may send such. */
export const plainUrl = (more: Wishes = {}): string => {
  const params = Object.entries(wish(stage().basic, more)).filter(([, value]) => value !== undefined);
  return `${stage().issuer}/auth?${new URLSearchParams(params.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]))}`;
};

/** What opening an address comes to. */
export const answerOf = async (url: string): Promise<Record<string, string>> => {
  const response = await fetch(url, { redirect: "manual" });
  const location = response.headers.get("location");
  if (location === null) return { shown: `${response.status} ${await response.text()}` };
  const to = new URL(location, url);
  return to.origin === the().server ? { page: to.pathname } : { to: `${to.origin}${to.pathname}`, ...Object.fromEntries(to.searchParams) };
};

/** Exchanges a code. */
export const exchange = (code: string, more: Record<string, string> = {}, header = own()): Promise<Answer> =>
  stage().token({ grant_type: "authorization_code", code, redirect_uri: stage().basic.redirect_uri, ...more }, header);

/** A code, of a whole journey. */
export const codeOf = async (more: Wishes = {}): Promise<string> => (await connectThrough(the(), plainUrl(more))).searchParams.get("code") ?? "";
/** What a JWT says, unchecked. */
export const payloadOf = (jwt: string): Record<string, unknown> => JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
