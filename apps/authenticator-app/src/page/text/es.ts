import type { Texts } from "./en.ts";
import { devices } from "./es/devices.ts";
import { general } from "./es/general.ts";
import { home } from "./es/home.ts";
import { logIn } from "./es/log-in.ts";
import { operation } from "./es/operation.ts";
import { setUp } from "./es/set-up.ts";
import { sharing } from "./es/sharing.ts";

/** The Spanish catalogue. */
export const es: Texts = { ...general, ...setUp, ...logIn, ...home, ...operation, ...sharing, ...devices };
