const identityProvider = "the server has no identity provider for devices yet: no client, no code, no token to exchange";

/** Rows that cannot succeed yet, each with its reason. A row that begins to succeed must leave this list. */
export const notYet: Readonly<Record<string, string>> = {
  GetAstClientData: identityProvider,
  GetAstClientDataResult: identityProvider,
  "SetAuthorisationCode#1": identityProvider,
  "SetAuthorisationCode#2": identityProvider,
  SetAuthorisationCodeResult: identityProvider,
  EnrollAnonymousUser: identityProvider,
  GetIAMAccessToken: identityProvider,
  GetIAMAccessTokenResult: identityProvider,
  GetIamAuthorizationCode: identityProvider,
  GetIamAuthorizationCodeResult: identityProvider,
  ExchangeIamToken: identityProvider,
  ExchangeIamTokenResult: identityProvider,
  SetLocales: "the channel has no request that takes locales to the server",
  ProvideNonce: "the channel has no request that takes a nonce to the server",
};
