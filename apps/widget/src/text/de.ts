import { approval } from "./de/approval.ts";
import { choosing } from "./de/choosing.ts";
import { failures } from "./de/failures.ts";
import { frame } from "./de/frame.ts";
import { manage } from "./de/manage.ts";
import { sharing } from "./de/sharing.ts";
import { signingIn } from "./de/signing-in.ts";
import type { Texts } from "./en.ts";

/** The German catalogue. */
export const de: Texts = { ...frame, ...choosing, ...signingIn, ...sharing, ...manage, ...approval, ...failures };
