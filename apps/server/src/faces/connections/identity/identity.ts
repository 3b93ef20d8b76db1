import type { Storage } from "@drawbridge/storage";
import type { Kms } from "../../../vault/kms.ts";
import type { Vault } from "../../../vault/vault.ts";
import { createAccessTokens, type AccessTokens } from "./access-tokens.ts";
import { createClientBook, type ClientBook } from "./client-book.ts";

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
}

/** Puts it together. */
export const createIdentity = async ({
  storage,
  vault,
  kms,
  origin,
}: {
  readonly storage: Storage;
  readonly vault: Vault;
  readonly kms: Kms;
  readonly origin: () => string;
}): Promise<Identity> => {
  const issuer = (): string => `${origin()}${IDENTITY_PATH}/oidc`;
  return { issuer, clients: await createClientBook(storage, vault), accessTokens: createAccessTokens(kms, issuer) };
};
