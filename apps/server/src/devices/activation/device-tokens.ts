import { createHash } from "node:crypto";
import { pinTries, users, type User } from "@drawbridge/storage";
import { createLocalJWKSet, errors, jwtVerify, type JWTPayload } from "jose";
import { newToken } from "../../http/token-hash.ts";
import { parseId, printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { publicDeviceKeys } from "../../vault/device-keys.ts";
import type { Person } from "../device-user.ts";
import { recordDeed } from "../help-desk/audit.ts";
import type { Cause } from "../help-desk/manage-devices.ts";
import { DeviceRefusal, wrongCredentials } from "../channel/device-refusal.ts";
import { signAs } from "../channel/device-signature.ts";

/** What a one-time token of the tenant's back end lets a device do (12.2, 12.4). */
export type DeviceTokenUse = "activation" | "login";

const LIFE_S = 15 * 60;
const TYP = "ast-device-token+jwt";
const audienceOf = (deps: Deps, use: DeviceTokenUse): string => `${deps.origin()}/device/v1/${use}`;

/** What a token is asked for. */
export interface DeviceTokenWish extends Person {
  readonly use: DeviceTokenUse;
  readonly cause: Cause;
}

/** Signs a token for a person whom the tenant's own sign-in has just identified. */
export const issueDeviceToken = async (deps: Deps, { tenant, user, use, cause }: DeviceTokenWish): Promise<string> => {
  const sub = printId("usr", user.id);
  const claims = { aud: audienceOf(deps, use), sub, tid: printId("ten", tenant.id), jti: newToken() };
  const deed = { tenantId: tenant.id, userId: user.id, at: deps.now(), actor: `api:${cause.by}`, subject: sub };
  await deps.storage.transaction((tx) => recordDeed(tx, { ...deed, action: "device_token.created", data: { use, reason: cause.reason } }));
  return signAs(deps, "tokens", { typ: TYP, claims, lifeS: LIFE_S });
};

const read = async (deps: Deps, token: string, use: DeviceTokenUse): Promise<JWTPayload> => {
  const keys = createLocalJWKSet({ keys: [...publicDeviceKeys(deps.kms.devices)] });
  try {
    const rules = { typ: TYP, issuer: deps.origin(), audience: audienceOf(deps, use), algorithms: ["ES256"], currentDate: deps.now() };
    return (await jwtVerify(token, keys, { ...rules, requiredClaims: ["exp", "jti", "sub"] })).payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw wrongCredentials();
    throw error;
  }
};

/** Uses up a token that any person of the tenant may bring; says whose it is. */
export const takeDeviceToken = async (
  deps: Deps,
  token: string,
  wanted: { readonly use: DeviceTokenUse; readonly tenantId: string },
): Promise<User> => {
  const { sub = "", jti = "", tid } = await read(deps, token, wanted.use);
  const userId = parseId("usr", sub);
  const user = userId && tid === printId("ten", wanted.tenantId) ? await users(deps.storage.pool).byId(wanted.tenantId, userId) : null;
  if (!user) throw wrongCredentials();
  await useUp(deps, jti);
  return user;
};

/** Uses a token up; another person's is kMismatchedUser, everything else kWrongCredentials. */
export const redeemDeviceToken = async (
  deps: Deps,
  token: string,
  wanted: { readonly use: DeviceTokenUse; readonly tenantId: string; readonly userId: string },
): Promise<void> => {
  const { sub, jti = "", tid } = await read(deps, token, wanted.use);
  if (tid !== printId("ten", wanted.tenantId)) throw wrongCredentials();
  if (sub !== printId("usr", wanted.userId)) throw new DeviceRefusal("kMismatchedUser", "The token is of another user.");
  if (!(await users(deps.storage.pool).byId(wanted.tenantId, wanted.userId))) throw wrongCredentials();
  await useUp(deps, jti);
};

const useUp = async (deps: Deps, jti: string): Promise<void> => {
  const now = deps.now();
  const hash = createHash("sha256").update(`device-token|${jti}`).digest("hex");
  if (!(await pinTries(deps.storage.pool).useProof(hash, new Date(now.getTime() + LIFE_S * 1000), now))) throw wrongCredentials();
};
