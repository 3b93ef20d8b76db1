import { DEVICE_CHANNEL_VERSION, deviceChannel, DeviceRequest, type DeviceReply, type DeviceRequestName } from "@drawbridge/contract";
import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { Value } from "typebox/value";
import type { Deps } from "../../use-cases/deps.ts";
import { activateWithToken } from "../activation/activate-with-token.ts";
import { answerOperation, readOperation, timeOutOperation } from "../approvals/answer-operation.ts";
import { completePinChange, startPinChange } from "../pin/change-pin.ts";
import { completeActivation } from "../activation/complete-activation.ts";
import type { DeviceCall, SessionCall } from "./device-call.ts";
import { openMessage, readMessage } from "../exchange/device-messages.ts";
import { newNonce } from "./device-nonce.ts";
import { verifyProof } from "./device-proof.ts";
import { DeviceRefusal, deviceErrorCodes } from "./device-refusal.ts";
import { readDevice, requestToken, setDeviceName, setPushToken } from "../help-desk/device-settings.ts";
import { registerAstClient } from "../iam/ast-client-data.ts";
import { issueCode } from "../iam/issue-code.ts";
import { provideNonce, setLocales } from "../iam/locales-and-nonces.ts";
import { readOwnClaims } from "../iam/own-claims.ts";
import { enrolAnonymous, redeemCode } from "../iam/redeem-code.ts";
import { createAnonymousUser, greet, readUpdate } from "./greet-device.ts";
import { checkKeyLogin, completeLogin, endSession, keepSession, logInWithKey, logInWithToken, requireSession, startLogin } from "../pin/log-in.ts";
import { newSeed, readOffline } from "../offline/offline-codes.ts";
import { listOffers } from "./offers.ts";
import { askOwnConnection, listOwnConnections } from "../exchange/own-connections.ts";
import { listOwnDevices, removeOtherDevice, renameOwnDevice } from "../exchange/own-devices.ts";
import { completeOperationPin, proveOperationToken, startOperation, startOperationPin } from "../approvals/operation-steps.ts";
import { getProperty, setProperty } from "../exchange/properties.ts";
import { removeOwnDevice } from "../help-desk/remove-device.ts";
import { startActivation } from "../activation/start-activation.ts";
import { waitForEvents } from "./wait-for-events.ts";

type Run = (call: DeviceCall, request: DeviceRequest) => Promise<unknown>;

interface Row<Payload extends TSchema, Reply extends TSchema> {
  readonly payload: Payload;
  readonly reply: Reply;
}

const readerOf = <Payload extends TSchema>(schema: Payload): ((payload: unknown) => Static<Payload>) => {
  const check = Compile(schema);
  return (payload) => {
    if (Value.Check(schema, payload)) return payload;
    const [first] = check.Errors(payload);
    const where = `payload${(first?.instancePath ?? "").replaceAll("/", ".").slice(0, 200)}`;
    throw new DeviceRefusal("kInvalidParameter", `${where} ${first?.message ?? "is not valid"}`, { errorCode: deviceErrorCodes.parameterInvalid });
  };
};

/** A request that needs no session. */
const open = <P extends TSchema, R extends TSchema>(
  { payload }: Row<P, R>,
  handle: (call: DeviceCall, payload: Static<P>) => Promise<Static<R>>,
): Run => {
  const read = readerOf(payload);
  return async (call, request) => handle(call, read(request.payload));
};

/** A request inside a session. */
const inside = <P extends TSchema, R extends TSchema>(
  { payload }: Row<P, R>,
  handle: (call: SessionCall, payload: Static<P>) => Promise<Static<R>>,
): Run => {
  const read = readerOf(payload);
  return async (call, request) => handle(await requireSession(call, request.session, request.name), read(request.payload));
};

const at = deviceChannel;
const onlyOnSocket = (): Promise<never> => Promise.reject(new DeviceRefusal("kNotSupported", "A subscription needs a WebSocket."));

