import { createLocalJWKSet, createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from "jose";
import { Type } from "typebox";
import { Value } from "typebox/value";
import type { KeyEgress } from "../../../egress/key-egress.ts";

const Keys = Type.Object({ keys: Type.Array(Type.Object({ kty: Type.String() }, { additionalProperties: true })) });
const Address = Type.Object({ jwks_uri: Type.String() });

/** The keys of clients, registered or published by them. */
export interface ClientKeys {
  readonly of: (registration: Readonly<Record<string, unknown>>) => JWTVerifyGetKey;
}

const MOST = 1_000; // addresses remembered

/** Published keys are read again when an unknown one signs, at most every 30 seconds, and every ten minutes. */
export const createClientKeys = (egress: KeyEgress): ClientKeys => {
  const published = new Map<string, JWTVerifyGetKey>();
  const publishedAt = (address: string): JWTVerifyGetKey => {
    const known = published.get(address);
    if (known) return known;
    if (published.size >= MOST) published.clear();
    const keys = createRemoteJWKSet(new URL(address), { [customFetch]: (url) => egress.get(url) });
    published.set(address, keys);
    return keys;
  };
  return {
    of: (registration) =>
      Value.Check(Address, registration) ? publishedAt(registration.jwks_uri) : createLocalJWKSet(Value.Parse(Keys, registration["jwks"])),
  };
};
