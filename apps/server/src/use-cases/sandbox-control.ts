/** What a sandbox bank beside this server can be told. */
export interface SandboxControl {
  /** Makes an institution healthy, degraded, down or single-sync-only; false when it has none of the slug. */
  readonly setMood: (slug: string, mood: InstitutionMood) => boolean;
}

/** How an institution of the sandbox behaves. */
export interface InstitutionMood {
  readonly health?: "healthy" | "degraded" | "down";
  readonly singleSyncOnly?: boolean;
}
