import type { Failure, Remediation } from "@drawbridge/contract";
import { remediationOf } from "./failure-projection.ts";

/** What gets better without the person: by waiting, by trying again, or by our own hand. */
const withoutThem: ReadonlySet<Remediation> = new Set(["wait", "retry", "contact_support"]);

/** True when trying again by ourselves cannot help: the person has to do something. */
export const needsUser = (failure: Failure): boolean => !withoutThem.has(remediationOf(failure));
