import { tenants } from "@drawbridge/storage";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeLink } from "../../../tests/e2e/support.ts";
import { startDrawbridge, type TestDrawbridge } from "../../../tests/e2e/start-drawbridge.ts";
import { violationsOf } from "../src/http/csp-reports.ts";
import type { RunningServer } from "../src/run-server.ts";
import { changes, createRouteTable, type Route } from "./route-table.ts";
import { serveBeside } from "./serve-beside.ts";

const ORIGINS = ["https://shop.example", "https://www.shop.example"];

let drawbridge: TestDrawbridge;
let beside: RunningServer;
let app: FastifyInstance;
let table: readonly Route[];

beforeAll(async () => {
  drawbridge = await startDrawbridge();
  beside = await serveBeside(drawbridge, { mode: "production", publicOrigin: "https://connect.example" });
  const tenant = await tenants(drawbridge.storage.pool).bySlug("development");
  await drawbridge.storage.pool.query("update tenants set origins = $2 where id = $1", [tenant?.id, ORIGINS]);
  ({ app, routes: table } = await createRouteTable(beside.deps, { https: true }));
});
afterAll(async () => {
  await app.close();
  await beside.close();
  await drawbridge.close();
});

type Answer = Awaited<ReturnType<FastifyInstance["inject"]>>;

const directivesOf = (answer: Answer): ReadonlyMap<string, string> =>
  new Map(
    String(answer.headers["content-security-policy"])
      .split("; ")
      .map((directive) => {
        const [name = "", ...values] = directive.split(" ");
        return [name, values.join(" ")] as const;
      }),
  );

const windows = new Set(["/", "/connect", "/widget", "/oauth/launch/:token", "/oauth/:aggregator/redirect_from/"]);
const framedByAnyone = new Set(["/connect"]);
const kept = (url: string): boolean => url.startsWith("/assets/") || url.includes("/.well-known/") || url === "/openapi.json";

const ask = ({ method, url }: Route): Promise<Answer> => {
  const path = url.replaceAll(/:[a-zA-Z]+/g, "x").replace("*", "x.js");
  // From many addresses: one that is refused at hundreds of routes in a row is rightly limited.
  const remoteAddress = `192.0.2.${(url.length % 200) + 1}`;
  return app.inject({ method, url: path, remoteAddress, headers: { "x-drawbridge": "1" }, ...(changes.has(method) && { payload: {} }) });
};

