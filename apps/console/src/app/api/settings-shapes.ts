import { LogPolicy, RoutingPreferences, Sink } from "@drawbridge/contract";
import { Type, type Static } from "typebox";

export { LogPolicy, RoutingPreferences };

// What the settings read; members they do not use are not named.
const Text = Type.String();
const MaybeText = Type.Union([Text, Type.Null()]);

export const Replayed = Type.Object({ queued: Type.Integer() });

export const Sinks = Type.Object({ sinks: Type.Array(Sink) });

export const OidcClient = Type.Object({
  id: Text,
  name: Text,
  redirectUris: Type.Array(Text),
  authMethod: Text,
  jwks: Type.Unknown(),
  jwksUri: Type.Optional(MaybeText),
  previousSecretUntil: MaybeText,
});
export type OidcClient = Static<typeof OidcClient>;
export const OidcClients = Type.Object({ oidcClients: Type.Array(OidcClient) });
export const OidcSecret = Type.Object({ secret: MaybeText, previousSecretUntil: MaybeText });
export const ClientSettings = Type.Object({
  enforceUserConsent: Type.Boolean(),
  syncLimitSeconds: Type.Union([Type.Integer(), Type.Null()]),
  webhook: Type.Union([Type.Null(), Type.Object({ url: Text, format: Text, eventTypes: Type.Array(Text), secret: Type.Optional(Text) })]),
});
export type ClientSettings = Static<typeof ClientSettings>;

export const Tenant = Type.Object({
  id: Text,
  partnerId: Text,
  slug: Text,
  name: Text,
  policyUrl: MaybeText,
  origins: Type.Array(Text),
  previousApiTokenUntil: MaybeText,
  previousAppKeyUntil: MaybeText,
  previousPartnerSecretUntil: MaybeText,
  partnerLockedAt: MaybeText,
});
export type Tenant = Static<typeof Tenant>;
export const NewCredential = Type.Object({ secret: MaybeText, previousUntil: MaybeText });
