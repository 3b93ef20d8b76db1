import { Connect, open } from "../src/index.ts";

Object.assign(window, { sdk: { Connect, open } });
