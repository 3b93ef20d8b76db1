import { Type } from "typebox";
import { Value } from "typebox/value";
import type { StoredUser } from "../key-store/key-store.ts";
import type { WorkContext } from "./work-context.ts";

const PushClaims = Type.Object({ aud: Type.String(), jti: Type.String(), exp: Type.Integer() });

/** The verified body of a push; null for a bad signature, an unknown key, another recipient, a replay or one that has expired. */
export const verifyPush = async (context: WorkContext, { deviceId }: StoredUser, jws: string): Promise<string | null> => {
  try {
    const body = new TextDecoder().decode(await context.serverKeys.verify(jws, "ast-push+jws"));
    const claims = Value.Parse(PushClaims, JSON.parse(body));
    const isFresh = claims.exp * 1000 > context.now().getTime() && !context.seenPushes.has(claims.jti);
    if (claims.aud !== deviceId || !isFresh) return null;
    context.seenPushes.add(claims.jti);
    return body;
  } catch {
    return null;
  }
};