/** Every request of the channel and who answers it. */
const rows: Readonly<Record<DeviceRequestName, Run>> = {
  "nonce.get": () => Promise.resolve({}),
  hello: open(at.hello, greet),
  "activation.start": open(at["activation.start"], startActivation),
  "activation.finish": open(at["activation.finish"], completeActivation),
  "activation.token": open(at["activation.token"], activateWithToken),
  "login.start": open(at["login.start"], startLogin),
  "login.finish": open(at["login.finish"], completeLogin),
  "login.key": open(at["login.key"], logInWithKey),
  "login.key.check": open(at["login.key.check"], checkKeyLogin),
  "login.token": open(at["login.token"], logInWithToken),
  "session.end": inside(at["session.end"], endSession),
  "session.keep": inside(at["session.keep"], keepSession),
  "pin.start": inside(at["pin.start"], startPinChange),
  "pin.finish": inside(at["pin.finish"], completePinChange),
  "device.remove": open(at["device.remove"], removeOwnDevice),
  "user.anonymous": open(at["user.anonymous"], createAnonymousUser),
  "offers.list": inside(at["offers.list"], listOffers),
  "operation.start": inside(at["operation.start"], startOperation),
  "operation.pin.start": inside(at["operation.pin.start"], startOperationPin),
  "operation.pin.finish": inside(at["operation.pin.finish"], completeOperationPin),
  "operation.token": inside(at["operation.token"], proveOperationToken),
  "operation.answer": inside(at["operation.answer"], answerOperation),
  "operation.timeout": inside(at["operation.timeout"], timeOutOperation),
  "operation.get": inside(at["operation.get"], readOperation),
  "message.open": inside(at["message.open"], openMessage),
  "message.read": inside(at["message.read"], readMessage),
  "events.subscribe": inside(at["events.subscribe"], onlyOnSocket),
  "events.wait": inside(at["events.wait"], waitForEvents),
  "property.get": inside(at["property.get"], getProperty),
  "property.set": inside(at["property.set"], setProperty),
  "push.set": inside(at["push.set"], setPushToken),
  "device.name": inside(at["device.name"], setDeviceName),
  "device.get": inside(at["device.get"], readDevice),
  "update.get": open(at["update.get"], readUpdate),
  "token.request": inside(at["token.request"], requestToken),
  "offline.seed": inside(at["offline.seed"], newSeed),
  "offline.get": inside(at["offline.get"], readOffline),
  "client.register": open(at["client.register"], registerAstClient),
  "client.redeem": open(at["client.redeem"], redeemCode),
  "client.anonymous": open(at["client.anonymous"], enrolAnonymous),
  "client.code": inside(at["client.code"], issueCode),
  "claims.get": inside(at["claims.get"], readOwnClaims),
  "locales.set": open(at["locales.set"], setLocales),
  "nonce.provide": open(at["nonce.provide"], provideNonce),
  "connections.list": inside(at["connections.list"], listOwnConnections),
  "connection.ask": inside(at["connection.ask"], askOwnConnection),
  "devices.list": inside(at["devices.list"], listOwnDevices),
  "devices.rename": inside(at["devices.rename"], renameOwnDevice),
  "devices.remove": inside(at["devices.remove"], removeOtherDevice),
};

const isName = (name: string): name is DeviceRequestName => Object.hasOwn(rows, name);

/** By address before any signature is checked: keys cost nothing, and a socket is one HTTP request. */
export const countAddress = async (deps: Deps, address: string): Promise<void> => {
  if ((await deps.rateLimits.count("api", `device:${address}`)).outcome === "too_many") throw tooMany();
};

/** Proves the key of a request and runs it; `address` is counted when credentials are wrong. */
export const runDeviceRequest = async (deps: Deps, request: DeviceRequest, address: string): Promise<unknown> => {
  const { name } = request;
  if (!isName(name)) throw new DeviceRefusal("kInvalidState", "There is no such request.", { refusal: "UNKNOWN_REQUEST" });
  await countAddress(deps, address);
  if (name === "nonce.get") return {};
  const key = await verifyProof(deps, request);
  if ((await deps.rateLimits.count("inputs", `device:${key.jkt}`)).outcome === "too_many") throw tooMany();
  try {
    return await rows[name]({ deps, key, now: deps.now() }, request);
  } catch (error) {
    const guessed = error instanceof DeviceRefusal && error.body.status === "kWrongCredentials";
    if (guessed && (await deps.rateLimits.count("failures", `device:${address}`)).outcome === "too_many") throw tooMany();
    throw error;
  }
};

const tooMany = (): DeviceRefusal => new DeviceRefusal("kFailed", "Too many requests.", { refusal: "RATE_LIMITED", retryDelay: 60 });

/** The reply to whatever became of a request. */
export const replyTo = async (deps: Deps, request: DeviceRequest, run: () => Promise<unknown>): Promise<DeviceReply> => {
  const common = () =>
    ({ v: DEVICE_CHANNEL_VERSION, re: request.id, serverTime: deps.now().toISOString(), nonce: newNonce(deps.kms, deps.now()) }) as const;
  try {
    return { ...common(), ok: true, payload: await run() };
  } catch (error) {
    if (error instanceof DeviceRefusal) return { ...common(), ok: false, error: error.body };
    const unexpected = new DeviceRefusal("kInternalError", "Something is wrong on our side.");
    deps.log.error({ err: error, reportId: unexpected.body.reportId, request: request.name }, "a device request failed");
    return { ...common(), ok: false, error: unexpected.body };
  }
};

/** Reads a request; null when it is none. */
export const readDeviceRequest = (input: unknown): DeviceRequest | null => (Value.Check(DeviceRequest, input) ? input : null);
