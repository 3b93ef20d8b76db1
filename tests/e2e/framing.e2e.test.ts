import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { Browser, Page } from "playwright-core";
import { tenants } from "@drawbridge/storage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveBeside } from "../../apps/server/test/serve-beside.ts";
import { freePort } from "../free-port.ts";
import type { RunningServer } from "../../apps/server/src/run-server.ts";
import { startDrawbridge, type TestDrawbridge } from "./start-drawbridge.ts";
import { heading, launchBrowser } from "./support.ts";

/** A page on its own origin that frames whatever its address says. */
interface Host {
  readonly server: Server;
  readonly origin: string;
}

const startHost = async (): Promise<Host> => {
  const server = createServer((request, response) => {
    const frame = new URL(request.url ?? "/", "http://host").searchParams.get("frame") ?? "about:blank";
    response
      .setHeader("content-type", "text/html")
      .end(
        `<!doctype html><title>Shop</title><iframe width="420" height="700" src="${frame.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"></iframe>`,
      );
  }).listen(0, "localhost");
  await once(server, "listening");
  const address = server.address();
  return { server, origin: `http://localhost:${typeof address === "object" && address ? address.port : 0}` };
};

let drawbridge: TestDrawbridge;
let browser: Browser;
let server: RunningServer;
let listed: Host;
let unlisted: Host;

// Production, because in loopback development every loopback origin counts as registered (rulings.md 3).
beforeAll(async () => {
  [drawbridge, browser, listed, unlisted] = await Promise.all([startDrawbridge(), launchBrowser(process.env), startHost(), startHost()]);
  const port = await freePort();
  server = await serveBeside(drawbridge, { mode: "production", port, publicOrigin: `http://127.0.0.1:${port}` });
  const tenant = await tenants(drawbridge.storage.pool).bySlug("development");
  await drawbridge.storage.pool.query("update tenants set origins = $2 where id = $1", [tenant?.id, [listed.origin]]);
});
afterAll(async () => {
  await browser.close();
  for (const host of [listed, unlisted]) host.server.close();
  await server.close();
  await drawbridge.close();
});

const widgetAddress = async (targetOrigin: string): Promise<string> => {
  const answer = await fetch(`${server.origin}/widgetUrl`, {
    method: "POST",
    headers: { authorization: "Bearer development-api-token-1", "content-type": "application/json" },
    body: JSON.stringify({ userId: "framed", jobTypes: ["transactions"], targetOrigin }),
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { readonly widgetUrl: string }).widgetUrl;
};

interface Seen {
  readonly page: Page;
  /** What the browser said about policies. */
  readonly policies: readonly string[];
}

const frameFrom = async (host: Host, address: string): Promise<Seen> => {
  const page = await (await browser.newContext()).newPage();
  const policies: string[] = [];
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) policies.push(message.text());
  });
  await page.goto(`${host.origin}/?frame=${encodeURIComponent(address)}`);
  return { page, policies };
};

describe("a page of a tenant", () => {
  it("is shown inside a page of a registered origin, and breaks no rule of its own policy", async () => {
    const { page, policies } = await frameFrom(listed, await widgetAddress(listed.origin));
    await heading(page.frameLocator("iframe"), /Find your bank/);
    expect(policies).toEqual([]);
  });

  it("is refused by the browser inside anybody else's", async () => {
    const { page, policies } = await frameFrom(unlisted, await widgetAddress(listed.origin));
    await expect.poll(() => policies.join("\n")).toContain(`frame-ancestors ${listed.origin}`);
    await expect.poll(() => page.frames()[1]?.url()).toMatch(/^chrome-error:/);
    expect(
      await page
        .frameLocator("iframe")
        .getByRole("heading", { name: /Find your bank/ })
        .count(),
    ).toBe(0);
  });

  it("is refused inside a registered origin that somebody else frames", async () => {
    const inner = `${listed.origin}/?frame=${encodeURIComponent(await widgetAddress(listed.origin))}`;
    const { page, policies } = await frameFrom(unlisted, inner);
    await expect.poll(() => policies.join("\n")).toContain("frame-ancestors");
    await expect.poll(() => page.frames()[2]?.url()).toMatch(/^chrome-error:/);
  });
});
