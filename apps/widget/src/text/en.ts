import { approval } from "./en/approval.ts";
import { choosing } from "./en/choosing.ts";
import { failures } from "./en/failures.ts";
import { frame } from "./en/frame.ts";
import { manage } from "./en/manage.ts";
import { sharing } from "./en/sharing.ts";
import { signingIn } from "./en/signing-in.ts";
import type { Widen } from "./widen.ts";

/** The English catalogue; its shape is what every other locale has to fill. */
export const en = { ...frame, ...choosing, ...signingIn, ...sharing, ...manage, ...approval, ...failures };

/** Every text of the widget. */
export type Texts = Widen<typeof en>;
