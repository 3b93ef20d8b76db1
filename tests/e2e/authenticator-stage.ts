import { startAuthenticatorApp } from "@drawbridge/authenticator-app";
import type { BrowserContext, Page } from "playwright-core";
import { startDrawbridge, type TestDrawbridge, type TestOptions } from "./start-drawbridge.ts";
import { heading } from "./support.ts";

/** A Drawbridge with the reference app on an origin of its own. */
export interface AuthenticatorStage extends TestDrawbridge {
  readonly app: string;
  /** Calls the native API and answers what it said. */
  readonly ask: (path: string, body?: object) => Promise<Record<string, unknown>>;
  /** A person with an activation code. */
  readonly newPerson: (externalId: string) => Promise<Invited>;
}

/** A person who may set up a device. */
export interface Invited {
  readonly id: string;
  readonly externalId: string;
  readonly code: string;
  /** The link to the app with the code in its fragment. */
  readonly link: string;
}

/** The PIN everybody chooses here. */
export const pin = "135790";

/** Starts both. */
export const startAuthenticatorStage = async (options: TestOptions = {}): Promise<AuthenticatorStage> => {
  const drawbridge = await startDrawbridge(options);
  const app = await startAuthenticatorApp({ port: 0, host: "localhost", serverOrigin: drawbridge.server, tenantId: "development" });
  const ask: AuthenticatorStage["ask"] = async (path, body) => {
    const response = await drawbridge.api(path, body && { method: "POST", body });
    return (await response.json()) as Record<string, unknown>;
  };
  return {
    ...drawbridge,
    app: app.origin,
    ask,
    newPerson: async (externalId) => {
      const { id } = await ask("/v1/users", { externalId });
      const { activationCode } = await ask(`/v1/users/${String(id)}/activation-codes`, { purpose: "activation", reason: "test" });
      const code = String(activationCode);
      const link = `${app.origin}/#${new URLSearchParams({ tenant: "development", user: externalId, code }).toString()}`;
      return { id: String(id), externalId, code, link };
    },
    close: async () => {
      await app.close();
      await drawbridge.close();
    },
  };
};

/** Types a PIN with the keys, wherever the focus is, and sends it. */
export const typePin = async (page: Page, digits: string): Promise<void> => {
  await page.keyboard.type(digits);
  await page.getByRole("button", { name: "OK" }).click();
};

/** Chooses a new PIN. */
export const choosePin = async (page: Page, digits: string): Promise<void> => {
  await heading(page, /Choose a PIN/);
  await typePin(page, digits);
  await heading(page, /Enter it again/);
  await typePin(page, digits);
};

/** Opens the link, chooses the PIN and lands on the home screen. */
export const enrolByLink = async (context: BrowserContext, { link }: Invited): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(link);
  await heading(page, /Set up this device/);
  await page.getByRole("button", { name: "Continue" }).click();
  await choosePin(page, pin);
  await heading(page, /Approvals/);
  return page;
};
