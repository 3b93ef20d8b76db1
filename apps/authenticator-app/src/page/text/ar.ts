import { devices } from "./ar/devices.ts";
import { general } from "./ar/general.ts";
import { home } from "./ar/home.ts";
import { logIn } from "./ar/log-in.ts";
import { operation } from "./ar/operation.ts";
import { setUp } from "./ar/set-up.ts";
import { sharing } from "./ar/sharing.ts";
import type { Texts } from "./en.ts";

/** The Arabic catalogue. */
export const ar: Texts = { ...general, ...setUp, ...logIn, ...home, ...operation, ...sharing, ...devices };
