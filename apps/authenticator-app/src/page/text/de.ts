import { devices } from "./de/devices.ts";
import { general } from "./de/general.ts";
import { home } from "./de/home.ts";
import { logIn } from "./de/log-in.ts";
import { operation } from "./de/operation.ts";
import { setUp } from "./de/set-up.ts";
import { sharing } from "./de/sharing.ts";
import type { Texts } from "./en.ts";

/** The German catalogue. */
export const de: Texts = { ...general, ...setUp, ...logIn, ...home, ...operation, ...sharing, ...devices };
