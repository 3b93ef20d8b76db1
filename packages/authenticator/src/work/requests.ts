import { isAstPayload, type AstEventName, type AstPayload, type UserIdentifier } from "@drawbridge/contract";
import type { McOutcome } from "@drawbridge/domain";
import { fromBase64Url, toBase64Url, utf8 } from "../bytes.ts";
import { createHttpRequest } from "./iam/http-request.ts";
import { provideNonce, setLocales } from "./iam/settings.ts";
import { enrollAnonymousUser, getAstClientData, setAuthorisationCode } from "./iam/sign-in.ts";
import { exchangeIamToken, getIamAccessToken, getIamAuthorizationCode } from "./iam/tokens.ts";
import { generateOffline } from "./offline-codes.ts";
import { openEnvelope } from "./open-envelope.ts";
import { readProperty, writeProperty } from "./properties.ts";
import { switchWorkspace } from "./switch-workspace.ts";
import { readUpdate } from "./update-information.ts";
import { verifyPush } from "./verify-push.ts";
import { askInSession, findUser, keepUser, requireSession, type WorkContext } from "./work-context.ts";

/** A request that changes no state of the machine. */
export interface PlainRequest {
  readonly name: AstEventName;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly user: UserIdentifier | null;
}

type Handler = (context: WorkContext, request: PlainRequest) => Promise<McOutcome>;

const on = <Name extends AstEventName>(
  name: Name,
  handle: (context: WorkContext, payload: AstPayload<Name>, user: UserIdentifier | null) => Promise<McOutcome>,
): readonly [AstEventName, Handler] => [
  name,
  (context, { payload, user }) => (isAstPayload(name, payload) ? handle(context, payload, user) : Promise.resolve({ status: "kInvalidParameter" })),
];

const ok = (payload: Readonly<Record<string, unknown>> = {}): McOutcome => ({ status: "kOk", payload });

const getProperty = on("GetProperty", async (context, { key, propertyOwner }) => {
  const { data, propertyType, propertyTtl, propertyFlags } = await readProperty(context, { owner: propertyOwner, key });
  return ok({ data, propertyType, propertyTtl, propertyFlags, errorCode: 0 });
});

const setProperty = on("SetProperty", async (context, { propertyOwner: owner, propertyType, ...property }) => {
  if (propertyType === "INVALID") return { status: "kInvalidParameter" };
  return writeProperty(context, { owner, propertyType, ...property });
});

const setDeviceName = on("SetDeviceName", async (context, { deviceName }) => {
  await askInSession(context, "device.name", { deviceName });
  await keepUser(context, { ...(await current(context)), deviceName });
  return ok();
});

const current = async (context: WorkContext) => {
  const { user } = requireSession(context);
  return (await findUser(context, user.userIdentifier)) ?? user;
};

const getDeviceInformation = on("GetDeviceInformation", async (context, { userIdentifier }) => {
  const stored = await findUser(context, userIdentifier);
  return stored ? ok({ deviceId: stored.deviceId, deviceName: stored.deviceName }) : { status: "kInvalidUserId" };
});

const getUpdateInformation = on("GetUpdateInformation", async (context, _payload, user) => {
  const update = await readUpdate(context, user);
  return { status: update.status, update, payload: { ...update } };
});

/** What the platform made of an update: true, or that the person did not want it; all else is a failure. */
const updateOutcome = (answer: unknown): McOutcome => {
  if (answer === true) return ok({ updateStatus: "OK" });
  return answer === "cancelled"
    ? { status: "kUserCancel", payload: { updateStatus: "CANCELLED" } }
    : { status: "kFailed", payload: { updateStatus: "FAILED" } };
};

const runUpdate: readonly [AstEventName, Handler] = [
  "Update",
  async ({ host }, { payload }) => {
    const { updateUrl, updateDigest } = payload;
    if (typeof updateUrl !== "string" || typeof updateDigest !== "string")
      return { status: "kFailed", payload: { updateStatus: "INVALID_PARAMETER" } };
    const answer = updateDigest === "" ? await host.openUrl?.(updateUrl) : await host.fetchUpdate?.(updateUrl);
    return updateOutcome(answer === updateDigest || answer);
  },
];

const executeUpdate: readonly [AstEventName, Handler] = [
  "ExecuteUpdate",
  async ({ host }, { payload: { updateDigest } }) => updateOutcome(await host.executeUpdate?.(typeof updateDigest === "string" ? updateDigest : "")),
];

