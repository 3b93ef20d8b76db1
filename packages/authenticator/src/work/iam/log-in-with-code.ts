import type { McEffect, McOutcome } from "@drawbridge/domain";
import { decodeJwt } from "jose";
import { findUser, type WorkContext } from "../work-context.ts";
import { setAuthorisationCode } from "./sign-in.ts";

/** The client a token was given to; null where it does not say. */
const clientOf = (token: unknown): string | null => {
  try {
    const clientId = decodeJwt(String(token))["client_id"];
    return typeof clientId === "string" ? clientId : null;
  } catch {
    return null;
  }
};

/** LoginWithToken, long form with a code of the identity provider: it is exchanged, and its person has to be the user (contract, 12.4). */
export const logInWithCode = async (
  context: WorkContext,
  { user, payload }: Extract<McEffect, { readonly kind: "login_with_token" }>,
): Promise<McOutcome> => {
  const stored = await findUser(context, user);
  if (!stored) return { status: "kInvalidParameter" };
  const { authMode = "NO", authCode, iamAccessToken } = payload;
  const clientId = stored.clientId ?? clientOf(iamAccessToken);
  // The verifier is of the sign-in that GetAstClientData began for this installation.
  if (clientId === null || context.iam.pending?.deviceId !== stored.deviceId) return { status: "kCannotAcquireTokenData" };
  return setAuthorisationCode(context, { tenantId: user.tenantId, authMode: modeOf(authMode), authCode: String(authCode), clientId });
};

const modeOf = (mode: unknown): "NO" | "BIOMETRIC" | "PASSWORD" | "PIN" =>
  mode === "BIOMETRIC" || mode === "PASSWORD" || mode === "PIN" ? mode : "NO";
