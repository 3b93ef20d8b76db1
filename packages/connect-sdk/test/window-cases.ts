import type { Frame, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { closeByHand } from "../../../tests/e2e/support.ts";
import { until } from "./browser.ts";
import type { Pages } from "./pages.ts";

/** A host's page with the SDK, and what is done with it. */
export interface OpenStage {
  readonly page: () => Page;
  readonly pages: () => Pages;
  readonly openLink: (options?: string) => Promise<void>;
  readonly connectFrame: () => Promise<Frame>;
  readonly say: (frame: Frame | Page, message: unknown) => Promise<void>;
  readonly result: () => Promise<unknown>;
}

/** Windows beside the host's page, and the vocabularies a host may speak. */
export const testWindows = (the: OpenStage): void => {
  describe("the bank's window", () => {
    const openBank = async (): Promise<{ readonly frame: Frame; readonly bank: Page }> => {
      await the.openLink();
      const frame = await the.connectFrame();
      const opened = the.page().waitForEvent("popup");
      await the.say(frame, { type: "url", url: `${the.pages().connect}?bank` });
      const bank = await opened;
      await bank.waitForLoadState();
      return { frame, bank };
    };

    it("is opened, and its end is told to the page", async () => {
      const { frame, bank } = await openBank();
      await closeByHand(bank);
      await until(frame, "heard.some(({ type }) => type === 'window')");
      expect(await frame.evaluate("heard.filter(({ type }) => type === 'window')")).toEqual([{ type: "window", closed: true, blocked: false }]);
    });

    it.each(["closePopup", "destroy"] as const)("is closed by %s", async (how) => {
      const { frame, bank } = await openBank();
      const closed = bank.waitForEvent("close");
      await (how === "destroy" ? the.page().evaluate("handle.destroy()") : the.say(frame, { type: "closePopup" }));
      await closed;
    });

    it.each(["javascript:alert(1)", "data:text/html,x", "http://bank.example/", "not an address"])("is never opened for %s", async (url) => {
      await the.openLink();
      const frame = await the.connectFrame();
      await the.say(frame, { type: "url", url });
      await until(frame, "heard.some(({ type }) => type === 'window')");
      expect(await frame.evaluate("heard.at(-1)")).toEqual({
        type: "window",
        closed: true,
        blocked: true,
      });
      expect(the.page().context().pages()).toHaveLength(1);
    });

    it("is left to a host that opens it itself", async () => {
      await the.openLink("{ onUrl: (...call) => log.push(['url', call]) }");
      const frame = await the.connectFrame();
      await the.say(frame, { type: "url", url: "https://bank.example/" });
      await the.say(frame, { type: "closePopup" });
      await until(the.page(), "log.filter(([kind]) => kind === 'url').length === 2");
      expect(await the.page().evaluate("log.filter(([kind]) => kind === 'url').map(([, call]) => call)")).toEqual([
        ["OPEN", "https://bank.example/"],
        ["CLOSE"],
      ]);
    });
  });

  describe("a window of its own", () => {
    const openPopup = async (): Promise<Page> => {
      const opened = the.page().waitForEvent("popup");
      await the.openLink("{ popup: true }");
      const popup = await opened;
      await until(the.page(), "log.some(([kind]) => kind === 'ready')");
      return popup;
    };

    it("pings on, so that a reloaded page finds its host again", async () => {
      const popup = await openPopup();
      await popup.reload();
      await until(popup, "heard.length > 0");
      expect(await popup.evaluate("heard[0].platform + heard[0].isPopup")).toBe("webtrue");
      await the.say(popup, { type: "done", data: { code: 200, reason: "complete", reportData: [] } });
      expect(await the.result()).toMatchObject({ outcome: "done", code: 200 });
    });

    it("ends as a cancel when it is closed by hand", async () => {
      const popup = await openPopup();
      await closeByHand(popup);
      expect(await the.result()).toEqual({ outcome: "cancel", code: 100, reason: "closed" });
    });

    it("ends as an error when the browser refuses it", async () => {
      await the.page().evaluate("window.open = () => null");
      await the.openLink("{ popup: true }");
      expect(await the.result()).toEqual({ outcome: "error", code: 1403, reason: "error" });
    });
  });

  describe("the widget vocabulary", () => {
    const member = (connectionId: string) => ({
      type: "connect/memberConnected",
      metadata: {
        aggregator: "sandbox",
        member_guid: connectionId,
        user_guid: "usr_1",
        connectionId,
        aggregatorUserId: "usr_1",
        ucpInstitutionId: "harbour-bank",
      },
    });

    it("collects each connection once and ends with Done", async () => {
      await the.openLink("{ messages: 'widget' }");
      const frame = await the.connectFrame();
      for (const id of ["con_1", "con_1", "con_2"]) await the.say(frame, member(id));
      await the.say(frame, { type: "connect/memberConnected", metadata: { connectionId: "con_3" } });
      await the.say(frame, { type: "connect/connected/primaryAction" });
      expect(await the.result()).toEqual({
        outcome: "done",
        code: 200,
        reason: "complete",
        reportData: [],
        connections: [member("con_1").metadata, member("con_2").metadata],
      });
    });

    it("follows the page's height within limits", async () => {
      await the.openLink("{ messages: 'widget', container: '#place' }");
      const frame = await the.connectFrame();
      await the.say(frame, { type: "connect/resize", metadata: { height: 5000 } });
      await until(the.page(), "document.querySelector('#place iframe').style.height === '1200px'");
    });
  });

  describe("the drop-in", () => {
    it("calls the handlers of the older SDK and lets the next launch through", async () => {
      await the.page().evaluate(`(() => {
        const note = (kind) => (value) => log.push([kind, value ?? null]);
        window.launch = () => sdk.Connect.launch("${the.pages().connect}", { onDone: note("done"), onCancel: note("cancel"), onError: note("error"), onUser: note("user"), onLoad: note("ready") }, { selector: "#place" });
      })()`);
      expect(await the.page().evaluate("launch()")).toBeNull();
      const frame = await the.connectFrame();
      await expect(the.page().evaluate("launch()")).rejects.toThrow(/already open/);
      expect(await the.page().locator("#place #connectIframe").count()).toBe(1);
      await until(frame, "heard.length > 0");
      expect(await frame.evaluate("[heard[0].selector, heard[0].isEmbedded, heard[0].attachedEventHandlers.join()]")).toEqual([
        "#place",
        true,
        "onDone,onCancel,onError,onUser,onLoad",
      ]);
      await the.say(frame, { type: "done", data: { code: 201, reason: "complete" } });
      await until(the.page(), "log.some(([kind]) => kind === 'done')");
      expect(await the.page().evaluate("log.at(-1)")).toEqual(["done", { code: 201, reason: "complete", reportData: [] }]);
      await the.page().evaluate("launch(); sdk.Connect.destroy(); sdk.Connect.destroy()");
      expect(await the.page().locator("iframe").count()).toBe(0);
      expect(await the.page().evaluate("log.filter(([kind]) => kind === 'cancel')")).toEqual([]);
    });
  });
};
