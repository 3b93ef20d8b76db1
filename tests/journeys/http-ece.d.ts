declare module "http_ece" {
  import type { ECDH } from "node:crypto";
  /** Opens a message of RFC 8188; with `authSecret` one of Web Push (RFC 8291). */
  export function decrypt(body: Buffer, parts: { version: "aes128gcm"; privateKey: ECDH; authSecret: string }): Buffer;
}
