import type { Texts } from "./en.ts";
import { devices } from "./fr/devices.ts";
import { general } from "./fr/general.ts";
import { home } from "./fr/home.ts";
import { logIn } from "./fr/log-in.ts";
import { operation } from "./fr/operation.ts";
import { setUp } from "./fr/set-up.ts";
import { sharing } from "./fr/sharing.ts";

/** The French catalogue. */
export const fr: Texts = { ...general, ...setUp, ...logIn, ...home, ...operation, ...sharing, ...devices };
