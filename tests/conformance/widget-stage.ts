import type { Browser, BrowserContext, Frame, Page } from "playwright-core";
import type { HostServer } from "./serve-host.ts";

/** Both versions of the widget contract. */
export type Version = "v1" | "v2";
/** Each of them. */
export const versions = ["v1", "v2"] as const satisfies readonly Version[];
/** Somebody nobody knows yet. */
export const newUser = (): string => `user-${crypto.randomUUID()}`;
/** What most visits are for. */
export const transactions = { jobTypes: "transactions" };

/** One message as the host got it. */
export interface Message {
  readonly type: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Where the widget is opened. */
export interface WidgetStage {
  readonly server: string;
  readonly host: HostServer;
  readonly browser: Browser;
}

/** A host page with the widget open. */
export interface WidgetVisit {
  readonly page: Page;
  readonly frame: Frame;
  /** Everything heard so far, once a message of this type is among it. */
  readonly heard: (type: string) => Promise<readonly Message[]>;
  readonly close: () => Promise<void>;
}

interface WidgetHostState {
  readonly messages: readonly Message[];
  readonly goBack: () => void;
}

/** What the host page keeps; read inside the page. */
export const stateOf = (page: Page): Promise<readonly Message[]> => page.evaluate(() => (window.host as unknown as WidgetHostState).messages);

/** The host asks the widget to go one step back. */
export const goBack = (page: Page): Promise<void> => page.evaluate(() => (window.host as unknown as WidgetHostState).goBack());

type Params = Readonly<Record<string, unknown>>;

const post = async (address: string, body: object): Promise<Readonly<Record<string, unknown>>> => {
  const answer = await fetch(address, {
    method: "POST",
    headers: { authorization: "Bearer development-api-token-1", "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const made = (await answer.json()) as Readonly<Record<string, unknown>>;
  if (!answer.ok) throw new Error(`no address: ${JSON.stringify(made)}`);
  return made;
};

/** The widget's address, asked for as the contract says. */
export const addressOf = async ({ server, host }: WidgetStage, version: Version, params: Params): Promise<string> => {
  if (version === "v2")
    return String(
      (await post(`${server}/widgetUrl`, { ...params, jobTypes: String(params["jobTypes"]).split(","), targetOrigin: host.origin }))["widgetUrl"],
    );
  const headers = { authorization: "Bearer development-api-token-1" };
  const { token } = (await (await fetch(`${server}/api/token?userId=${String(params["userId"])}`, { headers })).json()) as { readonly token: string };
  const query = new URLSearchParams({ token, targetOrigin: host.origin });
  for (const [name, value] of Object.entries(params)) query.set(name, String(value));
  return `${server}/widget?${query}`;
};

/** Opens the widget in the host's page. */
export const openWidget = async (stage: WidgetStage, version: Version, params: Params): Promise<WidgetVisit> =>
  openAddress(stage, await addressOf(stage, version, params));

/** Opens an address of the widget in the host's page; `prepare` sets the browser up before. */
export const openAddress = async (
  stage: WidgetStage,
  address: string,
  prepare?: (context: BrowserContext) => Promise<unknown>,
): Promise<WidgetVisit> => {
  const context = await stage.browser.newContext({ viewport: { width: 800, height: 800 } });
  context.setDefaultTimeout(40_000);
  await prepare?.(context);
  const page = await context.newPage();
  await page.goto(`${stage.host.origin}/widget.html#${encodeURIComponent(address)}`);
  const frame = await (await page.waitForSelector("iframe")).contentFrame();
  if (!frame) throw new Error("The host page has no frame.");
  return {
    page,
    frame,
    heard: async (type) => {
      await page.waitForFunction((wanted) => (window.host as unknown as WidgetHostState).messages.some((message) => message.type === wanted), type);
      return stateOf(page);
    },
    close: () => context.close(),
  };
};
