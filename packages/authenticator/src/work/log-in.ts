import type { AuthenticationMode, DeviceResult, StatusType, UserIdentifier } from "@drawbridge/contract";
import type { McEffect, McOutcome } from "@drawbridge/domain";
import { decodeJwt } from "jose";
import type { StoredUser } from "../key-store/key-store.ts";
import { fetchSeed } from "./offline-codes.ts";
import { outcomeOfError } from "./outcome-of-error.ts";
import { startPinProof } from "./pin-proof.ts";
import { appOf, changeDevice, findUser, keepUser, type OpenSession, type WorkContext } from "./work-context.ts";

type Session = DeviceResult<"login.finish">;

/** Login with the PIN: three messages of the PAKE, each under a proof of the device key (contract, 13.2). */
export const logInWithPin = async (
  context: WorkContext,
  { user, pin, resync }: Pick<Extract<McEffect, { readonly kind: "login" }>, "user" | "pin" | "resync">,
): Promise<McOutcome> => {
  const stored = await findUser(context, user);
  if (!stored) return { status: "kInvalidParameter" };
  const caller = { signing: stored.keys.signing };
  const proof = await startPinProof(pin);
  const started = await context.channel.request(
    "login.start",
    { user, deviceId: stored.deviceId, startLoginRequest: proof.startLoginRequest, app: appOf(context) },
    caller,
  );
  const proven = proof.finish(started.loginResponse);
  const session = await context.channel.request(
    "login.finish",
    {
      attemptId: started.attemptId,
      finishLoginRequest: proven?.finishLoginRequest ?? null,
      ...(resync && stored.seed ? { atc: stored.seed.atc } : {}),
    },
    caller,
  );
  return enter(context, { stored, session, pin, claims: null });
};

/** Login with the device key alone, where a login with PIN or token was not too long ago. */
export const logInWithKey = async (context: WorkContext, user: UserIdentifier): Promise<McOutcome> => {
  const stored = await findUser(context, user);
  if (!stored) return { status: "kNoTokenDataAvailable" };
  const session = await context.channel.request(
    "login.key",
    { user, deviceId: stored.deviceId, app: appOf(context) },
    { signing: stored.keys.signing },
  );
  return enter(context, { stored, session, pin: null, claims: claimsOf(session) });
};

/** LoginWithToken: with what is stored, or with a fresh token that is then kept under `authMode` (contract, 12.4). */
export const logInWithToken = async (
  context: WorkContext,
  { user, payload }: Extract<McEffect, { readonly kind: "login_with_token" }>,
): Promise<McOutcome> => {
  const stored = await findUser(context, user);
  if (!stored) return { status: "kInvalidParameter" };
  const { authMode, iamAccessToken } = payload;
  if (typeof iamAccessToken !== "string")
    return stored.authMode ? nothingStored(await keyLogin(context, stored)) : { status: "kNoTokenDataAvailable" };
  const session = await context.channel.request(
    "login.token",
    { user, deviceId: stored.deviceId, token: iamAccessToken, app: appOf(context) },
    { signing: stored.keys.signing },
  );
  const kept: StoredUser = { ...stored, authMode: isMode(authMode) ? authMode : "NO" };
  await keepUser(context, kept);
  return enter(context, { stored: kept, session, pin: null, claims: { ...claimsOf(session), ...tokenClaims(iamAccessToken) } });
};

/** OfflineLogin, for those who asked to stay logged in: the guards in their order (contract, 12.5). */
export const logInOffline = async (context: WorkContext, user: UserIdentifier): Promise<McOutcome> => {
  const stored = await findUser(context, user);
  if (!stored) return { status: "kNoTokenDataAvailable" };
  if (stored.authMode === "PASSWORD" || stored.authMode === "PIN") return { status: "kLoginRequired" };
  if (!stored.authMode) return (await refusedBefore(context, stored)) ?? { status: "kNoTokenDataAvailable" };
  const outcome = await keyLogin(context, stored);
  return outcome.status === "kLoginRequired" ? { ...outcome, status: "kNoTokenDataAvailable" } : outcome;
};

