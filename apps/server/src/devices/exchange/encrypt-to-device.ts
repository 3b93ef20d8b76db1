import type { Device } from "@drawbridge/storage";
import { CompactEncrypt, importJWK } from "jose";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { printId } from "../../ids.ts";
import type { Deps } from "../../use-cases/deps.ts";

const Key = Type.Object({ kty: Type.Literal("EC"), crv: Type.Literal("P-256"), x: Type.String(), y: Type.String() });

/** An envelope only this device opens; the recipient is part of what is authenticated. */
export const encryptToDevice = async (deps: Deps, device: Pick<Device, "id" | "encryptionKey">, bytes: Uint8Array): Promise<string> => {
  const key = await importJWK(Value.Parse(Key, device.encryptionKey), "ECDH-ES+A256KW");
  const header = { alg: "ECDH-ES+A256KW", enc: "A256GCM", typ: "ast-envelope+jwe", iss: deps.origin(), recipient: printId("dev", device.id) };
  return new CompactEncrypt(bytes).setProtectedHeader(header).encrypt(key);
};