describe("the headers of every route", () => {
  it("are there, whatever the answer is", async () => {
    expect(table.length).toBeGreaterThan(60);
    for (const route of table) {
      const answer = await ask(route);
      const where = `${route.method} ${route.url} ${answer.statusCode}`;
      const policy = directivesOf(answer);
      expect.soft(policy.get("default-src"), where).toBe("'none'");
      expect.soft(policy.get("base-uri"), where).toBe("'none'");
      expect.soft(policy.get("object-src") ?? policy.get("default-src"), where).toBe("'none'");
      expect.soft(policy.get("report-uri"), where).toBe("/csp-reports");
      expect.soft(policy.get("report-to"), where).toBe("csp");
      expect.soft(answer.headers["content-security-policy"], where).not.toMatch(/unsafe|data:.*script/);
      expect.soft(policy.get("frame-ancestors"), where).toBe(framedByAnyone.has(route.url) ? "*" : "'none'");
      expect.soft(answer.headers["reporting-endpoints"], where).toBe('csp="/csp-reports"');
      expect.soft(answer.headers["x-content-type-options"], where).toBe("nosniff");
      expect.soft(answer.headers["referrer-policy"], where).toBe("no-referrer");
      expect.soft(answer.headers["permissions-policy"], where).toContain("camera=()");
      expect.soft(answer.headers["strict-transport-security"], where).toBe("max-age=31536000");
      expect.soft(answer.headers["x-frame-options"], where).toBeUndefined();
      expect.soft(answer.headers["cross-origin-opener-policy"], where).toBe(windows.has(route.url) ? "unsafe-none" : "same-origin");
      expect.soft(kept(route.url) ? "no-store" : answer.headers["cache-control"], where).toBe("no-store");
    }
  });

  it.each([
    ["/nowhere", 404],
    ["/%zz", 400],
    ["/connect/v2/nowhere", 404],
    ["/assets/widget/..%2f..%2fpackage.json", 403],
  ] as const)("are there for %s", async (url, status) => {
    const answer = await app.inject({ url });
    expect([status, 404]).toContain(answer.statusCode);
    expect(directivesOf(answer).get("frame-ancestors")).toBe("'none'");
    expect(answer.headers["strict-transport-security"]).toBe("max-age=31536000");
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  });

  it("name the origins of a link's tenant and nobody else on its page", async () => {
    const made = await drawbridge.api("/v1/links", { method: "POST", body: { kind: "connect", user: { externalId: "framed" } } });
    expect(made.status).toBe(201);
    const token = "development-api-token-1";
    const asked = await app.inject({
      method: "POST",
      url: "/widgetUrl",
      headers: { authorization: `Bearer ${token}` },
      payload: { userId: "framed", jobTypes: ["transactions"], targetOrigin: ORIGINS[0] },
    });
    const { widgetUrl } = asked.json<{ readonly widgetUrl: string }>();
    const page = await app.inject({ url: new URL(widgetUrl).pathname + new URL(widgetUrl).search });
    expect(page.statusCode).toBe(200);
    expect(page.headers["content-type"]).toContain("text/html");
    expect(directivesOf(page).get("frame-ancestors")).toBe(ORIGINS.join(" "));
    expect(directivesOf(page).get("script-src")).toBe("'self'");
    expect(directivesOf(page).get("style-src")).toBe("'self'");
    expect(page.headers["cache-control"]).toBe("no-store");
    expect(page.headers["cross-origin-opener-policy"]).toBe("unsafe-none");
    expect(page.body).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son[a-z]+=|\sstyle=|javascript:/i);
  });

  it("let the files of a build be kept, and stay off the stream's own head", async () => {
    const page = await app.inject({ url: "/connect" });
    const script = /src="([^"]+\.js)"/.exec(page.body)?.[1] ?? "";
    const file = await app.inject({ url: script });
    expect(file.statusCode).toBe(200);
    expect(file.headers["cache-control"]).toContain("immutable");
    const link = new URL(await makeLink(drawbridge, "streamed")).hash.slice("#link=".length);
    const headers = { "x-drawbridge": "1", "content-type": "application/json" };
    const opened = await fetch(`${drawbridge.server}/session`, {
      method: "POST",
      headers,
      body: JSON.stringify({ door: "native", link, tabId: "t" }),
    });
    expect(opened.headers.get("cache-control")).toBe("no-store");
    const { handle } = (await opened.json()) as { readonly handle: string };
    const stop = new AbortController();
    const stream = await fetch(`${drawbridge.server}/session/stream?tab=t`, {
      headers: { "x-drawbridge": "1", authorization: `Bearer ${handle}` },
      signal: stop.signal,
    });
    expect(stream.headers.get("content-type")).toBe("text/event-stream");
    expect(stream.headers.get("x-content-type-options")).toBe("nosniff");
    expect(stream.headers.get("cache-control")).toBe("no-store");
    expect(stream.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(stream.headers.get("strict-transport-security")).toBeNull(); // this one is reached by http
    stop.abort();
  });
});

describe("reports of the policy", () => {
  const post = (type: string, payload: string) => app.inject({ method: "POST", url: "/csp-reports", headers: { "content-type": type }, payload });
  const legacy = {
    "csp-report": {
      "document-uri": "https://connect.example/?signature=s3cret",
      "violated-directive": "script-src 'self'",
      "blocked-uri": "https://evil.example/a/b.js?c=s3cret",
      disposition: "enforce",
    },
  };
  const batch = [
    {
      type: "csp-violation",
      age: 1,
      url: "https://connect.example/",
      body: {
        documentURL: "https://connect.example/oauth/launch/s3cret#x",
        effectiveDirective: "frame-ancestors",
        blockedURL: "inline",
        disposition: "enforce",
      },
    },
    { type: "deprecation", body: {} },
  ];

  it("are taken in both forms", async () => {
    expect((await post("application/csp-report", JSON.stringify(legacy))).statusCode).toBe(204);
    expect((await post("application/reports+json", JSON.stringify(batch))).statusCode).toBe(204);
  });

  it("are logged without query, fragment, path or the text of a sample", () => {
    const told = [...(violationsOf(legacy) ?? []), ...(violationsOf(batch) ?? [])];
    expect(told).toEqual([
      { page: "https://connect.example", directive: "script-src", blocked: "https://evil.example/a/…", disposition: "enforce" },
      { page: "https://connect.example/oauth/…", directive: "frame-ancestors", blocked: "inline", disposition: "enforce" },
    ]);
    expect(JSON.stringify(told)).not.toContain("s3cret");
  });

  it.each([
    { what: "another type", type: "application/json", payload: "{}", status: 415 },
    { what: "no JSON", type: "application/csp-report", payload: "{", status: 400 },
    { what: "something else", type: "application/csp-report", payload: "{}", status: 400 },
    { what: "too much", type: "application/reports+json", payload: JSON.stringify([{ type: "x".repeat(17_000) }]), status: 413 },
  ])("are refused as $what", async ({ type, payload, status }) => {
    expect((await post(type, payload)).statusCode).toBe(status);
  });
});