const toldFirst: readonly StatusType[] = ["kOfflineNotActivated", "kTemporaryLocked", "kPinBlocked"];

/** What the server refuses before anything is asked of the person; null: nothing, or it cannot be asked. */
const refusedBefore = async ({ channel }: WorkContext, { userIdentifier: user, deviceId, keys }: StoredUser): Promise<McOutcome | null> => {
  const asked = channel.request("login.key.check", { user, deviceId }, { signing: keys.signing });
  const outcome = await asked.then(() => null, outcomeOfError);
  return outcome && toldFirst.includes(outcome.status) ? outcome : null;
};

const BIOMETRY_REFUSED = 802_000_001;

const keyLogin = async (context: WorkContext, stored: StoredUser): Promise<McOutcome> => {
  const { userIdentifier, authMode } = stored;
  const refused = authMode === "BIOMETRIC" ? await refusedBefore(context, stored) : null;
  if (refused) return refused;
  if (authMode === "BIOMETRIC" && (await context.host.verifyPerson?.()) !== true) {
    const error = { hasErrorOccurred: true, errorCode: BIOMETRY_REFUSED, reportId: "", errorDescription: "the person was not verified" };
    return { status: "kFailed", error };
  }
  return logInWithKey(context, userIdentifier).catch((error: unknown) => {
    const outcome = outcomeOfError(error);
    if (!outcome) throw error;
    return outcome;
  });
};

const nothingStored = (outcome: McOutcome): McOutcome =>
  outcome.status === "kLoginRequired" || outcome.status === "kOfflineNotActivated" ? { ...outcome, status: "kNoTokenDataAvailable" } : outcome;

const isMode = (value: unknown): value is AuthenticationMode => value === "NO" || value === "BIOMETRIC" || value === "PASSWORD" || value === "PIN";

const claimsOf = ({ user, displayName }: Session): Readonly<Record<string, string>> => ({
  sub: user.userId,
  tenant: user.tenantId,
  name: displayName,
});

/** The plain claims of a token; never the token. */
const tokenClaims = (token: string): Readonly<Record<string, string>> => {
  try {
    return Object.fromEntries(Object.entries(decodeJwt(token)).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
  } catch {
    return {};
  }
};

/** Ends a session that nobody is in any more; one the server cannot be told of ends by itself. */
const endQuietly = async ({ channel }: WorkContext, { token, user }: Pick<OpenSession, "token" | "user">): Promise<void> => {
  await channel.request("session.end", {}, { signing: user.keys.signing, session: token }).catch(() => null);
};

/** A session that was opened, and for whom. */
interface Entered {
  readonly stored: StoredUser;
  readonly session: Session;
  readonly pin: string | null;
  readonly claims: Readonly<Record<string, string>> | null;
}

/** Takes up a session that was opened. */
export const enter = async (context: WorkContext, { stored, session, pin, claims }: Entered): Promise<McOutcome> => {
  const { user, otp, displayName, after, seedWanted, update } = session;
  if (update.status === "kUpdateNecessary") return { status: "kUpdateNecessary", update };
  if (!context.isWanted()) {
    await endQuietly(context, { token: session.session, user: stored });
    return { status: "kFailed" };
  }
  const before = context.session.current;
  if (before && before.user.deviceId !== stored.deviceId) await endQuietly(context, before);
  const kept: StoredUser = { ...stored, displayName };
  context.session.current = { token: session.session, user: kept, after, pins: { proven: pin, given: null }, claims, seenProperties: new Map() };
  await changeDevice(context, (device) => ({
    ...device,
    lastUser: user,
    // Only what this login has changed: the counter of the codes may have gone on meanwhile.
    users: device.users.map((one) => (one.deviceId === kept.deviceId ? { ...one, displayName } : one)),
  }));
  // Beside the login: the mask is slow on purpose.
  if (pin !== null && (seedWanted || !stored.seed))
    context.seed.fetching = fetchSeed(context, pin).catch((error: unknown) => context.host.onFault?.(error));
  return { status: update.status, login: { user, otp, claims }, update };
};
