import type { McEffect, McOutcome } from "@drawbridge/domain";
import { remaskSeed } from "./offline-codes.ts";
import { startPinProof, startPinRegistration } from "./pin-proof.ts";
import { askInSession, type WorkContext } from "./work-context.ts";

/** Proof of the old PIN and registration of the new one, in one step on the server (contract, 13.2). */
export const changePin = async (
  context: WorkContext,
  { currentPin, newPin }: Extract<McEffect, { readonly kind: "change_pin" }>,
): Promise<McOutcome> => {
  const [proof, registration] = [await startPinProof(currentPin), await startPinRegistration(newPin)];
  const { startLoginRequest } = proof;
  const { registrationRequest } = registration;
  const { attemptId, loginResponse, registrationResponse } = await askInSession(context, "pin.start", { startLoginRequest, registrationRequest });
  const proven = proof.finish(loginResponse);
  const registrationRecord = proven ? registration.finish(registrationResponse) : null;
  await askInSession(context, "pin.finish", { attemptId, finishLoginRequest: proven?.finishLoginRequest ?? null, registrationRecord });
  await remaskSeed(context, { before: currentPin, after: newPin });
  return { status: "kOk" };
};
