import type { DevicePayload, DeviceResult } from "@drawbridge/contract";
import { astClients, devices, newId, pinTries, type AstClient } from "@drawbridge/storage";
import { calculateJwkThumbprint, compactDecrypt, EmbeddedJWK, errors, importJWK, jwtVerify } from "jose";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { hashToken } from "../../http/token-hash.ts";
import { parseId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import type { DeviceCall } from "../channel/device-call.ts";
import { isFreshNonce, newNonce, NONCE_LIFE_MS } from "../channel/device-nonce.ts";
import { cannotAcquire, maverickTenant } from "./maverick-tenant.ts";

/** GetAstClientData: notes the installation and gives what its client data is made with. */
export const registerAstClient = async (call: DeviceCall, payload: DevicePayload<"client.register">): Promise<DeviceResult<"client.register">> => {
  const { deps, key, now } = call;
  const tenant = await maverickTenant(deps, payload.tenantId);
  const uuid = parseId("dev", payload.deviceId ?? "");
  const device = uuid && (await devices(deps.storage.pool).byKey(uuid, key.jkt));
  const own = device && device.tenantId === tenant.id && !device.removedAt ? device : null;
  const app = { appName: payload.app.appName, appVersion: payload.app.version };
  const link = { userId: own?.userId ?? null, deviceId: own?.id ?? null };
  const seen = await astClients(deps.storage.pool).see({ id: newId(), tenantId: tenant.id, jkt: key.jkt, ...app, ...link }, now);
  if (!seen || seen.revokedAt) throw cannotAcquire("This app was withdrawn.");
  const { x = "", y = "", kid = "" } = deps.kms.clientData.publicKey;
  return {
    astClientId: seen.deviceId && seen.id,
    nonce: newNonce(deps.kms, now),
    encryptionKey: { kty: "EC", crv: "P-256", x, y, kid },
  };
};

const Claims = Type.Object({ tenant: Type.String(), nonce: Type.String(), jti: Type.String({ minLength: 1, maxLength: 200 }) });

/** Reads client data: encrypted to this server, signed by the key of the installation, fresh, and used once. Null for anything else. */
export const readAstClientData = async (
  deps: Deps,
  { tenantId, slug, data }: { readonly tenantId: string; readonly slug: string; readonly data: string },
): Promise<AstClient | null> => {
  const read = await openClientData(deps, data);
  if (read?.claims.tenant !== slug) return null;
  const { jti, nonce } = read.claims;
  const now = deps.now();
  if (!isFreshNonce(deps.kms, nonce, now)) return null;
  const hash = hashToken(`ast-client|${read.jkt}|${jti}`);
  if (!(await pinTries(deps.storage.pool).useProof(hash, new Date(now.getTime() + NONCE_LIFE_MS), now))) return null;
  const client = await astClients(deps.storage.pool).byKey(tenantId, read.jkt);
  return client && !client.revokedAt ? client : null;
};

/** The key that was given out when the data was made: since then another may have taken its place. */
const clientDataKey = ({ kms }: Deps, kid: string | undefined) =>
  importJWK(kms.clientData.privateKeys.find((key) => key.kid === kid) ?? kms.clientData.privateKey, "ECDH-ES+A256KW");

const openClientData = async (deps: Deps, data: string): Promise<{ readonly jkt: string; readonly claims: Type.Static<typeof Claims> } | null> => {
  try {
    const { plaintext } = await compactDecrypt(data, ({ kid }) => clientDataKey(deps, kid), {
      keyManagementAlgorithms: ["ECDH-ES+A256KW"],
      contentEncryptionAlgorithms: ["A256GCM"],
    });
    // The nonce says when it was made: a device's clock may be wrong.
    const rules = { typ: "ast-client+jwt", algorithms: ["ES256"], currentDate: new Date(0), clockTolerance: 2 ** 40 };
    const { payload, protectedHeader } = await jwtVerify(new TextDecoder().decode(plaintext), EmbeddedJWK, rules);
    if (!protectedHeader.jwk || !Value.Check(Claims, payload)) return null;
    return { jkt: await calculateJwkThumbprint(protectedHeader.jwk), claims: payload };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
    throw error;
  }
};
