import { devices } from "./en/devices.ts";
import { general } from "./en/general.ts";
import { home } from "./en/home.ts";
import { logIn } from "./en/log-in.ts";
import { operation } from "./en/operation.ts";
import { setUp } from "./en/set-up.ts";
import { sharing } from "./en/sharing.ts";

/** The English catalogue; the others have its keys. */
export const en = { ...general, ...setUp, ...logIn, ...home, ...operation, ...sharing, ...devices };

/** The texts of the app: every language has all of them. */
export type Texts = typeof en;
