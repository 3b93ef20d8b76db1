import { createMc, openIndexedDbKeyStore, type Mc } from "../src/index.ts";

/** The page of the browser test: an app of one line, whose MC a test can talk to. */
const openApp = async (): Promise<Mc> =>
  createMc({ server: location.origin, keyStore: await openIndexedDbKeyStore(), tenantId: "one", platform: "Desktop" });

Object.assign(globalThis, { openApp });
