import { Type } from "typebox";
import { connectEndings } from "./endings.ts";
import { EntityNo, Experience, LinkTime, ModeField, Product, SessionHex, userEvent } from "./fields.ts";

/** A person started a session. */
export const initializeShapes = {
  Initialize: userEvent("Initialize", {
    customerId: EntityNo,
    partnerId: EntityNo,
    timestamp: LinkTime,
    ttl: LinkTime,
    type: ModeField,
    experience: Experience,
    sessionId: SessionHex,
    product: Product,
    borrowerType: Type.Literal("primary"),
  }),
};

/** The session ran out of time. */
export const sessionTimeoutShapes = {
  SessionTimeout: userEvent("SessionTimeout", { customerId: EntityNo, partnerId: EntityNo, timestamp: LinkTime, sessionId: SessionHex }),
};

const endOf = <const Reason extends string, const Code extends number>({ reason, code }: { readonly reason: Reason; readonly code: Code }) =>
  userEvent("End", {
    reason: Type.Literal(reason),
    customerId: EntityNo,
    partnerId: EntityNo,
    timestamp: LinkTime,
    ttl: LinkTime,
    experience: Experience,
    sessionId: SessionHex,
    code: Type.Literal(code),
    type: ModeField,
    product: Product,
  });

/** The session ended; each reason has its codes. */
export const endShapes = {
  "End: complete": endOf(connectEndings.complete),
  "End: nothing to fix": endOf(connectEndings.nothing_to_fix),
  "End: exit": endOf(connectEndings.exit),
  "End: timeout": endOf(connectEndings.timeout),
  "End: error": endOf(connectEndings.error),
};
