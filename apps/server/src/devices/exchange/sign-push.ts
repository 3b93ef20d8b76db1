import { newId, type Device } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { encryptToDevice } from "./encrypt-to-device.ts";
import { signAs } from "../channel/device-signature.ts";

const PUSH_LIFE_S = 600;

const sign = (deps: Deps, { id }: Pick<Device, "id">, content: { readonly data: string } | { readonly jwe: string }): Promise<string> =>
  signAs(deps, "push", { typ: "ast-push+jws", claims: { aud: printId("dev", id), jti: newId(), ...content }, lifeS: PUSH_LIFE_S });

/** The content of a push for one device, signed: good once and for ten minutes, for a tenant whose own sender delivers it. */
export const signPush = (deps: Deps, device: Pick<Device, "id">, data: string): Promise<string> => sign(deps, device, { data });

/** The same where the data is secret: who delivers it sees a JWE that only the device opens. */
export const signSecretPush = async (deps: Deps, device: Pick<Device, "id" | "encryptionKey">, data: string): Promise<string> =>
  sign(deps, device, { jwe: await encryptToDevice(deps, device, Buffer.from(data, "base64url")) });
