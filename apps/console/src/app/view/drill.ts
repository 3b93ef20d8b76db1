import { useAddress } from "./use-range.ts";

/** The moments a range means. */
export interface Moments {
  readonly from: string;
  readonly to: string;
}

/** What a list of events or sessions may be narrowed to beside the filters, in the server's own words. */
export const drillNames = ["startedFrom", "startedTo", "counted", "failure", "unanswered", "term", "unsupported"] as const;

/** What a number counts: events of these types, in sessions that add to this count. */
export interface Counted {
  readonly type?: string | null | undefined;
  readonly counted?: string | undefined;
  readonly end?: string | undefined;
  readonly failure?: string | undefined;
  readonly unanswered?: "true" | undefined;
  readonly term?: string | undefined;
  readonly unsupported?: string | undefined;
  readonly institution?: string | undefined;
  readonly provider?: string | undefined;
  readonly device?: string | undefined;
  readonly locale?: string | undefined;
  readonly experience?: string | undefined;
  readonly mode?: string | undefined;
}

/** Addresses of what a number counts: the same sessions, with the filters that are on. */
export const useDrill = ({ from, to }: Moments): ((place: "/events" | "/sessions", counted?: Counted) => string) => {
  const address = useAddress();
  return (place, counted = {}) => address(place, { startedFrom: from, startedTo: to, ...counted });
};
