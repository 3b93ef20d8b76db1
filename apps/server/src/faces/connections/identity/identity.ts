import type { Storage } from "@drawbridge/storage";
import type { KeyEgress } from "../../../egress/key-egress.ts";
import type { Kms } from "../../../vault/kms.ts";
import type { Vault } from "../../../vault/vault.ts";
import { createAccessTokens, type AccessTokens } from "./access-tokens.ts";
import { createClientBook, type ClientBook } from "./client-book.ts";
import { createClientKeys, type ClientKeys } from "./client-keys.ts";

/** Where the identity server is, below the origin. */
export const IDENTITY_PATH = "/identity";
/** Where version 2 of the resource server is. */
export const RESOURCE_PATH = "/v2.0";

/** What the rest of the server knows of the identity server. */
export interface Identity {
  /** `I/oidc`, byte for byte the `iss` of every token. */
  readonly issuer: () => string;
  readonly clients: ClientBook;
  readonly accessTokens: AccessTokens;
  readonly clientKeys: ClientKeys;
}

/** Puts it together. */
export const createIdentity = async ({
  storage,
  vault,
  kms,
  origin,
  keyEgress,
}: {
  readonly storage: Storage;
  readonly vault: Vault;
  readonly kms: Kms;
  readonly origin: () => string;
  readonly keyEgress: KeyEgress;
}): Promise<Identity> => {
  const issuer = (): string => `${origin()}${IDENTITY_PATH}/oidc`;
  return {
    issuer,
    clients: await createClientBook(storage, vault),
    accessTokens: createAccessTokens(kms, issuer),
    clientKeys: createClientKeys(keyEgress),
  };
};
