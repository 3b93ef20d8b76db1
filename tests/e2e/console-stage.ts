import { startConsole } from "@drawbridge/console";
import { tenants } from "@drawbridge/storage";
import { Secret, TOTP } from "otpauth";
import type { BrowserContext, Page } from "playwright-core";
import { inviteFirstOperator, inviteOperator } from "../../apps/server/src/operators/invite-operator.ts";
import { openPerson, signInAs, takeAll, type Person } from "../journeys/person.ts";
import { startDrawbridge, type TestDrawbridge } from "./start-drawbridge.ts";

/** A Drawbridge with its console on an origin of its own. */
export interface ConsoleStage extends TestDrawbridge {
  readonly console: string;
  /** Address of a one-time link: for the first operator, or for one of this address and role. */
  readonly invitation: (wish?: { readonly email: string; readonly role: "viewer" | "support" | "admin" }) => Promise<string>;
}

/** Starts both. */
export const startConsoleStage = async (): Promise<ConsoleStage> => {
  const at = { origin: "" };
  const drawbridge = await startDrawbridge({ consoleOrigin: () => at.origin });
  const opened = await startConsole({ host: "localhost", port: 0, serverOrigin: drawbridge.server });
  at.origin = opened.origin;
  return {
    ...drawbridge,
    console: opened.origin,
    invitation: async (wish) => {
      const tenant = await tenants(drawbridge.storage.pool).bySlug("development");
      if (!tenant) throw new Error("there is no development tenant");
      const made = wish
        ? await inviteOperator(drawbridge.deps, { tenant, ...wish, invitedBy: null })
        : await inviteFirstOperator(drawbridge.deps, tenant);
      return `${opened.origin}/invitation#token=${made?.token ?? ""}`;
    },
    close: async () => {
      await opened.close();
      await drawbridge.close();
    },
  };
};

export const password = "a long enough password";

/** The code of a secret, `ahead` steps from now: each signs in once. */
export const codeOf = (secret: string, ahead = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + ahead * 30_000 });

/** Opens a one-time link and finishes it; answers the secret of the person's app. */
export const enrol = async (page: Page, url: string, email: string): Promise<string> => {
  await page.goto(url);
  const key = await page.locator("code.key").textContent();
  const secret = (key ?? "").replaceAll(" ", "");
  if (await page.getByLabel("E-mail").isEditable()) await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("New password").fill(password);
  await page.getByLabel("The same password again").fill(password);
  await page.getByLabel("Code").fill(codeOf(secret));
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  return secret;
};

/** A page of a fresh browser profile in which somebody of this role is signed in. */
export const signedIn = async (stage: ConsoleStage, context: BrowserContext, role: "viewer" | "support" | "admin"): Promise<Page> => {
  const email = `${role}-${crypto.randomUUID().slice(0, 8)}@example.com`;
  const page = await context.newPage();
  await enrol(page, await stage.invitation({ email, role }), email);
  return page;
};

/** Somebody connects an account. */
export const connect = async (stage: ConsoleStage, externalId: string): Promise<Person> => {
  const person = await openPerson(stage, externalId);
  await signInAs(person, "user_ok");
  await takeAll(person);
  await person.give({ type: "submitted" });
  return person;
};
