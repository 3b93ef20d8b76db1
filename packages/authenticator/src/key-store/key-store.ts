import type { AuthenticationMode, MinimumKeyProtection, UserIdentifier } from "@drawbridge/contract";

/** The keys of one user on this device. None of them can be exported. */
export interface DeviceKeys {
  /** ES256: proofs and approvals. */
  readonly signing: CryptoKeyPair;
  /** ECDH on P-256: envelopes for this device. */
  readonly encryption: CryptoKeyPair;
}

/** The seed of the offline codes, masked with the PIN: a wrong PIN gives a wrong code, and nothing here can tell. */
export interface OfflineSeed {
  readonly seedId: string;
  readonly masked: Uint8Array<ArrayBuffer>;
  readonly salt: Uint8Array<ArrayBuffer>;
  /** Counter of the last code that was shown. */
  readonly atc: number;
  /** How many codes the seed is good for. */
  readonly codes: number;
}

/** What the server last said of the PIN of a user: a hint, and no more than that (contract, 11.1). */
export interface PinLockHint {
  /** Null: for good. */
  readonly until: Date | null;
}

/** What the device keeps of one user. */
export interface StoredUser {
  readonly userIdentifier: UserIdentifier;
  readonly displayName: string;
  readonly deviceId: string;
  readonly deviceName: string;
  readonly keys: DeviceKeys;
  /** How the credential for logins without a PIN is protected; null: there is none. */
  readonly authMode: AuthenticationMode | null;
  /** The client the person signed in with at the identity provider; absent: never, or before there was one. */
  readonly clientId?: string | null;
  readonly seed: OfflineSeed | null;
  /** Absent: nothing is known against the PIN. */
  readonly pinLock?: PinLockHint | null;
}

/** A device that is to be taken off the server: everything else of it is wiped already. */
export interface Removal {
  readonly deviceId: string;
  readonly signing: CryptoKeyPair;
}

/** Everything a device keeps. */
export interface StoredDevice {
  readonly users: readonly StoredUser[];
  readonly removals: readonly Removal[];
  readonly lastUser: UserIdentifier | null;
  /** Pushes that were verified once, until they are over anyway. */
  readonly seenPushes?: readonly SeenPush[];
}

/** A push by its name. */
export interface SeenPush {
  readonly jti: string;
  readonly until: Date;
}

/** Where keys are made and kept. A write replaces everything, or nothing. */
export interface KeyStore {
  /** How well the keys are kept; absent: in software. */
  readonly protection?: MinimumKeyProtection;
  /** Runs what reads and then writes while nobody else does: two writers of one counter would show the same code twice. */
  alone?<Result>(work: () => Promise<Result>): Promise<Result>;
  generateKeys(): Promise<DeviceKeys>;
  read(): Promise<StoredDevice>;
  write(device: StoredDevice): Promise<void>;
  close(): Promise<void>;
}

/** A device nobody has used. */
export const emptyDevice: StoredDevice = { users: [], removals: [], lastUser: null };

/** The algorithm of the signing key. */
export const signingAlgorithm = { name: "ECDSA", namedCurve: "P-256" } as const;
/** The algorithm of the encryption key. */
export const encryptionAlgorithm = { name: "ECDH", namedCurve: "P-256" } as const;
