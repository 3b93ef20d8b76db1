import { TOKEN_EXCHANGE, WIDGET_AUDIENCE, type AstPayload, type StatusType } from "@drawbridge/contract";
import type { McOutcome } from "@drawbridge/domain";
import { hashText } from "../../bytes.ts";
import { ChannelRefusal } from "../../channel/channel-refusal.ts";
import { askInSession, findUser, requireSession, type WorkContext } from "../work-context.ts";
import { tokensOf, type HeldCode, type HeldToken } from "./iam-memory.ts";
import { newVerifier } from "./sign-in.ts";
import { askTokenEndpoint, type TokenAnswer } from "./token-endpoint.ts";

const JWT_TYPE = "urn:ietf:params:oauth:token-type:jwt";
const EARLY_MS = 5000; // a token that ends on its way is worth nothing

const failed = (status: StatusType, errorDescription: string): McOutcome => ({
  status,
  error: { hasErrorOccurred: true, errorCode: 0, reportId: "", errorDescription },
});

const held = (context: WorkContext, audience: string, granted: Extract<TokenAnswer, { outcome: "granted" }>["granted"]): HeldToken => ({
  audience,
  token: granted.access_token,
  expiresAt: context.serverNow().getTime() + granted.expires_in * 1000,
});

/** ExchangeIamToken: the device's own token stays here; the UI gets a narrower one for the audience (RFC 8693). */
export const exchangeIamToken = async (
  context: WorkContext,
  { audience, forceUpdate = false }: AstPayload<"ExchangeIamToken">,
): Promise<McOutcome> => {
  const { token: session, user } = requireSession(context);
  const { exchanged } = tokensOf(context, session);
  const cached = forceUpdate ? undefined : exchanged.get(audience);
  if (cached && cached.expiresAt - EARLY_MS > context.serverNow().getTime()) return { status: "kOk", payload: { token: cached.token } };
  const { clientId = null } = (await findUser(context, user.userIdentifier)) ?? user;
  if (clientId === null) return failed("kNoTokenDataAvailable", "nobody signed in at the identity provider on this device");
  const { token: subject } = await askInSession(context, "token.request", { audience: `${context.server}/identity/oidc` });
  const form = { grant_type: TOKEN_EXCHANGE, client_id: clientId, subject_token: subject, subject_token_type: JWT_TYPE, audience };
  const answer = await askTokenEndpoint(context, user.keys.signing, form);
  if (answer.outcome === "refused") return failed("kCannotAcquireTokenData", answer.description);
  // What opens the widget does so once.
  if (audience !== WIDGET_AUDIENCE) exchanged.set(audience, held(context, audience, answer.granted));
  return { status: "kOk", payload: { token: answer.granted.access_token } };
};

const askCode = async (context: WorkContext, { audience, scope, clientId }: AstPayload<"GetIAMAccessToken">): Promise<HeldCode | McOutcome> => {
  const codeVerifier = newVerifier();
  try {
    const asked = { clientId, audience, scope, codeChallenge: hashText(codeVerifier) };
    const { code, redirectUri } = await askInSession(context, "client.code", asked);
    return { audience, clientId, code, redirectUri, codeVerifier };
  } catch (error) {
    if (error instanceof ChannelRefusal && error.body.status === "kInvalidParameter") return failed("kFailed", error.body.description);
    throw error;
  }
};

/** Redeems a code of this device; null where the identity provider does not take it. */
export const redeemHeldCode = async (
  context: WorkContext,
  { audience, clientId, code, redirectUri, codeVerifier }: HeldCode,
): Promise<HeldToken | null> => {
  const form = { grant_type: "authorization_code", client_id: clientId, code, redirect_uri: redirectUri, code_verifier: codeVerifier };
  const answer = await askTokenEndpoint(context, requireSession(context).user.keys.signing, form);
  return answer.outcome === "granted" ? held(context, audience, answer.granted) : null;
};

const keep = (context: WorkContext, value: HeldToken | HeldCode): string => {
  const handle = crypto.randomUUID();
  tokensOf(context, requireSession(context).token).handles.set(handle, value);
  return handle;
};

/** GetIAMAccessToken: a code, then its token; the UI gets a name for it. */
export const getIamAccessToken = async (context: WorkContext, payload: AstPayload<"GetIAMAccessToken">): Promise<McOutcome> => {
  const code = await askCode(context, payload);
  if ("status" in code) return code;
  const token = await redeemHeldCode(context, code);
  if (!token) return { status: "kCannotAcquireAccessTokenForAuthorizationCode" };
  return { status: "kOk", payload: { accessTokenIdentifier: keep(context, token) } };
};

/** GetIamAuthorizationCode: the code stays here, and is redeemed when its name is first used. */
export const getIamAuthorizationCode = async (context: WorkContext, payload: AstPayload<"GetIamAuthorizationCode">): Promise<McOutcome> => {
  const code = await askCode(context, payload);
  return "status" in code ? code : { status: "kOk", payload: { authCodeIdentifier: keep(context, code) } };
};
