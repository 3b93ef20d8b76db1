import type { DeviceKeys } from "../../key-store/key-store.ts";
import type { WorkContext } from "../work-context.ts";

/** A sign-in at the identity provider that has begun: its verifier never leaves the MC. */
export interface PendingSignIn {
  readonly tenantId: string;
  readonly keys: DeviceKeys;
  /** Device the keys are of; null while the installation is nobody's. */
  readonly deviceId: string | null;
  readonly codeVerifier: string;
}

/** A token of the identity provider. */
export interface HeldToken {
  readonly audience: string;
  readonly token: string;
  /** Milliseconds, by the server's clock. */
  readonly expiresAt: number;
}

/** A code that is redeemed when its handle is first used. */
export interface HeldCode {
  readonly audience: string;
  readonly clientId: string;
  readonly code: string;
  readonly redirectUri: string;
  readonly codeVerifier: string;
}

/** What a session holds of the identity provider: in memory alone, and gone with it. */
export interface SessionTokens {
  readonly session: string;
  /** Exchanged tokens by audience. */
  readonly exchanged: Map<string, HeldToken>;
  /** Behind the identifiers the UI was given. */
  readonly handles: Map<string, HeldToken | HeldCode>;
}

/** What an MC remembers of the identity provider between events. */
export interface IamMemory {
  pending: PendingSignIn | null;
  /** Languages that wait for a device. */
  locales: readonly string[] | null;
  tokens: SessionTokens | null;
}

/** The tokens of a session; those of another one are forgotten. */
export const tokensOf = ({ iam }: WorkContext, session: string): SessionTokens => {
  if (iam.tokens?.session !== session) iam.tokens = { session, exchanged: new Map(), handles: new Map() };
  return iam.tokens;
};
