import { Type } from "typebox";
import { Value } from "typebox/value";
import { toBase64Url } from "../bytes.ts";
import type { StoredDevice, StoredUser } from "../key-store/key-store.ts";
import { openEnvelope } from "./open-envelope.ts";
import { changeDevice, type WorkContext } from "./work-context.ts";

const PushClaims = Type.Object({ aud: Type.String(), jti: Type.String(), exp: Type.Integer(), jwe: Type.Optional(Type.String()) });
type PushClaims = Type.Static<typeof PushClaims>;

const read = async ({ serverKeys }: WorkContext, jws: string): Promise<{ readonly body: string; readonly claims: PushClaims } | null> => {
  try {
    const body = new TextDecoder().decode(await serverKeys.verify(jws, "ast-push+jws"));
    return { body, claims: Value.Parse(PushClaims, JSON.parse(body)) };
  } catch {
    return null;
  }
};

/** True for the first time a push is seen, over restarts of the app too. */
const isFirst = async (context: WorkContext, { jti, exp }: PushClaims): Promise<boolean> => {
  const now = context.serverNow();
  const found = { replay: false };
  const note = (device: StoredDevice): StoredDevice => {
    const kept = (device.seenPushes ?? []).filter(({ until }) => until > now);
    found.replay = kept.some((seen) => seen.jti === jti);
    return { ...device, seenPushes: found.replay ? kept : [...kept, { jti, until: new Date(exp * 1000) }] };
  };
  await changeDevice(context, note);
  return !found.replay;
};

/**
 * The verified body of a push; null for a bad signature, an unknown key, another recipient, a replay or one that has expired. What is secret
 * lies in it as a JWE (13.1) and comes out as the `data` of every other push.
 */
export const verifyPush = async (context: WorkContext, user: StoredUser, jws: string): Promise<string | null> => {
  const push = await read(context, jws);
  if (push?.claims.aud !== user.deviceId || push.claims.exp * 1000 <= context.serverNow().getTime()) return null;
  const body = push.claims.jwe === undefined ? push.body : await withSecret(user, push.claims);
  return body !== null && (await isFirst(context, push.claims)) ? body : null;
};

const withSecret = async (user: StoredUser, { jwe = "", ...claims }: PushClaims): Promise<string | null> => {
  const secret = await openEnvelope(user, jwe);
  return secret && JSON.stringify({ ...claims, data: toBase64Url(secret) });
};
