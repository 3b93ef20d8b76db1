import type { ActivationTranscript, DeviceResult } from "@drawbridge/contract";
import { splitActivationCode, type McEffect, type McOutcome } from "@drawbridge/domain";
import { canonicalJson, hashText, mac, toBase64Url, utf8 } from "../bytes.ts";
import { publicJwk, thumbprintOf } from "../channel/device-proof.ts";
import type { DeviceKeys, StoredUser } from "../key-store/key-store.ts";
import { logInWithKey, logInWithPin } from "./log-in.ts";
import { startPinRegistration } from "./pin-proof.ts";
import { appOf, findUser, keepUser, type WorkContext } from "./work-context.ts";

type Enrol = Extract<McEffect, { readonly kind: "enrol" }>;

/** Brings a user onto the device: keys are made, the code or token is spent, and with autoLogin the session opens. */
export const enrol = async (context: WorkContext, effect: Enrol): Promise<McOutcome> => {
  const { proof, autoLogin } = effect;
  const { stored, update, appRegistered } =
    proof.kind === "code" ? await enrolWithCode(context, effect, proof) : await enrolWithToken(context, effect, proof.token);
  await keepUser(context, stored);
  const { userIdentifier, displayName } = stored;
  const enrolled = { userIdentifier, displayUsername: displayName, displayEmail: "" };
  // The app restarts by itself (contract, 12.1).
  if (appRegistered && effect.purpose === "activation") return { status: "kAppRegistered", enrolled };
  const done: McOutcome = { status: update.status === "kUpdateAvailable" ? "kUpdateAvailable" : "kOk", enrolled, update };
  if (!autoLogin) return done;
  const login = await (
    proof.kind === "code" ? logInWithPin(context, { user: userIdentifier, pin: proof.pin, resync: false }) : logInWithKey(context, userIdentifier)
  ).catch(() => null);
  return login?.login ? { ...done, login: login.login } : done;
};

interface Enrolled {
  readonly stored: StoredUser;
  readonly update: DeviceResult<"activation.finish">["update"];
  readonly appRegistered: boolean;
}

const enrolWithCode = async (
  context: WorkContext,
  { user, purpose }: Enrol,
  { code: given, pin }: { readonly code: string; readonly pin: string },
): Promise<Enrolled> => {
  const { code, oneTimePassword } = splitActivationCode(given);
  const before = purpose === "reactivation" ? await findUser(context, user) : null;
  const keys = before?.keys ?? (await context.keyStore.generateKeys());
  const caller = { signing: keys.signing };
  const registration = await startPinRegistration(pin);
  const app = appOf(context);
  const started = await context.channel.request(
    "activation.start",
    {
      user,
      code,
      ...(oneTimePassword === null ? {} : { oneTimePassword }),
      purpose,
      ...(before ? { deviceId: before.deviceId } : {}),
      registrationRequest: registration.registrationRequest,
      app,
    },
    caller,
  );
  const registrationRecord = registration.finish(started.registrationResponse);
  const transcript = await transcriptOf(keys, { ...user, deviceId: started.deviceId, recordHash: hashText(registrationRecord), ...app });
  const binding = toBase64Url(mac(utf8(code.replaceAll("-", "")), utf8(canonicalJson(transcript))));
  const encryptionKey = await publicJwk(keys.encryption);
  const finished = await context.channel.request(
    "activation.finish",
    { activationId: started.activationId, code, registrationRecord, encryptionKey, binding },
    caller,
  );
  // A new PIN makes the old offline seed void; where the person signed in before stays known.
  const stored = storedUser(finished, { keys, authMode: before?.authMode ?? null, clientId: before?.clientId ?? null });
  return { stored, update: finished.update, appRegistered: finished.appRegistered ?? false };
};

const transcriptOf = async (keys: DeviceKeys, rest: Omit<ActivationTranscript, "jkt" | "encryptionJkt">): Promise<ActivationTranscript> => ({
  ...rest,
  jkt: await thumbprintOf(keys.signing),
  encryptionJkt: await thumbprintOf(keys.encryption),
});

const enrolWithToken = async (context: WorkContext, { user }: Enrol, token: string): Promise<Enrolled> => {
  const keys = await context.keyStore.generateKeys();
  const encryptionKey = await publicJwk(keys.encryption);
  const finished = await context.channel.request("activation.token", { user, token, encryptionKey, app: appOf(context) }, { signing: keys.signing });
  return { stored: storedUser(finished, { keys, authMode: "NO", clientId: null }), update: finished.update, appRegistered: false };
};

const storedUser = (
  { user, displayName, deviceId, deviceName }: DeviceResult<"activation.finish">,
  kept: Pick<StoredUser, "keys" | "authMode" | "clientId">,
): StoredUser => ({ userIdentifier: user, displayName, deviceId, deviceName, seed: null, ...kept });
