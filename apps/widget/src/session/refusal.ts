import type { HostPolicy } from "../host/allowed-origin.ts";
import type { PageProblem } from "./api.ts";

/** What the host of a dead link is told, and who that may be. */
export interface Refusal {
  readonly policy: HostPolicy;
  readonly message: Readonly<Record<string, unknown>>;
}

/**
 * A dead link still answers its host, or the SDK would wait for ever. The page of an unknown link carries nothing of a
 * tenant and answers whoever pings first; other problems are not final and say nothing.
 */
export const refusalFor = ({ code, hosts, vocabulary }: PageProblem): Refusal | null => {
  const data = endings[code];
  if (!data || vocabulary === "widget") return null;
  const policy = hosts ?? { origins: [], loopback: false, any: code === "LINK_UNKNOWN" };
  return { policy, message: { type: "error", data } };
};

const failed = { code: 500, reason: "error" } as const;

const endings: Readonly<Record<string, { readonly code: number; readonly reason: string }>> = {
  LINK_EXPIRED: { code: 1440, reason: "timeout" },
  LINK_SPENT: failed,
  LINK_UNKNOWN: failed,
};
