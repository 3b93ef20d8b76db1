import type { SandboxInstitution } from "../book/institutions.ts";
import { pickNumber } from "../book/seeded-random.ts";

/** Waits; a test passes one that does not. */
export type Wait = (ms: number) => Promise<void>;

/** How long a degraded institution thinks about a request: one to three seconds, the same every time. */
export const thinkingMs = (institution: SandboxInstitution, path: string): number =>
  institution.health === "degraded" ? 1000 + pickNumber(2001, path) : 0;
