import type { Browser, BrowserContext, Frame, Page } from "playwright-core";
import { developmentPartner, type Partner } from "../../apps/server/test/connect-client.ts";
import { startDrawbridge, type TestDrawbridge } from "../e2e/start-drawbridge.ts";
import { launchBrowser } from "../e2e/support.ts";
import { serveHost, type HostServer } from "./serve-host.ts";

/** A Drawbridge, a partner's server, the host's web server and a browser. */
export interface ConnectStage {
  readonly drawbridge: TestDrawbridge;
  readonly partner: Partner;
  readonly host: HostServer;
  readonly browser: Browser;
  /** How far the server's clock runs ahead. */
  readonly clock: { aheadMs: number };
  readonly close: () => Promise<void>;
}

/** How the host shows the page: over it, in an element by selector or by node, or in a window. */
export type Mode = "iframe" | "selector" | "node" | "popup";

/** What the host attaches, and what its browser does. */
export interface Wishes {
  readonly onUrl?: boolean;
  /** The host's windows are refused. */
  readonly blocks?: boolean;
  readonly prepare?: (context: BrowserContext) => Promise<unknown>;
}

/** One call of a handler: its name and what it was called with. */
export type Call = readonly [name: string, ...args: readonly unknown[]];

/** One message as the host's window got it. */
export interface Posted {
  readonly origin: string;
  readonly data: { readonly type: string; readonly data?: Readonly<Record<string, unknown>> };
}

/** A host page with the Connect page open. */
export interface Visit {
  readonly page: Page;
  readonly widget: Page | Frame;
  readonly calls: () => Promise<readonly Call[]>;
  /** Waits for a user event of this action. */
  readonly heard: (action: string) => Promise<unknown>;
  /** The calls, once one of these handlers was called. */
  readonly ended: (...names: readonly string[]) => Promise<readonly Call[]>;
  readonly posted: () => Promise<readonly Posted[]>;
  readonly close: () => Promise<void>;
}

interface HostState {
  plan: object | null;
  readonly calls: readonly Call[];
  readonly posted: readonly Posted[];
}
declare global {
  interface Window {
    readonly host: HostState;
  }
}

/** Starts everything; takes a few seconds. */
export const openStage = async (): Promise<ConnectStage> => {
  const clock = { aheadMs: 0 };
  const now = (): Date => new Date(Date.now() + clock.aheadMs);
  const [drawbridge, host, browser] = await Promise.all([startDrawbridge({ now }), serveHost(), launchBrowser(process.env)]);
  return {
    drawbridge,
    host,
    browser,
    clock,
    partner: await developmentPartner(drawbridge),
    close: async () => {
      await browser.close();
      await host.close();
      await drawbridge.close();
    },
  };
};

const options = { iframe: {}, selector: { selector: "#place" }, node: { node: "#place" }, popup: { popup: true } } as const satisfies Record<
  Mode,
  object
>;

/** The launch a host page is given. */
export const planFor = (link: string, mode: Mode, { onUrl = false, blocks = false }: Wishes = {}): object => ({
  link,
  options: options[mode],
  onUrl,
  blocks,
});

/** Opens the host page and launches a link in one of the modes. */
export const launch = async (stage: ConnectStage, link: string, { mode, ...wishes }: Wishes & { readonly mode: Mode }): Promise<Visit> => {
  const context = await stage.browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(60_000);
  await wishes.prepare?.(context);
  const page = await context.newPage();
  await page.goto(`${stage.host.origin}/connect.html`);
  await page.evaluate((plan) => void (window.host.plan = plan), planFor(link, mode, wishes));
  const press = (): Promise<void> => page.getByRole("button", { name: "Connect a bank" }).click();
  const widget = mode === "popup" ? (await Promise.all([page.waitForEvent("popup"), press()]))[0] : await frameAfter(page, press);
  return visitOf(page, widget);
};

/** A link that is refused has its frame taken away at once, so the frame is met as it comes, not looked for afterwards. */
const frameAfter = async (page: Page, press: () => Promise<void>): Promise<Frame> => {
  const [frame] = await Promise.all([page.waitForEvent("frameattached"), press()]);
  return frame;
};

const visitOf = (page: Page, widget: Page | Frame): Visit => {
  const calls = (): Promise<readonly Call[]> => page.evaluate(() => window.host.calls);
  return {
    page,
    widget,
    calls,
    heard: (action) =>
      page.waitForFunction(
        (wanted) => window.host.calls.some(([name, event]) => name === "onUser" && (event as { readonly action: string }).action === wanted),
        action,
      ),
    ended: async (...names) => {
      await page.waitForFunction(
        (wanted) => window.host.calls.some(([name]) => wanted.includes(name)),
        names.length > 0 ? names : ["onDone", "onCancel", "onError"],
      );
      return calls();
    },
    posted: () => page.evaluate(() => window.host.posted),
    close: () => page.context().close(),
  };
};

/** A customer and a link made for it by one of the generate addresses. */
export const generate = async (
  { partner }: ConnectStage,
  kind: "" | "/lite" | "/fix",
  body: Readonly<Record<string, unknown>> = {},
): Promise<string> => {
  const customerId = body["customerId"] ?? (await addCustomer(partner));
  const { body: made } = await partner.call("POST", `/connect/v2/generate${kind}`, { body: { partnerId: partner.partnerId, customerId, ...body } });
  if (typeof made["link"] !== "string") throw new Error(`no link: ${JSON.stringify(made)}`);
  return made["link"];
};

const addCustomer = async (partner: Partner): Promise<string> => {
  const { body } = await partner.call("POST", "/aggregation/v2/customers/testing", { body: { username: `host-${crypto.randomUUID()}` } });
  return String(body["id"]);
};

/** An experience of the tenant; answers the name that generate takes. */
export const addExperience = async ({ drawbridge }: ConnectStage, settings: object): Promise<string> => {
  const made = await drawbridge.api("/v1/experiences", { method: "POST", body: { name: "Host", ...settings } });
  return ((await made.json()) as { readonly guid: string }).guid;
};

const outcomes = new Map<unknown, string>([
  [null, "begin"],
  [true, "ok"],
  [false, "failed"],
]);

/** User events in a word or two each: the action, and how far its attempt is. */
export const userEvents = (calls: readonly Call[]): readonly string[] =>
  calls
    .filter(([name]) => name === "onUser")
    .map(([, event]) => {
      const { action, success, accounts } = event as { readonly action: string; readonly success?: unknown; readonly accounts?: unknown };
      const outcome = success === true && accounts === null ? "challenge" : outcomes.get(success);
      return outcome === undefined ? action : `${action} ${outcome}`;
    });

/** Every handler but those of events and routes, in order. */
export const otherCalls = (calls: readonly Call[]): readonly Call[] => calls.filter(([name]) => name !== "onUser" && name !== "onRoute");
