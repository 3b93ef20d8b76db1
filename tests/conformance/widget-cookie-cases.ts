import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveBeside } from "../../apps/server/test/serve-beside.ts";
import type { TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { launchWholeBrowser, signIn } from "../e2e/support.ts";
import { bankOf, connected, credentials, found, message, status, step } from "./widget-messages.ts";
import { finish, search } from "./widget-person.ts";
import { newUser, openWidget, transactions, versions, type WidgetStage } from "./widget-stage.ts";

/** The widget in browsers that block cookies of third parties. */
export const testCookies = (the: () => WidgetStage, drawbridge: () => TestDrawbridge): void => {
  describe("where third-party cookies are blocked", () => {
    let strict: Browser;
    beforeAll(async () => {
      strict = await launchWholeBrowser(process.env, { args: ["--test-third-party-cookie-phaseout"] });
    });
    afterAll(() => strict.close());

    it.each(versions)("the widget works and outlives a reload, %s", async (version) => {
      const server = await serveBeside(drawbridge(), { cookieReach: "same-site" });
      const visit = await openWidget({ ...the(), server: server.origin, browser: strict }, version, { ...transactions, userId: newUser() });
      await search(visit, "Drawbridge Bank");
      await visit.frame.getByLabel("Username").waitFor();
      expect(await visit.page.context().cookies()).toEqual([]);
      const reloaded = visit.page.waitForEvent("framenavigated");
      await visit.frame.evaluate(() => location.reload());
      await reloaded;
      await visit.frame.getByLabel("Username").waitFor();
      await signIn(visit.frame, "user_ok", "pass_ok");
      expect(await finish(visit)).toEqual([
        ...found("Drawbridge Bank", credentials),
        message("enterCredentials", { institution: bankOf(credentials) }),
        step("enterCreds", "connecting"),
        status(credentials, 0),
        ...connected(credentials),
      ]);
      await visit.close();
      await server.close();
    });

    it.each(versions)("a reload of the host's whole page goes on where partitioned cookies are allowed, %s", async (version) => {
      const visit = await openWidget({ ...the(), browser: strict }, version, { ...transactions, userId: newUser() });
      await search(visit, "Drawbridge Bank");
      await visit.frame.getByLabel("Username").waitFor();
      await visit.page.reload();
      const frame = await (await visit.page.waitForSelector("iframe")).contentFrame();
      await frame?.getByLabel("Username").waitFor();
      if (!frame) throw new Error("The host page has no frame.");
      await signIn(frame, "user_ok", "pass_ok");
      await frame.getByRole("button", { name: "Done" }).click();
      expect((await visit.heard("connect/backToSearch")).slice(-5)).toEqual(connected(credentials));
      await visit.close();
    });
  });
};
