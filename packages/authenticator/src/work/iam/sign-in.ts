import type { AstPayload, AuthenticationMode, DeviceResult } from "@drawbridge/contract";
import type { McOutcome } from "@drawbridge/domain";
import { CompactEncrypt, importJWK, SignJWT } from "jose";
import { hashText, toBase64Url, utf8 } from "../../bytes.ts";
import { publicJwk } from "../../channel/device-proof.ts";
import type { StoredUser } from "../../key-store/key-store.ts";
import { enter } from "../log-in.ts";
import { appOf, findUser, keepUser, type WorkContext } from "../work-context.ts";
import type { PendingSignIn } from "./iam-memory.ts";
import { sendLocales } from "./settings.ts";

const NOBODY = "00000000-0000-0000-0000-000000000000"; // contract, 12.13: before activation

/** A PKCE verifier (RFC 7636) of 32 random bytes. */
export const newVerifier = (): string => toBase64Url(crypto.getRandomValues(new Uint8Array(32)));

/** Whose installation this is: who is logged in, else who was last, else the only one; null on a device of nobody. */
const ownerOf = async (context: WorkContext, tenantId: string): Promise<StoredUser | null> => {
  const { users, lastUser } = await context.keyStore.read();
  const named = context.session.current?.user.userIdentifier ?? lastUser;
  const known = named ? await findUser(context, named) : null;
  return known?.userIdentifier.tenantId === tenantId ? known : (users.find(({ userIdentifier }) => userIdentifier.tenantId === tenantId) ?? null);
};

/** The keys stay the same until a sign-in is through, so that the installation stays one. */
const beginSignIn = async (context: WorkContext, tenantId: string): Promise<PendingSignIn> => {
  const owner = await ownerOf(context, tenantId);
  const before = context.iam.pending?.tenantId === tenantId && context.iam.pending.deviceId === null ? context.iam.pending.keys : null;
  const keys = owner?.keys ?? before ?? (await context.keyStore.generateKeys());
  const pending = { tenantId, keys, deviceId: owner?.deviceId ?? null, codeVerifier: newVerifier() };
  context.iam.pending = pending;
  return pending;
};

/** Client data: signed by the device key, readable for the server alone. */
const clientDataOf = async (
  context: WorkContext,
  { keys, tenantId }: PendingSignIn,
  { nonce, encryptionKey }: DeviceResult<"client.register">,
): Promise<string> => {
  const { appName, version } = appOf(context);
  const signed = await new SignJWT({ tenant: tenantId, app: appName, version, nonce })
    .setProtectedHeader({ typ: "ast-client+jwt", alg: "ES256", jwk: await publicJwk(keys.signing) })
    .setIssuedAt(Math.floor(context.serverNow().getTime() / 1000))
    .setJti(crypto.randomUUID())
    .sign(keys.signing.privateKey);
  const { kid, ...key } = encryptionKey;
  return new CompactEncrypt(utf8(signed))
    .setProtectedHeader({ alg: "ECDH-ES+A256KW", enc: "A256GCM", kid, cty: "JWT" })
    .encrypt(await importJWK(key, "ECDH-ES+A256KW"));
};

const register = (context: WorkContext, { tenantId, keys, deviceId }: PendingSignIn): Promise<DeviceResult<"client.register">> =>
  context.channel.request(
    "client.register",
    { tenantId, app: appOf(context), ...(deviceId === null ? {} : { deviceId }) },
    { signing: keys.signing },
  );

/** GetAstClientData: what the UI takes to the identity provider. */
export const getAstClientData = async (context: WorkContext, { tenantId }: AstPayload<"GetAstClientData">): Promise<McOutcome> => {
  const pending = await beginSignIn(context, tenantId);
  const registered = await register(context, pending);
  const clientData = await clientDataOf(context, pending, registered);
  const challenge = { codeChallenge: hashText(pending.codeVerifier), codeChallengeMethod: "S256" };
  return { status: "kOk", payload: { clientData, astClientId: registered.astClientId ?? NOBODY, ...challenge } };
};

/** SetAuthorisationCode: redeems the code with the verifier, keeps the credential under its protection, and is logged in. */
export const setAuthorisationCode = async (context: WorkContext, payload: AstPayload<"SetAuthorisationCode">): Promise<McOutcome> => {
  const { pending } = context.iam;
  const { tenantId, authCode: code, clientId } = payload;
  if (pending?.tenantId !== tenantId) return { status: "kCannotAcquireTokenData" };
  const { keys, codeVerifier } = pending;
  const encryptionKey = await publicJwk(keys.encryption);
  // One code for one challenge: whatever comes of it, the next sign-in has a verifier of its own.
  context.iam.pending = { ...pending, codeVerifier: newVerifier() };
  const asked = { tenantId, clientId, code, codeVerifier, encryptionKey, app: appOf(context) };
  const entered = await context.channel.request("client.redeem", asked, { signing: keys.signing });
  return takeUp(context, { entered, keys, clientId, authMode: "authMode" in payload ? payload.authMode : "NO" });
};

/** EnrollAnonymousUser: somebody nobody knows, on a fresh installation. */
export const enrollAnonymousUser = async (
  context: WorkContext,
  { tenantId, authMode, clientId }: AstPayload<"EnrollAnonymousUser">,
): Promise<McOutcome> => {
  const pending = await beginSignIn(context, tenantId);
  await register(context, pending);
  const encryptionKey = await publicJwk(pending.keys.encryption);
  const asked = { tenantId, clientId, encryptionKey, app: appOf(context) };
  const entered = await context.channel.request("client.anonymous", asked, { signing: pending.keys.signing });
  return takeUp(context, { entered, keys: pending.keys, clientId, authMode });
};

interface Entered {
  readonly entered: DeviceResult<"client.redeem">;
  readonly keys: StoredUser["keys"];
  readonly clientId: string;
  readonly authMode: AuthenticationMode;
}

const takeUp = async (context: WorkContext, { entered, keys, clientId, authMode }: Entered): Promise<McOutcome> => {
  const { user: userIdentifier, displayName, deviceId, deviceName, acr, astClientId: _client, ...session } = entered;
  const before = await findUser(context, userIdentifier);
  const stored: StoredUser = { userIdentifier, displayName, deviceId, deviceName, keys, authMode, clientId, seed: before?.seed ?? null };
  await keepUser(context, stored);
  const claims = { sub: userIdentifier.userId, tenant: userIdentifier.tenantId, name: displayName, acr };
  context.iam.pending = null;
  const outcome = await enter(context, { stored, session: { ...session, user: userIdentifier, displayName }, pin: null, claims });
  await sendLocales(context).catch((error: unknown) => context.host.onFault?.(error));
  const enrolled = { userIdentifier, displayUsername: displayName, displayEmail: "" };
  return before ? outcome : { ...outcome, enrolled };
};
