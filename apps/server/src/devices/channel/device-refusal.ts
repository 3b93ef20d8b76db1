import { randomBytes } from "node:crypto";
import type { ChannelError, ChannelStatus } from "@drawbridge/contract";

/** Error codes of section 7 that the device server tells: subsystem 500, then the code. */
export const deviceErrorCodes = {
  none: 0,
  signedContentInvalid: 500_000_011,
  invalidSignature: 500_000_020,
  lockedCertificate: 500_000_029,
  retriesExceeded: 500_000_030,
  userLocked: 500_000_031,
  userTemporarilyLocked: 500_000_033,
  sessionClosed: 500_000_046,
  versionNotRegistered: 500_000_044,
  deviceTemporarilyLocked: 500_000_053,
  parameterInvalid: 500_000_055,
  /** Ours: a property was changed by somebody else since it was read. */
  staleProperty: 500_000_409,
} as const;

type Members = Partial<Pick<ChannelError, "refusal" | "errorCode" | "retryCounter" | "retryDelay" | "lastTry" | "lock">>;

/** A request of a device that is refused, as the device will read it. */
export class DeviceRefusal extends Error {
  override readonly name = "DeviceRefusal";
  readonly body: ChannelError;

  constructor(status: ChannelStatus, description: string, members: Members = {}) {
    super(description);
    this.body = {
      status,
      refusal: "REFUSED",
      errorCode: deviceErrorCodes.none,
      reportId: randomBytes(8).toString("hex"),
      description,
      ...members,
    };
  }
}

/** The one answer to an unknown user, a wrong code, a spent code and a foreign one (RTS art. 4(3)(a)). */
export const wrongCredentials = (): DeviceRefusal => new DeviceRefusal("kWrongCredentials", "The credentials are not right.");
