import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AstEnvelope } from "@drawbridge/contract";
import { createMc, type Mc, type McHost, type McOptions } from "../src/index.ts";
import { openFileKeyStore, type FileKeyStoreOptions } from "../src/node.ts";

/** A person with an app: the events it heard, and a way to wait for the next one. */
export interface PersonWithMc {
  readonly mc: Mc;
  /** Where its keys are, and what opens them. */
  readonly file: FileKeyStoreOptions;
  readonly faults: readonly unknown[];
  readonly heard: () => readonly AstEnvelope[];
  /** The next event of this name that has not been waited for. */
  readonly next: (name: string) => Promise<AstEnvelope>;
  readonly start: () => Promise<AstEnvelope>;
  /** Closes the app; the keys stay in their file. */
  readonly leave: () => Promise<void>;
  /** Opens the app again on the same file. */
  readonly comeBack: (options?: Partial<McOptions>) => Promise<PersonWithMc>;
  readonly throwAway: () => Promise<void>;
}

interface Place {
  readonly folder: string;
  readonly secret: Uint8Array<ArrayBuffer>;
}

/** Opens an app on a fresh device. */
export const openApp = async (server: string, options: Partial<McOptions> = {}): Promise<PersonWithMc> =>
  openAt({ folder: await mkdtemp(join(tmpdir(), "drawbridge-mc-")), secret: crypto.getRandomValues(new Uint8Array(32)) }, server, options);

const openAt = async (place: Place, server: string, options: Partial<McOptions>): Promise<PersonWithMc> => {
  const faults: unknown[] = [];
  const host: McHost = { onFault: (error) => faults.push(error), ...options.host };
  const file = { path: join(place.folder, "device"), secret: place.secret };
  const keyStore = await openFileKeyStore(file);
  const mc = await createMc({ server, keyStore, tenantId: "one", platform: "Desktop", ...options, host });
  const heard: AstEnvelope[] = [];
  const fresh: AstEnvelope[] = [];
  const waiting: { readonly name: string; readonly resolve: (event: AstEnvelope) => void }[] = [];
  mc.on((event) => {
    heard.push(event);
    const at = waiting.findIndex(({ name }) => name === event.name);
    if (at === -1) fresh.push(event);
    else waiting.splice(at, 1)[0]?.resolve(event);
  });
  return {
    mc,
    file,
    faults,
    heard: () => heard,
    next: (name) => {
      const at = fresh.findIndex((event) => event.name === name);
      const [found] = at === -1 ? [] : fresh.splice(at, 1);
      return found ? Promise.resolve(found) : new Promise((resolve) => waiting.push({ name, resolve }));
    },
    start: () => mc.call("Start", { locale: "en", appName: "app", version: { major: 1, minor: 0, build: 0 } }),
    leave: () => mc.close(),
    comeBack: (changed = {}) => openAt(place, server, { ...options, ...changed }),
    throwAway: async () => {
      await mc.close();
      await rm(place.folder, { recursive: true, force: true });
    },
  };
};

/** Answers what a device was asked, from the banner to the end; gives back the text that was shown. */
export const answerBanner = async ({ mc, next }: PersonWithMc, confirmationType: "OK" | "CANCEL"): Promise<string> => {
  await next("TriggerBanner");
  await mc.call("StartTransaction", {});
  const { payload } = await next("DisplayConfirmationRequest");
  const transactionInformation = String(payload["transactionInformation"]);
  await mc.call("DisplayConfirmation", { confirmationType, transactionInformation });
  await next("TransactionEnd");
  return transactionInformation;
};