const openInfoUrl = on("OpenInfoUrl", async (context) => {
  const { infoUrl } = context.known.update() ?? { infoUrl: "" };
  return infoUrl !== "" && (await context.host.openUrl?.(infoUrl)) === true ? ok() : { status: "kFailed" };
});

const decryptData = on("DecryptData", async (context, { encryptedData }) => {
  const plaintext = await openEnvelope(await current(context), new TextDecoder().decode(fromBase64Url(encryptedData)));
  const opensslErrorCode = "0";
  return plaintext ? ok({ decryptedData: toBase64Url(plaintext), opensslErrorCode }) : { status: "kFailed", payload: { opensslErrorCode } };
});

const verifyPushContent = on("VerifyPushContent", async (context, { userIdentifier, content }) => {
  const stored = await findUser(context, userIdentifier);
  const verified = stored ? await verifyPush(context, stored, new TextDecoder().decode(fromBase64Url(content))) : null;
  return verified ? ok({ content: toBase64Url(utf8(verified)) }) : { status: "kFailed" };
});

/** The stored credential goes as far as `clearBehavior` says; without it, everything goes. */
const clearIamTokenCache = on("ClearIamTokenCache", async (context, { userIdentifier, clearBehavior = "CLEAR_ALL" }) => {
  const stored = await findUser(context, userIdentifier);
  if (clearBehavior !== "CLEAR_OFFLINE") context.iam.tokens = null;
  if (stored && clearBehavior !== "CLEAR_ACCESS_AND_REFRESH") await keepUser(context, { ...stored, authMode: null });
  return ok();
});

const enableAuthenticationMode = on("EnableAuthenticationMode", async (context, { authMode }) => {
  await keepUser(context, { ...(await current(context)), authMode });
  return ok();
});

const createAnonymousUser = on("CreateAnonymousUser", async (context, { tenantId }) => {
  const { user, activationCode } = await context.channel.request("user.anonymous", { tenantId }, context.anonymousKey);
  return ok({ ...user, activationCode });
});

const getInformation: readonly [AstEventName, Handler] = ["GetInformation", async (_context, { payload }) => ok({ sdkVersion: "1.0.0", ...payload })];

/** What the token of the last login said, and what is true of it now; nothing where there was no token. */
const getClaims = on("GetIamAccessTokenClaims", async (context) => {
  const told = context.session.current?.claims ?? null;
  if (!told) return { status: "kNoTokenDataAvailable" };
  const { claims } = await askInSession(context, "claims.get", {});
  return ok({ claims: { ...told, ...claims } });
});

const handlers: ReadonlyMap<AstEventName, Handler> = new Map([
  getProperty,
  setProperty,
  on("SetPushToken", async (context, { pushToken }) => {
    await askInSession(context, "push.set", { pushToken });
    return ok();
  }),
  setDeviceName,
  on("RequestToken", async (context, { audience }) => ok({ token: (await askInSession(context, "token.request", { audience })).token })),
  getDeviceInformation,
  getUpdateInformation,
  runUpdate,
  executeUpdate,
  openInfoUrl,
  decryptData,
  verifyPushContent,
  clearIamTokenCache,
  enableAuthenticationMode,
  createAnonymousUser,
  getInformation,
  getClaims,
  on("SwitchWorkspace", switchWorkspace),
  on("GetAstClientData", getAstClientData),
  on("SetAuthorisationCode", setAuthorisationCode),
  on("EnrollAnonymousUser", enrollAnonymousUser),
  on("GetIAMAccessToken", getIamAccessToken),
  on("GetIamAuthorizationCode", getIamAuthorizationCode),
  on("ExchangeIamToken", exchangeIamToken),
  on("SetLocales", setLocales),
  on("ProvideNonce", provideNonce),
  on("CreateHttpCommonRequest", createHttpRequest),
  ["GenerateOtp", generateOffline],
  ["GenerateSecureSequence", generateOffline],
  ["GetResynchronizationData", generateOffline],
]);

/** Answers a plain request; what this server's channel does not carry is said to be not available, never made up. */
export const answerRequest: Handler = (context, request) =>
  handlers.get(request.name)?.(context, request) ?? Promise.resolve({ status: "kNotSupported" });
