import { createHash, createHmac, hkdfSync, randomUUID } from "node:crypto";
import {
  DEVICE_CHANNEL_PATH,
  DeviceReply,
  type ApprovalClaims,
  type DevicePayload,
  type DeviceRequestName,
  type DeviceResult,
  type OperationClaims,
} from "@drawbridge/contract";
import { client as opaque, ready } from "@serenity-kit/opaque";
import canonicalize from "canonicalize";
import { calculateJwkThumbprint, CompactSign, decodeJwt, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";
import { Value } from "typebox/value";

/** Base64url SHA-256. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64url");

/** Canonical JSON. */
export const canonical = (value: unknown): string => canonicalize(value) ?? "";

// Stretching is the device's affair: the server cannot tell, and tests need not wait for it.
const quick = { "argon2id-custom": { iterations: 1, memory: 64, parallelism: 1 } };

/** Keys of a device. */
export interface DeviceKeys {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
  readonly jkt: string;
  readonly decryptionKey: CryptoKey;
  readonly encryptionKey: { readonly kty: "EC"; readonly crv: "P-256"; readonly x: string; readonly y: string };
}

/** Makes new keys. */
export const newDeviceKeys = async (): Promise<DeviceKeys> => {
  const signing = await generateKeyPair("ES256");
  const agreement = await generateKeyPair("ECDH-ES+A256KW", { crv: "P-256" });
  const jwk = await exportJWK(signing.publicKey);
  const { x = "", y = "" } = await exportJWK(agreement.publicKey);
  return {
    privateKey: signing.privateKey,
    jwk,
    jkt: await calculateJwkThumbprint(jwk),
    decryptionKey: agreement.privateKey,
    encryptionKey: { kty: "EC", crv: "P-256", x, y },
  };
};

/** A refusal of the server. */
export class Refused extends Error {
  readonly error: Extract<DeviceReply, { ok: false }>["error"];
  constructor(error: Extract<DeviceReply, { ok: false }>["error"]) {
    super(`${error.status}: ${error.description}`);
    this.error = error;
  }
}

/** The refusal of a call that must fail. */
export const refusalOf = async (call: Promise<unknown>): Promise<Refused["error"]> => {
  try {
    await call;
  } catch (error) {
    if (error instanceof Refused) return error.error;
    throw error;
  }
  throw new Error("it was not refused");
};

const app = { appName: "Test", version: "1.0.0" } as const;

/** A person's device as the server sees it, over POST. */
export const createTestDevice = async (origin: string, keys?: DeviceKeys) => {
  await ready;
  const own = keys ?? (await newDeviceKeys());
  const state = { nonce: "", session: undefined as string | undefined, deviceId: "" };

  const proofFor = (request: { readonly id: string; readonly name: string; readonly payload: unknown }, changes: object = {}): Promise<string> =>
    new SignJWT({
      htm: "POST",
      htu: `${origin}${DEVICE_CHANNEL_PATH}`,
      jti: randomUUID(),
      nonce: state.nonce,
      req: sha256(canonical({ id: request.id, name: request.name, payload: request.payload })),
      ...(state.session !== undefined && { ath: sha256(state.session) }),
      ...changes,
    })
      .setIssuedAt()
      .setProtectedHeader({ typ: "dpop+jwt", alg: "ES256", jwk: own.jwk })
      .sign(own.privateKey);

  const post = async (body: object): Promise<DeviceReply> => {
    const response = await fetch(`${origin}${DEVICE_CHANNEL_PATH}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const reply = Value.Parse(DeviceReply, await response.json());
    state.nonce = reply.nonce;
    return reply;
  };

  const requestOf = async (name: string, payload: unknown, changes: object = {}) => {
    const request = { id: randomUUID(), name, payload };
    return { v: 1, ...request, proof: await proofFor(request, changes), ...(state.session !== undefined && { session: state.session }) };
  };

  const send = async <Name extends DeviceRequestName>(name: Name, payload: DevicePayload<Name>): Promise<DeviceResult<Name>> => {
    if (state.nonce === "") await post({ v: 1, id: "n", name: "nonce.get", payload: {} });
    const first = await post(await requestOf(name, payload));
    const stale = !first.ok && first.error.refusal === "USE_NONCE";
    const reply = stale ? await post(await requestOf(name, payload)) : first;
    if (!reply.ok) throw new Refused(reply.error);
    return reply.payload as DeviceResult<Name>; // checked by the server's own types
  };

  const begin = (pin: string) => opaque.startLogin({ password: pin });
  const finish = (pin: string, { clientLoginState }: { readonly clientLoginState: string }, loginResponse: string) =>
    opaque.finishLogin({ password: pin, clientLoginState, loginResponse, keyStretching: quick }) ?? null;
  const register = (pin: string) => {
    const { clientRegistrationState, registrationRequest } = opaque.startRegistration({ password: pin });
    return {
      registrationRequest,
      complete: (registrationResponse: string) =>
        opaque.finishRegistration({ password: pin, registrationResponse, clientRegistrationState, keyStretching: quick }).registrationRecord,
    };
  };

  type User = { readonly tenantId: string; readonly userId: string };

  const activate = async (
    user: User,
    code: string,
    pin: string,
    purpose: "activation" | "reactivation" = "activation",
    tamper: object = {},
    meanwhile?: () => Promise<void>,
    oneTimePassword?: string,
  ) => {
    const registration = register(pin);
    const started = await send("activation.start", {
      user,
      code,
      ...(oneTimePassword !== undefined && { oneTimePassword }),
      purpose,
      registrationRequest: registration.registrationRequest,
      app,
      ...(purpose === "reactivation" && { deviceId: state.deviceId }),
    });
    const registrationRecord = registration.complete(started.registrationResponse);
    await meanwhile?.();
    const transcript = {
      ...user,
      deviceId: started.deviceId,
      jkt: own.jkt,
      encryptionJkt: await calculateJwkThumbprint(own.encryptionKey),
      recordHash: sha256(registrationRecord),
      ...app,
    };
    const binding = createHmac("sha256", code.replaceAll("-", ""))
      .update(canonical({ ...transcript, ...tamper }))
      .digest("base64url");
    const done = await send("activation.finish", {
      activationId: started.activationId,
      code,
      registrationRecord,
      encryptionKey: own.encryptionKey,
      deviceName: "Phone",
      binding,
    });
    state.deviceId = done.deviceId;
    return done;
  };

  const startLogin = async (user: User, pin: string) => {
    const begun = begin(pin);
    const { attemptId, loginResponse } = await send("login.start", {
      user,
      deviceId: state.deviceId,
      startLoginRequest: begun.startLoginRequest,
      app,
    });
    return { attemptId, finishLoginRequest: finish(pin, begun, loginResponse)?.finishLoginRequest ?? null };
  };

  const logIn = async (user: User, pin: string, atc?: number) => {
    state.session = undefined;
    const proof = await startLogin(user, pin);
    const opened = await send("login.finish", { ...proof, ...(atc !== undefined && { atc }) });
    state.session = opened.session;
    return opened;
  };

  const changePin = async (oldPin: string, newPin: string) => {
    const begun = begin(oldPin);
    const registration = register(newPin);
    const started = await send("pin.start", { startLoginRequest: begun.startLoginRequest, registrationRequest: registration.registrationRequest });
    const finished = finish(oldPin, begun, started.loginResponse);
    return send("pin.finish", {
      attemptId: started.attemptId,
      finishLoginRequest: finished?.finishLoginRequest ?? null,
      registrationRecord: finished ? registration.complete(started.registrationResponse) : null,
    });
  };

  const provePin = async (operationId: string, signed: string, pin: string) => {
    const begun = begin(pin);
    const started = await send("operation.pin.start", { operationId, startLoginRequest: begun.startLoginRequest });
    const finished = finish(pin, begun, started.loginResponse);
    const { iss: _iss, iat: _iat, ...claims } = decodeJwt(signed);
    const hash = createHash("sha256").update(canonical(claims)).digest();
    const key = Buffer.from(hkdfSync("sha256", Buffer.from(finished?.sessionKey ?? "", "base64url"), "", "ast/operation/v1", 32));
    const proof = finished && createHmac("sha256", key).update(hash).digest("base64url");
    return send("operation.pin.finish", { attemptId: started.attemptId, finishLoginRequest: finished?.finishLoginRequest ?? null, proof });
  };

  const sign = (claims: ApprovalClaims): Promise<string> =>
    new CompactSign(new TextEncoder().encode(canonical(claims)))
      .setProtectedHeader({ alg: "ES256", typ: "ast-approval+jws", kid: own.jkt })
      .sign(own.privateKey);

  const approve = async (
    signed: string,
    shown: string | null,
    decision: ApprovalClaims["decision"] = "ACCEPTED",
    changes: Partial<ApprovalClaims> = {},
  ) => {
    const { textHash: _textHash, iss: _iss, iat: _iat, ...claims } = decodeJwt<OperationClaims & { iss: string; iat: number }>(signed);
    const { txId, tenant, user, deviceId, dataHash, nonce, deadline } = claims;
    const linked = { txId, tenant, user, deviceId, dataHash, nonce, deadline };
    const displayedTextHash = shown === null ? null : sha256(shown);
    const approval = await sign({ ...linked, displayedTextHash, decision, reason: null, iat: Math.floor(Date.now() / 1000), ...changes });
    return send("operation.answer", { operationId: txId, approval });
  };

  return { keys: own, state, send, post, requestOf, activate, startLogin, logIn, changePin, provePin, approve, finish, begin };
};

/** A device of a test. */
export type TestDevice = Awaited<ReturnType<typeof createTestDevice>>;
