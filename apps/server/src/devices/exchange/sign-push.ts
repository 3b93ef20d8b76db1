import { newId, type Device } from "@drawbridge/storage";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";
import { signAs } from "../channel/device-signature.ts";

const PUSH_LIFE_S = 600;

/** The content of a push for one device, signed: good once and for ten minutes, for a tenant whose own sender delivers it. */
export const signPush = (deps: Deps, { id }: Pick<Device, "id">, data: string): Promise<string> =>
  signAs(deps, "push", { typ: "ast-push+jws", claims: { aud: printId("dev", id), jti: newId(), data }, lifeS: PUSH_LIFE_S });
