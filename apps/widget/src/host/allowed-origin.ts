/** Who may hear the session: its origins, every loopback http origin too when `loopback`; `any` for a link nobody knows. */
export interface HostPolicy {
  readonly origins: readonly string[];
  readonly loopback: boolean;
  readonly any?: boolean;
}

const loopbackOrigin = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/;

/** Whether a message from, or to, this origin is allowed. */
export const isAllowedOrigin = (policy: HostPolicy, origin: string): boolean => {
  if (!/^https?:\/\//.test(origin)) return false;
  if (policy.any === true || policy.origins.includes(origin)) return true;
  return policy.loopback && loopbackOrigin.test(origin);
};
