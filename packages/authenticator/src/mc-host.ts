/** What the app around the MC can do for it. A missing member is something this app cannot do. */
export interface McHost {
  /** The biometric prompt of the platform, or another check that the person is there. */
  readonly verifyPerson?: () => Promise<boolean>;
  /** Opens an address outside the app: a store, a page about an update. `cancelled`: the person did not want it. */
  readonly openUrl?: (url: string) => Promise<boolean | "cancelled">;
  /** Fetches a package and says its SHA-256 (base64url) once it is stored, or `cancelled`. */
  readonly fetchUpdate?: (url: string) => Promise<string>;
  /** Installs the stored package if its SHA-256 still is this one (empty: a store delivers), else false; the app ends. */
  readonly executeUpdate?: (digest: string) => Promise<boolean | "cancelled">;
  /** Hears of failures that only a developer can do something about. Never holds a secret. */
  readonly onFault?: (error: unknown) => void;
}
