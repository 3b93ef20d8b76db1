import { IDENTITY_TOKEN_PATH } from "@drawbridge/contract";
import { SignJWT } from "jose";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { hashText } from "../../bytes.ts";
import { NotReachable } from "../../channel/channel-refusal.ts";
import { publicJwk } from "../../channel/device-proof.ts";
import { REQUEST_TIMEOUT_MS } from "../../channel/road.ts";
import type { WorkContext } from "../work-context.ts";

const Granted = Type.Object({ access_token: Type.String(), token_type: Type.String(), expires_in: Type.Number() });
const Refused = Type.Object({ error: Type.String(), error_description: Type.Optional(Type.String()) });

/** What the token endpoint answered. */
export type TokenAnswer =
  | { readonly outcome: "granted"; readonly granted: Static<typeof Granted> }
  | { readonly outcome: "refused"; readonly description: string };

/** What a proof of the device key is for. */
export interface ProvedRequest {
  readonly method: string;
  readonly url: string;
  /** Present where the token itself is shown. */
  readonly token?: string;
}

/** A DPoP proof (RFC 9449) for a plain HTTP request. */
export const proveRequest = async (context: WorkContext, signing: CryptoKeyPair, { method, url, token }: ProvedRequest): Promise<string> => {
  const { origin, pathname } = new URL(url);
  return new SignJWT({ htm: method, htu: `${origin}${pathname}`, ...(token === undefined ? {} : { ath: hashText(token) }) })
    .setProtectedHeader({ typ: "dpop+jwt", alg: "ES256", jwk: await publicJwk(signing) })
    .setIssuedAt(Math.floor(context.serverNow().getTime() / 1000))
    .setJti(crypto.randomUUID())
    .sign(signing.privateKey);
};

/** Asks the token endpoint; nothing is sent but the form and a proof of the device key. */
export const askTokenEndpoint = async (
  context: WorkContext,
  signing: CryptoKeyPair,
  form: Readonly<Record<string, string>>,
): Promise<TokenAnswer> => {
  const url = `${context.server}${IDENTITY_TOKEN_PATH}`;
  const headers = { dpop: await proveRequest(context, signing, { method: "POST", url }) };
  const body = new URLSearchParams(form);
  const response = await fetch(url, { method: "POST", headers, body, credentials: "omit", signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) }).catch(
    (cause: unknown) => {
      throw new NotReachable("the identity provider did not answer", { cause });
    },
  );
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && Value.Check(Granted, answer)) return { outcome: "granted", granted: answer };
  if (Value.Check(Refused, answer)) return { outcome: "refused", description: answer.error_description ?? answer.error };
  throw new NotReachable("the answer of the identity provider is none");
};
