import type { Texts } from "./en.ts";
import { approval } from "./fr/approval.ts";
import { choosing } from "./fr/choosing.ts";
import { failures } from "./fr/failures.ts";
import { frame } from "./fr/frame.ts";
import { manage } from "./fr/manage.ts";
import { sharing } from "./fr/sharing.ts";
import { signingIn } from "./fr/signing-in.ts";

/** The French catalogue. */
export const fr: Texts = { ...frame, ...choosing, ...signingIn, ...sharing, ...manage, ...approval, ...failures };
