import type { AstPayload } from "@drawbridge/contract";
import type { McOutcome } from "@drawbridge/domain";
import { fromBase64Url, toBase64Url } from "../../bytes.ts";
import { REQUEST_TIMEOUT_MS } from "../../channel/road.ts";
import { requireSession, type WorkContext } from "../work-context.ts";
import { tokensOf, type HeldToken } from "./iam-memory.ts";
import { proveRequest } from "./token-endpoint.ts";
import { redeemHeldCode } from "./tokens.ts";

type Payload = AstPayload<"CreateHttpCommonRequest">;

const methods: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const LARGEST_ANSWER = 2_000_000;

/** The token behind an identifier; null for one this session does not have, or that is not for this address. */
const tokenFor = async (context: WorkContext, { accessTokenIdentifier, fullUrl }: Payload): Promise<HeldToken | null> => {
  const { handles } = tokensOf(context, requireSession(context).token);
  const found = handles.get(accessTokenIdentifier);
  if (!found || !isFor(context, found.audience, fullUrl)) return null;
  if (!("code" in found)) return found;
  const token = await redeemHeldCode(context, found);
  handles.delete(accessTokenIdentifier);
  if (token) handles.set(accessTokenIdentifier, token);
  return token;
};

/** A token goes to its audience and nowhere else; one that is no address is our own server's. */
const isFor = ({ server }: WorkContext, audience: string, url: string): boolean =>
  new URL(url).origin === (/^https?:/.test(audience) && URL.canParse(audience) ? new URL(audience).origin : new URL(server).origin);

const headersFor = async (context: WorkContext, payload: Payload, token: HeldToken | null): Promise<Record<string, string>> => {
  const { httpHeaders, contentType, content, method, fullUrl, userName, password } = payload;
  const own = { ...httpHeaders, ...(content === "" ? {} : { "content-type": contentType }) };
  if (token) {
    const { keys } = requireSession(context).user;
    const dpop = await proveRequest(context, keys.signing, { method, url: fullUrl, token: token.token });
    return { ...own, authorization: `DPoP ${token.token}`, dpop };
  }
  return userName === "" ? own : { ...own, authorization: `Basic ${btoa(`${userName}:${password}`)}` };
};

/** CreateHttpCommonRequest: the UI names a token, and the MC shows it to the audience with a proof of the device key. */
export const createHttpRequest = async (context: WorkContext, payload: Payload): Promise<McOutcome> => {
  const { fullUrl, method, content, followRedirect, accessTokenIdentifier } = payload;
  if (!methods.includes(method) || !/^https?:$/.test(URL.parse(fullUrl)?.protocol ?? "")) return { status: "kInvalidParameter" };
  const token = accessTokenIdentifier === "" ? null : await tokenFor(context, payload);
  if (accessTokenIdentifier !== "" && token === null) return { status: "kCannotAcquireTokenData" };
  const request = {
    method,
    headers: await headersFor(context, payload, token),
    ...(content === "" ? {} : { body: Uint8Array.from(fromBase64Url(content)) }),
    // A redirect could carry the token to somebody else.
    redirect: followRedirect && token === null ? ("follow" as const) : ("manual" as const),
    credentials: "omit" as const,
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  };
  const response = await fetch(fullUrl, request).catch(() => null);
  if (!response) return { status: "kNotReachable" };
  const body = new Uint8Array(await response.arrayBuffer());
  if (body.length > LARGEST_ANSWER) return { status: "kFailed" };
  const told = { httpStatus: response.status, responseBody: toBase64Url(body), responseHeaders: Object.fromEntries(response.headers) };
  return { status: "kOk", payload: { ...told, accessTokenIdentifier } };
};
