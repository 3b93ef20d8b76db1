import { approval } from "./ar/approval.ts";
import { choosing } from "./ar/choosing.ts";
import { failures } from "./ar/failures.ts";
import { frame } from "./ar/frame.ts";
import { manage } from "./ar/manage.ts";
import { sharing } from "./ar/sharing.ts";
import { signingIn } from "./ar/signing-in.ts";
import type { Texts } from "./en.ts";

/** The Arabic catalogue. */
export const ar: Texts = { ...frame, ...choosing, ...signingIn, ...sharing, ...manage, ...approval, ...failures };
