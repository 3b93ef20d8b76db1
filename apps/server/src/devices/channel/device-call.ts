import type { JWK } from "jose";
import type { DeviceSession } from "@drawbridge/storage";
import type { Deps } from "../../use-cases/deps.ts";

/** The key a device proved for a request. */
export interface ProvenKey {
  /** Thumbprint (RFC 7638). */
  readonly jkt: string;
  readonly publicKey: JWK;
}

/** A request of a device whose proof was right. */
export interface DeviceCall {
  readonly deps: Deps;
  readonly key: ProvenKey;
  readonly now: Date;
}

/** The same inside a session. */
export interface SessionCall extends DeviceCall {
  readonly session: DeviceSession;
}
