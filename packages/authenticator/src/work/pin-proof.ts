import { DEVICE_KEY_STRETCHING } from "@drawbridge/contract";
import { client, ready } from "@serenity-kit/opaque";

/** The first message of a proof, and what is needed for the next. */
export interface PinProof {
  readonly startLoginRequest: string;
  /** The last message and the keys both sides now share; null when the PIN is wrong. */
  readonly finish: (loginResponse: string) => PinProven | null;
}

/** A PIN that proved right on the device's side. */
export interface PinProven {
  readonly finishLoginRequest: string;
  readonly sessionKey: string;
}

/** Begins to prove a PIN (RFC 9807): it never leaves this function. */
export const startPinProof = async (pin: string): Promise<PinProof> => {
  await ready;
  const { clientLoginState, startLoginRequest } = client.startLogin({ password: pin });
  return {
    startLoginRequest,
    finish: (loginResponse) => client.finishLogin({ clientLoginState, loginResponse, password: pin, keyStretching: DEVICE_KEY_STRETCHING }) ?? null,
  };
};

/** The first message of a registration, and what is needed for the next. */
export interface PinRegistration {
  readonly registrationRequest: string;
  readonly finish: (registrationResponse: string) => string;
}

/** Begins to register a PIN; the record at its end tells the server nothing about it. */
export const startPinRegistration = async (pin: string): Promise<PinRegistration> => {
  await ready;
  const { clientRegistrationState, registrationRequest } = client.startRegistration({ password: pin });
  return {
    registrationRequest,
    finish: (registrationResponse) =>
      client.finishRegistration({ clientRegistrationState, registrationResponse, password: pin, keyStretching: DEVICE_KEY_STRETCHING })
        .registrationRecord,
  };
};
