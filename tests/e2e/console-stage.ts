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

/** Fills the page on which one signs in, and sends it. */
export const fillSignIn = async (page: Page, email: string, pass: string, code: string): Promise<void> => {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(pass);
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
};

/** The same with a passkey in place of the code. */
export const signInWithKey = async (page: Page, email: string, pass: string): Promise<void> => {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(pass);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
};

/** A phone or key that says yes to everything. */
export const addVirtualKey = async (page: Page): Promise<void> => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true } as const;
  await devtools.send("WebAuthn.addVirtualAuthenticator", { options: { ...options, automaticPresenceSimulation: true } });
};

/** Presses Tab until the focus is on something with this text. */
export const tabTo = async (page: Page, text: string | RegExp): Promise<void> => {
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press("Tab");
    const at = (await page.evaluate(() => document.activeElement?.textContent?.trim())) ?? "";
    if (typeof text === "string" ? at === text : text.test(at)) return;
  }
  throw new Error(`Tab never came to ${String(text)}`);
};

/** Runs in the page: what is wrong with where the focus is now; null: it has left the content. */
const focusFault = (): string | null => {
  const at = document.activeElement;
  if (!(at instanceof HTMLElement) || !at.closest("main")) return null;
  // The parts of a date are stops of one field.
  const times = Number(at.dataset["stops"] ?? 0) + 1;
  at.dataset["stops"] = String(times);
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  const labels = at instanceof HTMLInputElement || at instanceof HTMLSelectElement || at instanceof HTMLTextAreaElement ? at.labels : null;
  const named = Boolean(at.ariaLabel?.trim() || at.textContent?.trim() || labels?.length);
  const what = at.outerHTML.slice(0, 100);
  return [
    named ? "" : `has no name: ${what}`,
    times > 6 ? `holds the person: ${what}` : "",
    outlineStyle === "none" || outlineWidth === "0px" ? `shows no focus: ${what}` : "",
  ].join("");
};

const MOST_STOPS = 40; // the rows of a table are all alike

/** Skips to the content and goes through it by Tab; answers what is wrong with any stop. */
export const walkByKeyboard = async (page: Page): Promise<readonly string[]> => {
  await page.getByRole("link", { name: "Skip to the content" }).focus();
  await page.keyboard.press("Enter");
  const found: string[] = [];
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press("Tab");
    const fault = await page.evaluate(focusFault);
    if (fault === null) break;
    if (fault !== "") found.push(fault);
  }
  return found;
};

/** Every page with its title. */
export const places = [
  ["/", "Overview"],
  ["/institutions", "Institutions"],
  ["/errors", "Errors"],
  ["/searches", "Searches"],
  ["/sessions", "Sessions"],
  ["/connections", "Connections"],
  ["/users", "Users"],
  ["/operations", "Approvals"],
  ["/webhooks", "Webhooks"],
  ["/sinks", "Sinks"],
  ["/events", "Events"],
  ["/experiences", "Experiences"],
  ["/import", "Institution list"],
  ["/mapping", "Provider mapping"],
  ["/audit", "Audit"],
  ["/settings", "Settings"],
] as const;
