import { Type, type TProperties } from "typebox";
import type { AstEventName } from "./catalogue.ts";
import { bool, int, text } from "./scalars.ts";

/** Who is told as the holder of a device that was set up in two steps and that nobody has confirmed yet. */
export const ACTIVATION_LOCK_BY = "activation";

/** Why a person refuses an operation. */
export const AstRejectReason = Type.Enum(["unknown", "incorrect_data", "unexpected_operation", "not_me"], { title: "RejectReason" });

const refusal = { reason: AstRejectReason };
const lock = {
  /** The next wrong PIN blocks for good (PSD2 RTS, article 4(4)). */
  lastTry: bool,
  retryDelay: int,
  lock: Type.Object({ by: text, reason: text, liftableBy: text, until: Type.Union([text, Type.Null()]) }, { title: "AdministratorLock" }),
};

/** Optional members of ours beyond the source table. A UI that does not know them may ignore them; none changes what an event means. */
export const astExtensions: Partial<Readonly<Record<AstEventName, TProperties>>> = {
  ProvidePIN: refusal,
  ProvideToken: refusal,
  DisplayConfirmation: refusal,
  DisplayConfirmationRequest: {
    data: Type.Record(Type.String(), Type.Unknown(), { title: "object" }),
    numberMatch: Type.Union([text, Type.Null()]),
  },
  LoginResult: lock,
  ProvidePINResult: lock,
  ChangePINResult: lock,
};
