import type { Texts } from "./en.ts";
import { approval } from "./es/approval.ts";
import { choosing } from "./es/choosing.ts";
import { failures } from "./es/failures.ts";
import { frame } from "./es/frame.ts";
import { manage } from "./es/manage.ts";
import { sharing } from "./es/sharing.ts";
import { signingIn } from "./es/signing-in.ts";

/** The Spanish catalogue. */
export const es: Texts = { ...frame, ...choosing, ...signingIn, ...sharing, ...manage, ...approval, ...failures };
